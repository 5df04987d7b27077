package desk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// everything gives all records, histories and files of a desk as one text.
func (s *smallDesk) everything() string {
	s.t.Helper()
	var out strings.Builder
	for after := store.Key(""); ; {
		records, err := s.store.List(s.t.Context(), "", after, 0)
		require.NoError(s.t, err)
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			fmt.Fprintf(&out, "%s %s\n", r.Key, r.Value)
		}
		after = records[len(records)-1].Key
	}
	for n := 1; n < 20; n++ {
		for _, e := range s.events(fmt.Sprintf("ticket/%08d", n)) {
			fmt.Fprintf(&out, "%d %v\n", n, e)
		}
	}
	err := filepath.WalkDir(filepath.Join(s.dir, "files"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, _ := os.ReadFile(path)
			fmt.Fprintf(&out, "%s %s\n", path, data)
		}
		return err
	})
	require.NoError(s.t, err)
	return out.String()
}

// story has somebody leave a trace wherever one can be left.
func (s *smallDesk) story(who string, n int) {
	s.says(who, who, "secret-of-"+who+" one")
	s.says(who, who, "person")
	s.says(who, who, "secret-of-"+who+" two", bot.File{ID: "f", Name: "secret-of-" + who + ".jpg"})
	s.says("room", "bob", fmt.Sprintf("claim %d", n))
	s.says("room", "bob", fmt.Sprintf("note %d secret-of-%s three", n, who))
	s.says("room", "bob", fmt.Sprintf("reply %d secret-of-%s four", n, who))
	s.chat.refuse = who
	s.says("room", "bob", fmt.Sprintf("reply %d secret-of-%s five", n, who))
	s.chat.refuse = ""
	id, _, err := s.KeepUpload(bot.Place{Channel: "test", Chat: who}, 0, "upload", strings.NewReader("secret-of-"+who+" six"))
	require.NoError(s.t, err)
	require.NotEmpty(s.t, id)
	_, _, err = s.KeepUpload(bot.Place{Channel: "test", Chat: who}, n, "upload", strings.NewReader("secret-of-"+who+" seven"))
	require.NoError(s.t, err)
}

// forgotten wants that nothing tells of somebody and that all else is as it was.
func (s *smallDesk) forgotten(who string, other string) {
	s.t.Helper()
	all := s.everything()
	require.NotContains(s.t, all, "secret-of-"+who)
	require.NotContains(s.t, all, "test:"+who)
	require.NotContains(s.t, all, strings.ToUpper(who[:1])+who[1:])
	for _, part := range []string{"one", "two", "three", "four", "five", "six", "seven"} {
		require.Contains(s.t, all, "secret-of-"+other+" "+part)
	}
	s.whole()
	t, lines, err := s.Ticket(s.t.Context(), 1)
	require.NoError(s.t, err)
	require.Equal(s.t, bot.Closed, t.State)
	require.Empty(s.t, lines)
	require.GreaterOrEqual(s.t, t.Lines, 5, "counts stay")
	require.Equal(s.t, "test:bob", s.claimer(), "who worked on it stays")
}

// claimer is who claimed the first ticket, as its history has it.
func (s *smallDesk) claimer() string {
	for _, e := range s.events("ticket/00000001") {
		if e.What == "claimed" {
			return e.Who.ID
		}
	}
	return ""
}

