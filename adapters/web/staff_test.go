package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var eve = bot.Person{ID: "slack:U0EVE", Name: "Eve | Tembo"}

func token(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	require.Equal(t, "/desk/enter", u.Path)
	return u.Query().Get("token")
}

func TestDeskIsForStaff(t *testing.T) {
	s := newSite(t)
	person, _ := s.person()
	for _, v := range []*visitor{s.visitor(), person} {
		r := v.get("/desk")
		require.Equal(t, http.StatusUnauthorized, r.status)
		require.Contains(t, r.body, "Sign in with a link")
		for _, path := range []string{"/desk/queue", "/desk/ticket/12", "/desk/events"} {
			require.Equal(t, http.StatusUnauthorized, v.get(path).status, path)
		}
		require.Equal(t, http.StatusUnauthorized, v.post("/desk/do", map[string]string{"id": anID, "order": "claim 12"}).status)
	}
	require.Empty(t, s.desk.delivered())
}

func TestLinkSignsInOnce(t *testing.T) {
	s := newSite(t)
	link := s.SignInLink("https://help.example.org/", eve)
	require.True(t, strings.HasPrefix(link, "https://help.example.org/desk/enter?token="), link)
	secret := token(t, link)
	v := s.visitor()
	for range 2 { // A preview does not use it up.
		r := v.get("/desk/enter?token=" + secret)
		require.Equal(t, http.StatusOK, r.status)
		require.Contains(t, r.body, "Sign in as Eve | Tembo")
		require.Empty(t, r.header.Values("Set-Cookie"))
		require.Equal(t, "same-origin", r.header.Get("Referrer-Policy"))
	}
	r := v.form("/desk/enter", url.Values{"token": {secret}})
	require.Equal(t, http.StatusSeeOther, r.status)
	require.Equal(t, "/desk", r.header.Get("Location"))
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Max-Age=43200"} {
		require.Contains(t, r.header.Get("Set-Cookie"), want)
	}
	require.Contains(t, v.get("/desk").body, "Eve | Tembo")

	thief := s.visitor()
	require.Equal(t, http.StatusUnauthorized, thief.form("/desk/enter", url.Values{"token": {secret}}).status)
	require.Equal(t, http.StatusUnauthorized, thief.get("/desk/enter?token="+secret).status)
	require.Equal(t, http.StatusUnauthorized, thief.form("/desk/enter", url.Values{"token": {""}}).status)
	require.Equal(t, http.StatusUnauthorized, thief.form("/desk/enter?token="+token(t, s.SignInLink("", eve)), nil).status, "the token must be in the form")
	require.Equal(t, http.StatusUnsupportedMediaType, thief.do(http.MethodPost, "/desk/enter", "text/plain", "token=x").status)
	require.Equal(t, http.StatusRequestEntityTooLarge, thief.form("/desk/enter", url.Values{"token": {strings.Repeat("x", 3000)}}).status)
	require.Equal(t, http.StatusForbidden, thief.do(http.MethodPost, "/desk/enter", "application/x-www-form-urlencoded", "token="+secret, "Origin", "https://evil.example").status)
}

func TestLinksRunOut(t *testing.T) {
	now := time.Now()
	s := newSite(t, func(o *Options) { o.Now = func() time.Time { return now } })
	old := token(t, s.SignInLink("", eve))
	now = now.Add(passAge)
	require.Equal(t, http.StatusUnauthorized, s.visitor().form("/desk/enter", url.Values{"token": {old}}).status)

	first := token(t, s.SignInLink("", eve))
	now = now.Add(time.Second)
	for range maxPasses {
		s.SignInLink("", eve)
	}
	require.Len(t, s.passes.unused, maxPasses, "what is over is dropped, and the oldest of too many")
	_, ok := s.passes.look(first)
	require.False(t, ok)
}

func TestStaffCookieRunsOut(t *testing.T) {
	now := time.Now()
	s := newSite(t, func(o *Options) { o.Now = func() time.Time { return now } })
	v := s.member(eve)
	now = now.Add(staffAge - time.Second)
	require.Equal(t, http.StatusOK, v.get("/desk/queue").status)
	now = now.Add(time.Second)
	require.Equal(t, http.StatusUnauthorized, v.get("/desk/queue").status)
	require.Equal(t, http.StatusUnauthorized, v.get("/desk").status)
}

