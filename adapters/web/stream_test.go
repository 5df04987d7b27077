package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// told puts a line into the transcript and sends it.
func (s *site) told(place bot.Place, text string) {
	s.desk.add(place, bot.Line{By: bot.ByBot, Text: text})
	_, err := s.Send(s.Context(), bot.Reply{ID: "r-" + text, To: place, Text: text})
	require.NoError(s, err)
}

func names(events []event) (list []string) {
	for _, e := range events {
		list = append(list, e.name+e.id)
	}
	return list
}

func TestStreamGivesWhatWasAndWhatComes(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	s.told(place, "one")
	s.told(place, "two")
	l := v.listen("/events")
	require.Equal(t, "text/event-stream; charset=utf-8", l.header.Get("Content-Type"))
	require.Equal(t, []string{"line1", "line2", "ready"}, names(v.until(l, "ready")))
	s.told(place, "three\nlines")
	got := v.until(l, "line")
	require.Equal(t, "3", got[0].id)
	require.Contains(t, got[0].data, `"text":"three\nlines"`)

	// A page that comes back goes on where it was, whoever remembers.
	require.Equal(t, []string{"line3", "ready"}, names(v.until(v.listen("/events?after=2"), "ready")))
	require.Equal(t, []string{"line3", "ready"}, names(v.until(v.listen("/events?after=1", "Last-Event-ID", "2"), "ready")))
	require.Equal(t, []string{"line1", "line2", "line3", "ready"}, names(v.until(v.listen("/events?after=-4", "Last-Event-ID", "x"), "ready")))

	// Nobody else hears of it.
	other, _ := s.person()
	require.Equal(t, []string{"ready"}, names(other.until(other.listen("/events"), "ready")))
}

func TestPeopleNeverGetNotesOrIDs(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	s.desk.add(place, bot.Line{By: bot.ByNote, Who: eve, Text: "she is difficult"})
	s.desk.add(place, bot.Line{By: bot.ByStaff, Who: eve, Text: "good morning"})
	s.desk.add(place, bot.Line{By: bot.ByStaff, Who: bot.Person{ID: "slack:U0NAMELESS"}, Text: "still here"})
	got := v.until(v.listen("/events"), "ready")
	require.Equal(t, []string{"line2", "line3", "ready"}, names(got))
	require.Contains(t, got[0].data, "Eve | Tembo")
	for _, e := range got {
		require.NotContains(t, e.data, "U0")
		require.NotContains(t, e.data, "difficult")
	}
}

func TestTypingIsShown(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	l := v.listen("/events")
	v.until(l, "ready")
	s.Typing(t.Context(), place)
	require.Equal(t, []string{"typing"}, names(v.until(l, "typing")))
	s.Typing(t.Context(), deskRoom) // has no effect
}

func TestSeventhStreamClosesTheFirst(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	var open []*eventReader
	for range maxPerKey + 1 {
		l := v.listen("/events")
		v.until(l, "ready")
		open = append(open, l)
	}
	require.Equal(t, []string{"moved"}, names(v.until(open[0], "moved")))
	_, more := <-open[0].events
	require.False(t, more)
	s.told(place, "to all that are open")
	for _, l := range open[1:] {
		v.until(l, "line")
	}
}

func TestStreamsHaveAnEnd(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	l := v.listen("/events")
	v.until(l, "ready")
	s.people.mu.Lock()
	s.people.room = 1
	s.people.mu.Unlock()
	other, _ := s.person()
	require.Equal(t, http.StatusServiceUnavailable, other.get("/events").status, "there is no room for another session")
	require.Equal(t, http.StatusOK, v.listen("/events").status, "who is there already may have a second page")
	s.stop()
	_, more := <-l.events
	require.False(t, more, "streams end with Run")
}

func TestClosedPagesAreForgotten(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	l := v.listen("/events")
	v.until(l, "ready")
	l.close()
	require.Eventually(t, func() bool {
		s.people.mu.Lock()
		defer s.people.mu.Unlock()
		return s.people.count == 0 && len(s.people.byKey) == 0
	}, 5*time.Second, time.Millisecond)
	require.Equal(t, http.StatusOK, v.do(http.MethodHead, "/events", "", "").status)
}

// pageWriter hands every write to the test.
type pageWriter struct {
	*httptest.ResponseRecorder
	out *io.PipeWriter
}

func (p *pageWriter) Write(b []byte) (int, error) { return p.out.Write(b) }
func (p *pageWriter) Flush()                      {}