// TestForgettingLeavesNothing: on the person's word and on the operator's, everything
// is erased, the history holds, and nobody else's is touched.
func TestForgettingLeavesNothing(t *testing.T) {
	for name, forget := range map[string]func(s *smallDesk){
		"person": func(s *smallDesk) {
			s.says("ann", "ann", "forget me")
			s.says("ann", "ann", "yes")
			require.Contains(t, s.chat.heard("ann"), "Everything I knew about you is erased.")
		},
		"operator": func(s *smallDesk) {
			done, err := s.Forget(t.Context(), "test:ann", bot.Person{ID: "operator:olga", Name: "olga"})
			require.NoError(t, err)
			require.Equal(t, 1, done.Tickets)
			require.Equal(t, 1, done.Talks)
			require.Contains(t, fmt.Sprint(s.events("desk")), "olga")
			s.settle()
			require.NotContains(t, s.chat.heard("ann"), "erased", "the operator tells them")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSmallDesk(t)
			s.story("ann", 1)
			s.story("joe", 2)
			s.whole()
			forget(s)
			require.Contains(t, s.chat.heard("room"), "#1: the person asked to be forgotten.")
			require.NotContains(t, s.everything(), "secret-of-ann", "at once")
			s.says("room", "bob", "note 1 secret-of-ann again")
			s.pass(26 * time.Hour)
			s.forgotten("ann", "joe")
			_, err := s.Forget(t.Context(), "test:ann", bot.Person{})
			var no *bot.Refusal
			require.ErrorAs(t, err, &no)
			require.Equal(t, bot.NoSuchPerson, no.Reason)
			s.says("ann", "ann", "status")
			require.Contains(t, s.chat.heard("ann"), "You have no open ticket")
		})
	}
}

// TestWhoWritesAgainStartsAnew: what is said after the first time is not taken by the
// second.
func TestWhoWritesAgainStartsAnew(t *testing.T) {
	s := newSmallDesk(t)
	s.story("ann", 1)
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "yes")
	s.says("ann", "ann", "something new")
	s.says("ann", "ann", "person")
	s.pass(26 * time.Hour)
	all := s.everything()
	require.Contains(t, all, "something new")
	require.NotContains(t, all, "secret-of-ann")
	require.NotContains(t, all, "forget/", "nothing is left to do")
	ticket, lines, err := s.Ticket(t.Context(), 2)
	require.NoError(t, err)
	require.Equal(t, bot.Open, ticket.State)
	require.NotEmpty(t, lines)
}

// errCut is a store that stops taking changes.
var errCut = errors.New("cut off by the test")

// cutStore takes so many changes and then none.
type cutStore struct {
	store.Store
	left, largest int
}

func (c *cutStore) Commit(ctx context.Context, set store.ChangeSet) (store.Result, error) {
	if c.left--; c.left < 0 {
		return store.Result{}, errCut
	}
	c.largest = max(c.largest, len(set.Put)+len(set.Redact)+len(set.History))
	return c.Store.Commit(ctx, set)
}

// TestForgettingSurvivesACrashAnywhere cuts the process off after every commit of the
// erasing in turn and starts it again.
func TestForgettingSurvivesACrashAnywhere(t *testing.T) {
	for cut, over := 0, false; !over; cut++ {
		require.Less(t, cut, 100)
		s := newSmallDesk(t)
		s.story("ann", 1)
		s.story("joe", 2)
		s.says("ann", "ann", "forget me")
		s.said++
		require.NoError(t, s.Deliver(t.Context(), bot.Message{
			Delivery: fmt.Sprintf("test:%d", s.said), ID: "yes", Place: bot.Place{Channel: "test", Chat: "ann"},
			From: bot.Person{ID: "test:ann", Name: "Ann"}, Kind: bot.Said, Text: "yes", Direct: true,
		}))
		var stopped *cutStore
		s.wrap = func(db store.Store) store.Store { stopped = &cutStore{Store: db, left: cut}; return stopped }
		s.start()
		_ = s.Drain(t.Context())
		over = stopped.left >= 0
		s.wrap = nil
		s.start()
		s.settle()
		s.pass(26 * time.Hour)
		s.forgotten("ann", "joe")
		told := strings.Count(s.chat.heard("ann"), "Everything I knew about you is erased.")
		require.True(t, told == 1 || told == 2, "told %d times: again only where the channel took it and we died before we knew", told)
	}
}

