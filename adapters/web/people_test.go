package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

const anID = "0b0e7f4e-6f4f-4a55-9a67-0d2b6c2f6a11"

func TestFirstVisitGivesASession(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newSite(t, func(o *Options) { o.Secure = secure })
		set := s.visitor().get("/").header.Values("Set-Cookie")
		require.Len(t, set, 1)
		for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} {
			require.Contains(t, set[0], want)
		}
		require.Equal(t, secure, strings.Contains(set[0], "; Secure"))
		require.Equal(t, secure, strings.HasPrefix(set[0], "__Host-"))
	}
}

func TestSessionStaysTheSame(t *testing.T) {
	v, place := newSite(t).person()
	v.get("/")
	again, ok := v.session()
	require.True(t, ok)
	require.Equal(t, place.Chat, again)
	require.Len(t, place.Chat, 26)
}

func TestForgedSessionBecomesANewOne(t *testing.T) {
	s := newSite(t)
	_, victim := s.person()
	for _, cookie := range []string{
		victim.Chat, victim.Chat + ".", victim.Chat + ".AAAA", seal([]byte("another key"), victim.Chat),
		seal(s.sessions.staffKey, victim.Chat), "desk." + "AAAA", strings.Repeat("a", maxCookie) + ".AAAA",
	} {
		v := s.visitor()
		v.setCookie(s.sessions.personName, cookie)
		require.Equal(t, http.StatusUnauthorized, v.say(anID, "hello").status, cookie)
		require.Equal(t, http.StatusUnauthorized, s.withCookie(cookie).get("/events").status, cookie)
		session, ok := v.session()
		require.True(t, ok, "a 401 comes with a new session")
		require.NotEqual(t, victim.Chat, session)
		require.Equal(t, http.StatusAccepted, v.say(anID, "hello").status)
	}
	for _, m := range s.desk.delivered() {
		require.NotEqual(t, victim, m.Place)
	}
}

func (s *site) withCookie(value string) *visitor {
	v := s.visitor()
	v.setCookie(s.sessions.personName, value)
	return v
}

func TestSayFillsTheMessage(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := newSite(t, func(o *Options) { o.Now = func() time.Time { return now } })
	v, place := s.person()
	r := v.post("/say", map[string]string{"id": anID, "text": "  hello\r\nthere ", "name": " Ann  Phiri ", "later": "x"}, "Accept-Language", "sw-TZ,en;q=0.5")
	require.Equal(t, http.StatusAccepted, r.status)
	require.Equal(t, bot.Message{
		Delivery: "web:" + place.Chat + ":" + anID, ID: anID, Place: place, Kind: bot.Said, Text: "hello\nthere", Direct: true, At: now,
		From: bot.Person{ID: "web:" + place.Chat, Name: "Ann Phiri", Lang: "sw"},
	}, <-s.desk.got)

	v.post("/say", map[string]string{"id": anID + "-2", "press": "d:1:yes", "replyTo": "7"})
	m := <-s.desk.got
	require.Equal(t, bot.Pressed, m.Kind)
	require.Equal(t, "d:1:yes", m.Press)
	require.Equal(t, "7", m.ReplyTo)
	require.Empty(t, m.Text)
}

func TestSendingAgainIsTheSameDelivery(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	s.desk.setFail(errDisk)
	r := v.say(anID, "hello")
	require.Equal(t, http.StatusServiceUnavailable, r.status)
	require.Equal(t, "3", r.header.Get("Retry-After"))
	require.Contains(t, s.logs.String(), "not stored")
	require.NotContains(t, s.logs.String(), "hello")
	s.desk.setFail(nil)
	require.Equal(t, http.StatusAccepted, v.say(anID, "hello").status)
	require.Equal(t, http.StatusAccepted, v.say(anID, "hello").status)
	got := s.desk.delivered()
	require.Len(t, got, 2)
	require.Equal(t, got[0].Delivery, got[1].Delivery)
}