// TestSilentStreamBeats also finds lines that nobody woke the page for.
func TestSilentStreamBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := newFakeDesk()
		a, err := New(Options{Key: testKey, Desk: desk, Uploads: desk, Files: desk})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { _ = a.Run(ctx, desk) })
		synctest.Wait()
		mux := http.NewServeMux()
		a.Mount(mux)
		place := bot.Place{Channel: channel, Chat: "s1"}
		r := httptest.NewRequest(http.MethodGet, "/events", nil).WithContext(ctx)
		r.AddCookie(&http.Cookie{Name: a.sessions.personName, Value: seal(a.sessions.personKey, "s1")})
		in, out := io.Pipe()
		done.Go(func() { mux.ServeHTTP(&pageWriter{httptest.NewRecorder(), out}, r); out.Close() })
		events := make(chan event, 100)
		done.Go(func() { readEvents(in, events); close(events) })
		require.Equal(t, "ready", (<-events).name)
		desk.add(place, bot.Line{By: bot.ByBot, Text: "sent by another replica"})
		start := time.Now()
		require.Equal(t, event{name: "comment", data: "here"}, <-events)
		require.Equal(t, heartbeat, time.Since(start))
		require.Equal(t, "beat", (<-events).name)
		require.Equal(t, "line", (<-events).name)
		cancel()
		done.Wait()
	})
}

func TestDeskStream(t *testing.T) {
	s := newSite(t)
	v, other := s.member(eve), s.member(bot.Person{ID: "slack:U0BOB", Name: "Bob"})
	l, o := v.listen("/desk/events"), other.listen("/desk/events")
	v.until(l, "ready")
	other.until(o, "ready")
	send := func(r bot.Reply) {
		r.To = deskRoom
		sent, err := s.Send(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, r.ID, sent.ID)
	}
	send(bot.Reply{ID: "1", For: eve.ID, Text: "#12 is with Bob", Ticket: 12, Buttons: []bot.Button{{Label: "Show", Data: "t:12:more"}}})
	send(bot.Reply{ID: "2", Text: "good morning all"})
	send(bot.Reply{ID: "3", Ref: "card/13", Text: "#13 how-to from ann"})
	send(bot.Reply{ID: "4", Ref: "card/13", Edit: true, Text: "#13 is with Eve"})
	s.changed(14)

	got := v.until(l, "toast")
	require.Equal(t, []string{"changed", "toast"}, []string{got[0].name, got[1].name})
	require.JSONEq(t, `{"ticket":12}`, got[0].data)
	require.JSONEq(t, `{"id":"1","text":"#12 is with Bob","ticket":12,"mine":true,"buttons":[{"label":"Show","data":"t:12:more"}]}`, got[1].data)
	got = other.until(o, "toast")
	require.Len(t, got, 3, "the answer to Eve is not shown to Bob, but that 12 changed is")
	require.JSONEq(t, `{"id":"2","text":"good morning all"}`, got[2].data)
	require.JSONEq(t, `{"ticket":13,"fresh":true}`, other.until(o, "changed")[0].data)
	require.JSONEq(t, `{"ticket":13}`, other.until(o, "changed")[0].data)
	last := other.until(o, "changed")[0]
	require.JSONEq(t, `{"ticket":14}`, last.data)

	// Who comes back misses nothing; who is new begins at the end; a position of
	// the future begins at the end too.
	missed := v.until(v.listen("/desk/events", "Last-Event-ID", got[0].id), "ready")
	require.Len(t, missed, 6)
	require.Equal(t, []string{"ready"}, names(v.until(v.listen("/desk/events"), "ready")))
	require.Equal(t, []string{"ready"}, names(v.until(v.listen("/desk/events?after=99999999999999"), "ready")))
}

func TestStreamEndsWithTheCookie(t *testing.T) {
	now := time.Now()
	s := newSite(t, func(o *Options) { o.Now = func() time.Time { return now } })
	v := s.member(eve)
	now = now.Add(staffAge - 50*time.Millisecond)
	l := v.listen("/desk/events")
	require.Equal(t, http.StatusOK, l.status)
	v.until(l, "ready")
	_, more := <-l.events
	require.False(t, more)
}

func TestBoardKeepsTheLast(t *testing.T) {
	b := newBoard(time.UnixMilli(1000))
	for range maxNotices + 5 {
		b.add(noticeOf(bot.Reply{Text: "x"}))
	}
	frames, now, err := b.feed("me")(t.Context(), 1000)
	require.NoError(t, err)
	require.Equal(t, 1000+maxNotices+5, now)
	require.Len(t, frames, 2*maxNotices)
}

func TestSendFaults(t *testing.T) {
	s := newSite(t)
	_, err := s.Send(t.Context(), bot.Reply{To: bot.Place{Channel: "telegram", Chat: "1"}})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	_, err = s.Send(t.Context(), bot.Reply{To: bot.Place{Channel: "web"}})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Send(ctx, bot.Reply{To: deskRoom})
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
	sent, err := s.Send(t.Context(), bot.Reply{ID: "r1", To: bot.Place{Channel: "web", Chat: "nobody-is-looking"}})
	require.NoError(t, err, "the transcript is the delivery, an open page is not needed")
	require.Equal(t, "r1", sent.ID)
	require.JSONEq(t, `["…"]`, must(json.Marshal([]string{cutRunes("xx", 0)})))
}

func must(b []byte, err error) string {
	if err != nil {
		return err.Error()
	}
	return string(b)
}