// TestMyDataHasAllOfIt: every word that was said to them or by them, and no note.
func TestMyDataHasAllOfIt(t *testing.T) {
	s := newSmallDesk(t)
	s.story("ann", 1)
	s.story("joe", 2)
	data, err := s.PersonData(t.Context(), "test:ann")
	require.NoError(t, err)
	require.Equal(t, "Ann", data.Name)
	for _, lang := range []string{"en", "ar"} {
		text := data.Text(lang, time.UTC)
		for _, part := range []string{"one", "two", "four", "five"} {
			require.Contains(t, text, "secret-of-ann "+part)
		}
		require.NotContains(t, text, "three", "a note of staff")
		require.NotContains(t, text, "joe")
		require.Contains(t, text, "secret-of-ann.jpg")
	}
	s.says("ann", "ann", "my data")
	require.Contains(t, s.chat.heard("ann"), "secret-of-ann five", "a channel without files shows it")

	m := bot.Message{
		Delivery: "test:group", Place: bot.Place{Channel: "test", Chat: "village"}, From: bot.Person{ID: "test:ann", Name: "Ann"},
		Kind: bot.Said, Text: "my data", Direct: true,
	}
	require.NoError(t, s.Deliver(t.Context(), m))
	s.settle()
	require.Contains(t, s.chat.heard("village"), "Others can read along here.")
	require.NotContains(t, s.chat.heard("village"), "secret")
}

// filesChat is a small chat that takes files.
type filesChat struct{ *smallChat }

func (c filesChat) Upload(_ context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: err}
	}
	c.files[r.To.Chat+" "+f.Name+" "+f.Type] = string(data)
	return adapters.Sent{ID: "file"}, nil
}

func (filesChat) Fetch(_ context.Context, f bot.File) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("bytes of " + f.ID)), nil
}

// TestMyDataComesAsAFile where the channel takes files; it is kept where the person's
// own files are, and goes with them.
func TestMyDataComesAsAFile(t *testing.T) {
	s := newSmallDesk(t)
	s.chat.files = map[string]string{}
	s.uploads = true
	s.start()
	s.story("ann", 1)
	s.says("ann", "ann", "my data")
	require.Contains(t, s.chat.heard("ann"), "Here is everything I know about you.")
	file := s.chat.files["ann my-data.txt text/plain"]
	require.True(t, strings.HasPrefix(file, "\ufeff"), "so that every program sees that it is UTF-8")
	require.Contains(t, file, "secret-of-ann four")
	require.NotContains(t, file, "secret-of-ann three", "a note of staff")
	require.Contains(t, s.everything(), "files/test-ann/my-data")
	s.says("ann", "ann", "forget me")
	s.says("ann", "ann", "yes")
	require.NotContains(t, s.everything(), "my-data")
}

// TestWhatWasMergedGoesOn: the end of one person's ticket is not the end of those that
// follow it, nor is a follower missed by its leader.
func TestWhatWasMergedGoesOn(t *testing.T) {
	for _, gone := range []string{"ann", "joe"} {
		s := newSmallDesk(t)
		for i, who := range []string{"ann", "joe"} {
			s.says(who, who, "secret-of-"+who)
			s.says(who, who, "person")
			s.says("room", "bob", fmt.Sprintf("claim %d", i+1))
		}
		s.says("room", "bob", "merge 2 1")
		s.says(gone, gone, "forget me")
		s.says(gone, gone, "yes")
		stays, n := "joe", 2
		if gone == "joe" {
			stays, n = "ann", 1
		}
		ticket, _, err := s.Ticket(t.Context(), n)
		require.NoError(t, err)
		require.Equal(t, bot.Claimed, ticket.State)
		require.Zero(t, ticket.Follows)
		require.Empty(t, ticket.Followers)
		s.says("room", "bob", fmt.Sprintf("reply %d still with you", n))
		require.Contains(t, s.chat.heard(stays), "still with you")
		s.says("room", "bob", "find secret-of-"+gone)
		require.NotContains(t, s.everything(), "secret-of-"+gone)
		s.whole()
	}
}