func TestForgedStaffCookie(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	person, _ := s.person()
	good := v.cookies()[0].Value
	payload, signature, _ := strings.Cut(good, ".")
	raw, err := json.Marshal(badge{ID: "slack:BOSS", Until: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	boss := base64.RawURLEncoding.EncodeToString(raw)
	for _, bad := range []string{
		"", ".", payload, payload + ".", payload + ".AAAA", boss + "." + signature, seal(testKey, boss), seal(s.sessions.personKey, boss),
		person.cookies()[0].Value, good + "x", seal(s.sessions.staffKey, "not json"), seal(s.sessions.staffKey, ""),
	} {
		forger := s.visitor()
		forger.setCookie(s.sessions.staffName, bad)
		require.Equal(t, http.StatusUnauthorized, forger.get("/desk/queue").status, bad)
	}
	// And a staff cookie is no person's session.
	crossed := s.visitor()
	crossed.setCookie(s.sessions.personName, good)
	require.Equal(t, http.StatusUnauthorized, crossed.say(anID, "hello").status)
	require.Empty(t, s.desk.delivered())
}

func TestOrdersReachTheDesk(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	require.Equal(t, http.StatusAccepted, v.post("/desk/do", map[string]string{"id": anID, "order": "reply 12 hello\nthere"}).status)
	m := <-s.desk.got
	require.Equal(t, "web:desk:slack:U0EVE:"+anID, m.Delivery)
	require.Equal(t, bot.Place{Channel: "web", Chat: "desk"}, m.Place)
	require.Equal(t, eve, m.From)
	require.Equal(t, bot.Said, m.Kind)
	require.Equal(t, "reply 12 hello\nthere", m.Text)
	require.True(t, m.Direct)
	v.post("/desk/do", map[string]string{"id": anID + "-2", "press": "t:12:claim"})
	m = <-s.desk.got
	require.Equal(t, bot.Pressed, m.Kind)
	require.Equal(t, "t:12:claim", m.Press)

	require.Equal(t, http.StatusForbidden, v.post("/desk/do", map[string]string{"id": anID, "order": "x"}, "Sec-Fetch-Site", "same-site").status)
	require.Equal(t, http.StatusUnsupportedMediaType, v.do(http.MethodPost, "/desk/do", "text/plain", "{}").status)
	require.Equal(t, http.StatusBadRequest, v.post("/desk/do", map[string]string{"id": anID}).status)
	require.Equal(t, http.StatusMethodNotAllowed, v.get("/desk/do").status)
	s.desk.setFail(errDisk)
	require.Equal(t, http.StatusServiceUnavailable, v.post("/desk/do", map[string]string{"id": anID, "order": "x"}).status)
}

func TestQueueAndTicket(t *testing.T) {
	s := newSite(t)
	opened := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s.desk.tickets = []bot.Ticket{
		{Number: 12, Level: 1, State: bot.Claimed, Priority: bot.High, Person: bot.Person{ID: "telegram:260955", Name: "Ann"}, Place: bot.Place{Channel: "telegram", Chat: "260955"},
			Question: strings.Repeat("wörd ", 100), Owner: eve, Opened: opened},
		{Number: 13, State: bot.Open, Person: bot.Person{ID: "web:abcdefgh"}, Place: bot.Place{Channel: "web", Chat: "abcdefgh"}},
	}
	s.desk.threads[12] = []bot.Line{
		{Seq: 1, By: bot.ByPerson, Who: bot.Person{ID: "telegram:260955", Name: "Ann"}, Text: "look", Files: []bot.File{{ID: "secret-handle", Type: "image/png"}}},
		{Seq: 2, By: bot.ByNote, Who: eve, Text: "a note"},
	}
	v := s.member(eve)
	var queue struct{ Tickets []row }
	require.NoError(t, json.Unmarshal([]byte(v.get("/desk/queue").body), &queue))
	require.Len(t, queue.Tickets, 2)
	first := queue.Tickets[0]
	require.True(t, first.Mine)
	require.True(t, first.Waiting)
	require.Equal(t, "Ann", first.Who)
	require.Len(t, []rune(first.Words), maxWords+1)
	require.Equal(t, "efgh", queue.Tickets[1].Who)
	require.False(t, queue.Tickets[1].Named)
	require.False(t, queue.Tickets[1].Mine)

	body := v.get("/desk/ticket/12").body
	require.Contains(t, body, "a note")
	require.Contains(t, body, "image/png")
	for _, hidden := range []string{"260955", "secret-handle", "U0EVE"} {
		require.NotContains(t, body, hidden, "ids of people stay on the server")
	}
	for _, path := range []string{"/desk/ticket/99", "/desk/ticket/0", "/desk/ticket/-1", "/desk/ticket/x", "/desk/ticket/99999999999999999999"} {
		require.Equal(t, http.StatusNotFound, v.get(path).status, path)
	}
	s.desk.setBroken(errDisk)
	require.Equal(t, http.StatusServiceUnavailable, v.get("/desk/queue").status)
	require.Equal(t, http.StatusServiceUnavailable, v.get("/desk/ticket/12").status)
}

func TestSignOut(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	require.Equal(t, http.StatusForbidden, v.do(http.MethodPost, "/desk/leave", "", "", "Sec-Fetch-Site", "cross-site").status)
	require.Equal(t, http.StatusOK, v.get("/desk").status)
	require.Equal(t, http.StatusNoContent, v.do(http.MethodPost, "/desk/leave", "", "").status)
	require.Equal(t, http.StatusUnauthorized, v.get("/desk").status)
}
