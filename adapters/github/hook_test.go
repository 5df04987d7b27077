package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/adapters/github/githubfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// stored keeps what is delivered.
type stored struct {
	mu  sync.Mutex
	all []bot.Message
	err error
}

func (s *stored) Deliver(_ context.Context, m bot.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	s.all = append(s.all, m)
	return nil
}

// take gives what was delivered since the last time.
func (s *stored) take() []bot.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all
	s.all = nil
	return all
}

func (s *stored) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// logged is a log that tests read.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// hooked is a server whose webhook leads to an open door; nothing is looked up.
func hooked(t testing.TB) (*githubfake.Server, *Adapter, *stored, *logged) {
	t.Helper()
	out := &logged{}
	s := githubfake.New(githubfake.Setup{})
	t.Cleanup(s.Close)
	a, err := New(Options{
		Repository: s.Setup.Repository, Token: s.Setup.Token, WebhookSecret: s.Setup.Secret, APIURL: s.URL, HTTP: s.Client(), Now: s.Now,
		Log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	require.NoError(t, err)
	inbox := &stored{}
	a.door.Open(t.Context(), inbox)
	mux := http.NewServeMux()
	a.Mount(mux)
	serve(t, s, mux)
	return s, a, inbox, out
}

// settle waits until the webhook has nothing left to deliver.
func settle(t *testing.T, s *githubfake.Server, inbox *stored) []bot.Message {
	t.Helper()
	require.True(t, s.Wait(s.Idle, 5*time.Second))
	return inbox.take()
}

// Each event becomes what it is, and those the desk does not hear become nothing.
func TestEvents(t *testing.T) {
	s, a, inbox, _ := hooked(t)
	repo := s.Setup.Repository
	n := s.Open(repo, maker, "Search is slow", "")
	at := reference{a.home, n}.place()
	require.Empty(t, settle(t, s, inbox), "opened")
	id := s.Comment(repo, n, maker, "<!-- from a template -->\nWhich *version*?")
	said := settle(t, s, inbox)
	require.Len(t, said, 1)
	require.Equal(t, "Which *version*?", said[0].Text)
	s.EditComment(repo, n, id, "Which version is it?")
	edited := settle(t, s, inbox)
	require.Len(t, edited, 1)
	require.Equal(t, bot.Edited, edited[0].Kind)
	require.Equal(t, said[0].ID, edited[0].ReplyTo)
	require.Equal(t, "Which version is it?", edited[0].Text)
	s.DeleteComment(repo, n, id)
	deleted := settle(t, s, inbox)
	require.Len(t, deleted, 1)
	require.Equal(t, bot.Deleted, deleted[0].Kind)
	require.Equal(t, said[0].ID, deleted[0].ReplyTo)
	require.Empty(t, deleted[0].Text)

	s.Publish(repo, githubfake.Release{Tag: "v9", Draft: true})
	require.Empty(t, settle(t, s, inbox), "a draft")
	pull := s.OpenPull(repo, maker, "a change")
	s.Comment(repo, pull, maker, "looks good")
	s.CloseIssue(repo, pull, "completed")
	require.Empty(t, settle(t, s, inbox), "a pull request")
	s.Lock(repo, n)
	require.Empty(t, settle(t, s, inbox), "locked")
	s.Push(githubfake.Event{Name: "ping", Body: []byte(`{"zen":"Keep it logically awesome."}`)})
	s.Push(githubfake.Event{Name: "push", Body: []byte(`[]`)})
	require.Empty(t, settle(t, s, inbox))

	s.AddRepository("other/tool")
	moved := s.Transfer(repo, n, "other/tool")
	told := settle(t, s, inbox)
	require.Len(t, told, 1)
	require.Equal(t, bot.Moved, told[0].Kind)
	require.Equal(t, at, told[0].Place)
	require.Equal(t, reference{"other/tool", moved}.place(), told[0].MovedTo)
	s.DeleteIssue("other/tool", moved)
	gone := settle(t, s, inbox)
	require.Len(t, gone, 1)
	require.Equal(t, bot.IssueDeclined, gone[0].Issue.State)
}

// An issue of another repository is delivered too: which of them matter is the desk's to say.
func TestOtherRepositoriesArePassedOn(t *testing.T) {
	s, _, inbox, _ := hooked(t)
	s.AddRepository("Other/Tool")
	n := s.Open("Other/Tool", maker, "x", "")
	s.Comment("Other/Tool", n, maker, "hello")
	all := settle(t, s, inbox)
	require.Len(t, all, 1)
	require.Equal(t, "other/tool#1", all[0].Place.Chat, "places are written small")
}

// An event that comes late does not turn the clock back.
func TestAnOldEventIsNotTold(t *testing.T) {
	s, _, inbox, _ := hooked(t)
	n := s.Open(s.Setup.Repository, maker, "x", "")
	s.Label(s.Setup.Repository, n, "bug")
	require.Len(t, settle(t, s, inbox), 1)
	old := s.Last()
	s.CloseIssue(s.Setup.Repository, n, "completed")
	require.Len(t, settle(t, s, inbox), 1)
	require.Equal(t, http.StatusOK, s.Deliver(old))
	require.Empty(t, settle(t, s, inbox), "it would seem to be open again")
}

// Only what is signed has an effect, and is read no further.
func TestForgedCalls(t *testing.T) {
	s, a, inbox, out := hooked(t)
	s.Open(s.Setup.Repository, maker, "x", "")
	s.CloseIssue(s.Setup.Repository, 1, "completed")
	require.Len(t, settle(t, s, inbox), 1)
	e, good := s.Last(), s.Sign(s.Last().Body)
	for _, signature := range []string{
		"", "sha256=", "sha256=00", "sha256=zz", strings.TrimPrefix(good, "sha256="), "sha1=" + good[7:], good + "00", good[:len(good)-2],
		"sha256=" + strings.Repeat("0", 64), s.Sign(append(bytes.Clone(e.Body), ' ')),
	} {
		require.Equal(t, http.StatusUnauthorized, s.Post(e, signature, "application/json"), "%q", signature)
	}
	require.Empty(t, inbox.take())
	require.Equal(t, 1, strings.Count(out.String(), "was not signed"), "strangers do not fill the log")
	require.Equal(t, http.StatusRequestEntityTooLarge, s.Deliver(githubfake.Event{Name: "issues", Body: make([]byte, maxPayload+1)}))
	require.Equal(t, http.StatusOK, s.Deliver(e))
	require.Len(t, inbox.take(), 1)

	closed := connected(t, s, Options{Repository: s.Setup.Repository, Token: s.Setup.Token, APIURL: s.URL})
	mux := http.NewServeMux()
	closed.Mount(mux)
	_, pattern := mux.Handler(&http.Request{Method: http.MethodPost, URL: &url.URL{Path: hookPath}})
	require.Empty(t, pattern, "without a secret there is no address")
	a.door.Shut()
	require.Equal(t, http.StatusServiceUnavailable, s.Deliver(e))
}

// GitHub sends a form unless it is told otherwise.
func TestAFormIsReadToo(t *testing.T) {
	s, _, inbox, _ := hooked(t)
	s.Open(s.Setup.Repository, maker, "x", "")
	s.CloseIssue(s.Setup.Repository, 1, "completed")
	first := settle(t, s, inbox)
	e := s.Last()
	e.Body = []byte(url.Values{"payload": {string(e.Body)}}.Encode())
	require.Equal(t, http.StatusOK, s.Post(e, s.Sign(e.Body), "application/x-www-form-urlencoded; charset=utf-8"))
	require.Equal(t, first, inbox.take())
}

// What cannot be stored is answered so, and looked up soon.
func TestWhatIsNotStoredIsLookedUp(t *testing.T) {
	s, a, inbox, out := hooked(t)
	s.Open(s.Setup.Repository, maker, "x", "")
	inbox.fail(errors.New("the disk is full"))
	s.Comment(s.Setup.Repository, 1, maker, "Zzyzx")
	require.Empty(t, settle(t, s, inbox))
	require.Len(t, a.nudge, 1)
	require.Equal(t, http.StatusServiceUnavailable, s.Deliver(s.Last()))
	require.NotContains(t, out.String(), "Zzyzx")
}

// damagedCopies is how many damaged copies of each event are tried.
const damagedCopies = 150

// Damaged events that are signed are acknowledged, have no effect that nobody could have
// caused, and are told by a reference alone.
func TestDamagedEvents(t *testing.T) {
	s, _, inbox, out := hooked(t)
	calls := 0
	for _, e := range events(t, s, inbox) {
		for _, body := range append(adaptertest.Damaged(e.Body, damagedCopies), adaptertest.Malformed(e.Body)...) {
			calls++
			if len(body) > maxPayload {
				continue
			}
			require.Equal(t, http.StatusOK, s.Deliver(githubfake.Event{Name: e.Name, Body: body}), "%s: %.300s", e.Name, body)
			for _, m := range inbox.take() {
				sound(t, m)
			}
		}
	}
	require.Contains(t, out.String(), "could not be read")
	require.NotContains(t, out.String(), "panic")
	require.NotContains(t, out.String(), "Mwansakabinga")
	t.Logf("%d damaged signed calls, all answered 200", calls)
}

// events is one of each kind, as the server sends it.
func events(t testing.TB, s *githubfake.Server, inbox *stored) []githubfake.Event {
	repo := s.Setup.Repository
	n := s.Open(repo, maker, "Search is slow", "for Mwansakabinga")
	id := int64(0)
	s.AddRepository("other/tool")
	var out []githubfake.Event
	for _, do := range []func(){
		func() { id = s.Comment(repo, n, maker, "Mwansakabinga") }, func() { s.EditComment(repo, n, id, "new") },
		func() { s.DeleteComment(repo, n, id) }, func() { s.Label(repo, n, "bug") }, func() { s.SetMilestone(repo, n, "v1") },
		func() { s.CloseIssue(repo, n, "not_planned") }, func() { s.Publish(repo, githubfake.Release{Tag: "v1"}) },
		func() { s.Transfer(repo, n, "other/tool") },
	} {
		do()
		require.True(t, s.Wait(s.Idle, 5*time.Second))
		out = append(out, s.Last())
	}
	inbox.take()
	return out
}

// sound checks what every message must be, whatever it was made of.
func sound(t testing.TB, m bot.Message) {
	require.True(t, strings.HasPrefix(m.Delivery, Channel+":"))
	at, ok := parsePlace(m.Place)
	require.True(t, ok, "%v", m.Place)
	require.Equal(t, m.Kind == bot.Released, at.number == 0)
	require.Contains(t, []bot.Kind{bot.Said, bot.Edited, bot.Deleted, bot.Tracked, bot.Released, bot.Moved}, m.Kind)
	require.Equal(t, m.Kind == bot.Tracked, m.Issue != nil)
	require.False(t, m.At.IsZero())
	if m.Kind == bot.Moved {
		_, ok := parsePlace(m.MovedTo)
		require.True(t, ok)
	}
	_, err := json.Marshal(m.Clean())
	require.NoError(t, err)
}

func FuzzEvent(f *testing.F) {
	s, a, inbox, _ := hooked(f)
	for _, e := range events(f, s, inbox) {
		f.Add(e.Name, e.Body)
	}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		messages, err := a.read(t.Context(), name, unwrapped("application/json", body))
		if err != nil {
			require.Empty(t, messages)
		}
		for _, m := range messages {
			sound(t, m)
		}
	})
}