func TestSayRefuses(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Now = stepping(time.Second) })
	v, _ := s.person()
	text := func(n int) string { return `{"id":"` + anID + `","text":"` + strings.Repeat("x", n) + `"}` }
	for _, c := range []struct {
		name, contentType, body string
		want                    int
	}{
		{"no type", "", text(1), http.StatusUnsupportedMediaType},
		{"a form", "application/x-www-form-urlencoded", "id=1&text=x", http.StatusUnsupportedMediaType},
		{"plain text", "text/plain", text(1), http.StatusUnsupportedMediaType},
		{"another charset", "application/json; charset=latin1", text(1), http.StatusUnsupportedMediaType},
		{"utf-8", "application/json; charset=UTF-8", text(1), http.StatusAccepted},
		{"cut", "application/json", `{"id":`, http.StatusBadRequest},
		{"another shape", "application/json", `["hello"]`, http.StatusBadRequest},
		{"no id", "application/json", `{"text":"x"}`, http.StatusBadRequest},
		{"odd id", "application/json", `{"id":"a:b/../c d","text":"x"}`, http.StatusBadRequest},
		{"long id", "application/json", `{"id":"` + strings.Repeat("a", 65) + `","text":"x"}`, http.StatusBadRequest},
		{"nothing", "application/json", `{"id":"` + anID + `","text":" \u0000\n"}`, http.StatusBadRequest},
		{"both", "application/json", `{"id":"` + anID + `","text":"x","press":"d:1:x"}`, http.StatusBadRequest},
		{"long press", "application/json", `{"id":"` + anID + `","press":"` + strings.Repeat("d", 65) + `"}`, http.StatusBadRequest},
		{"longest text", "application/json", text(maxSaid), http.StatusAccepted},
		{"too long a text", "application/json", text(maxSaid + 1), http.StatusRequestEntityTooLarge},
		{"too big a body", "application/json", text(maxBody), http.StatusRequestEntityTooLarge},
	} {
		require.Equal(t, c.want, v.do(http.MethodPost, "/say", c.contentType, c.body).status, c.name)
	}
	require.Len(t, s.desk.delivered(), 2)
	require.True(t, s.desk.delivered()[1].Cut)
	require.Equal(t, http.StatusMethodNotAllowed, v.get("/say").status)
	require.Equal(t, http.StatusMethodNotAllowed, v.do(http.MethodPost, "/", "", "").status)
	require.Equal(t, http.StatusNotFound, v.get("/nothing").status)
}

func TestOtherSitesMayNotPost(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	body := map[string]string{"id": anID, "text": "x"}
	require.Equal(t, http.StatusForbidden, v.post("/say", body, "Sec-Fetch-Site", "cross-site").status)
	require.Equal(t, http.StatusForbidden, v.post("/say", body, "Origin", "https://evil.example").status)
	require.Equal(t, http.StatusAccepted, v.post("/say", body, "Origin", s.url).status)
	require.Len(t, s.desk.delivered(), 1)
}

func TestFloodIsSlowedDown(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := newSite(t, func(o *Options) { o.Now = func() time.Time { return now } })
	v, _ := s.person()
	for i := range saidRate.burst {
		require.Equal(t, http.StatusAccepted, v.say(fmt.Sprintf("message-%d", i), "x").status)
	}
	r := v.say("message-x", "x")
	require.Equal(t, http.StatusTooManyRequests, r.status)
	require.Equal(t, "1", r.header.Get("Retry-After"))
	other, _ := s.person()
	require.Equal(t, http.StatusAccepted, other.say(anID, "x").status, "others are not slowed down")
	now = now.Add(saidRate.refill)
	require.Equal(t, http.StatusAccepted, v.say("message-x", "x").status)
	require.Equal(t, http.StatusTooManyRequests, v.say("message-y", "x").status)
}

func TestNothingIsTakenBeforeAndAfterRun(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	s.stop()
	require.Equal(t, http.StatusServiceUnavailable, v.say(anID, "x").status)
	require.Equal(t, http.StatusServiceUnavailable, v.get("/events").status)
	require.Equal(t, http.StatusOK, v.get("/").status, "the page itself is still shown")
	require.Empty(t, s.desk.delivered())
}

func TestDeskTroubleIsAnswered(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	s.desk.setBroken(errors.New("no store"))
	r := v.get("/events")
	require.Equal(t, http.StatusServiceUnavailable, r.status)
	require.NotEmpty(t, r.header.Get("Retry-After"))
}

// stepping is a clock that goes on with each look at it.
func stepping(step time.Duration) func() time.Time {
	start := time.Now()
	var steps atomic.Int64
	return func() time.Time { return start.Add(time.Duration(steps.Add(1)) * step) }
}
