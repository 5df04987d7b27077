package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// fakeShelf has a few articles, what use has taught about them, and an answer.
type fakeShelf struct {
	mu       sync.Mutex
	articles []bot.Shelved
	gaps     []bot.GapGroup
	asked    []string
	broken   error
}

func newFakeShelf() *fakeShelf {
	return &fakeShelf{
		articles: []bot.Shelved{
			{Use: bot.Use{Article: "kb/broken.md"}, Problems: []string{"kb/broken.md:2: title is a list; write one line of text"}},
			{Use: bot.Use{Article: "print/certificates", Lang: "en", Helped: 12, HelpedNot: 3, Ways: []bot.UsedWay{
				{Text: "which paper for certificates", Helps: 3, Chosen: 1, InUse: true},
				{Text: "printer on fire", HelpsNot: 2, Refused: true},
			}}, Title: "Printing certificates", Tags: []string{"printing", "reply"}, Questions: []string{"how do I print a birth certificate"}},
			{Use: bot.Use{Article: "access/password", Lang: "en", Helped: 1, HelpedNot: 4}, Title: "I forgot my password", StaffOnly: true,
				Problems: []string{"kb/access/password.md:9: the link ./gone.md leads nowhere; mend or remove it"}},
			{Use: bot.Use{Article: "print/certificates", Lang: "ar"}, Title: "طباعة الشهادات"},
		},
		gaps: []bot.GapGroup{
			{Question: "how do I change a surname after marriage", Lang: "en", Times: 7, People: 5, Unknown: 7, Last: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Examples: []string{"new surname"}},
			{Question: "printer smells", Lang: "en", Times: 2, People: 2, NotHelped: map[string]int{"print/certificates": 2}, Last: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)},
		},
	}
}

func (s *fakeShelf) Shelf(context.Context) ([]bot.Shelved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]bot.Shelved(nil), s.articles...), s.broken
}

func (s *fakeShelf) GapGroups(context.Context, time.Time, string) ([]bot.GapGroup, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gaps, s.broken
}

func (s *fakeShelf) Try(question, lang string) bot.Trial {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, lang+" "+question)
	if strings.Contains(question, "person") {
		return bot.Trial{Lang: "en", Ticket: true}
	}
	return bot.Trial{Lang: "en", Verdict: "sure", Confidence: 0.94, Needed: 0.5, Why: "Verdict: sure\n  paper   counts 3.2",
		Replies: []bot.Reply{{ID: "1", Text: "1. Open the tray.\n2. Fill it, see https://help.example.org/paper.\nDid this help?",
			Buttons: []bot.Button{{Label: "Yes"}, {Label: "No, show me something else please"}}}}}
}

func (s *fakeShelf) DropWay(_ context.Context, lang, article, text string, back bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, a := range s.articles {
		for j, w := range a.Ways {
			if a.Article == article && a.Lang == lang && w.Text == text {
				ways := append([]bot.UsedWay(nil), a.Ways...)
				ways[j].TakenBack = !back
				s.articles[i].Ways = ways
				return s.broken
			}
		}
	}
	return fmt.Errorf("no such words: %w", fs.ErrNotExist)
}

func shelved(s *fakeShelf) func(*Options) {
	return func(o *Options) {
		o.Shelf, o.Lessons = s, s
		o.Previews = []Preview{{"Small", adapters.Limits{Text: 40, Unit: adapters.Runes, Buttons: 3, Label: 20}}}
	}
}

func TestArticlesAreForStaff(t *testing.T) {
	s := newSite(t, shelved(newFakeShelf()))
	person, _ := s.person()
	for _, path := range []string{"/desk/articles", "/desk/articles/list", "/desk/gaps"} {
		require.Equal(t, http.StatusUnauthorized, person.get(path).status, path)
		require.Equal(t, http.StatusOK, s.member(eve).get(path).status, path)
	}
	for path, body := range map[string]map[string]any{
		"/desk/try": {"question": "paper"},
		"/desk/way": {"article": "print/certificates", "lang": "en", "text": "printer on fire"},
	} {
		require.Equal(t, http.StatusUnauthorized, person.post(path, body).status, path)
		require.Equal(t, http.StatusForbidden, s.member(eve).post(path, body, "Sec-Fetch-Site", "cross-site").status, path)
		require.Equal(t, http.StatusUnsupportedMediaType, s.member(eve).do(http.MethodPost, path, "text/plain", "{}").status, path)
		require.Equal(t, http.StatusMethodNotAllowed, s.member(eve).get(path).status, path)
	}
	require.Contains(t, s.member(eve).get("/desk").body, `href="/desk/articles"`)
	bare := newSite(t)
	require.Equal(t, http.StatusNotFound, bare.member(eve).get("/desk/articles").status)
	require.NotContains(t, bare.member(eve).get("/desk").body, `href="/desk/articles"`)
}

func TestArticlesAreSearched(t *testing.T) {
	shelf := newFakeShelf()
	s := newSite(t, shelved(shelf))
	v := s.member(eve)
	for query, want := range map[string]string{
		"": "kb/broken.md print/certificates access/password print/certificates", "q=PRINTING+birth": "print/certificates",
		"q=on+fire": "print/certificates", "q=شهادات": "print/certificates", "q=nothing": "",
		"show=mend": "kb/broken.md access/password", "show=learned": "print/certificates", "q=password&show=learned": "",
	} {
		var list struct {
			All, Found int
			Articles   []bot.Shelved
		}
		require.NoError(t, json.Unmarshal([]byte(v.get("/desk/articles/list?"+query).body), &list))
		var names []string
		for _, a := range list.Articles {
			names = append(names, a.Article)
		}
		require.Equal(t, want, strings.Join(names, " "), query)
		require.Equal(t, len(names), list.Found)
		require.Equal(t, 4, list.All)
	}
	for range 2 * maxShelved {
		shelf.articles = append(shelf.articles, bot.Shelved{Title: "x"})
	}
	body := v.get("/desk/articles/list?q=x").body
	require.Equal(t, maxShelved, strings.Count(body, `"title":"x"`))
	require.Contains(t, body, fmt.Sprintf(`"found":%d`, 2*maxShelved))
	shelf.broken = errDisk
	require.Equal(t, http.StatusServiceUnavailable, v.get("/desk/articles/list").status)
	require.Equal(t, http.StatusServiceUnavailable, v.get("/desk/gaps").status)
}

func TestWordsAreTakenBack(t *testing.T) {
	shelf := newFakeShelf()
	v := newSite(t, shelved(shelf)).member(eve)
	way := map[string]any{"article": "print/certificates", "lang": "en", "text": "printer on fire"}
	require.Equal(t, http.StatusNoContent, v.post("/desk/way", way).status)
	require.True(t, shelf.articles[1].Ways[1].TakenBack)
	way["back"] = true
	require.Equal(t, http.StatusNoContent, v.post("/desk/way", way).status)
	require.False(t, shelf.articles[1].Ways[1].TakenBack)
	shelf.broken = errDisk
	require.Equal(t, http.StatusServiceUnavailable, v.post("/desk/way", way).status)
	way["text"] = "another"
	require.Equal(t, http.StatusNotFound, v.post("/desk/way", way).status)
}

func TestTrialIsFitted(t *testing.T) {
	shelf := newFakeShelf()
	v := newSite(t, shelved(shelf)).member(eve)
	require.Equal(t, http.StatusBadRequest, v.post("/desk/try", map[string]any{"question": " \n"}).status)
	require.Equal(t, http.StatusBadRequest, v.post("/desk/try", map[string]any{"question": "x", "lang": "xx"}).status)
	require.Empty(t, shelf.asked)
	var out trial
	require.NoError(t, json.Unmarshal([]byte(v.post("/desk/try", map[string]any{"question": "which paper", "lang": "fr"}).body), &out))
	require.Equal(t, []string{"fr which paper"}, shelf.asked)
	require.Equal(t, "sure", out.Verdict)
	require.Equal(t, "Web", out.Channels[0].Name)
	require.Len(t, out.Channels[0].Messages, 1)
	require.Equal(t, []string{"Yes", "No, show me something else please"}, out.Channels[0].Messages[0].Buttons)
	small := out.Channels[1].Messages
	require.Greater(t, len(small), 1, "40 runes hold less than the answer")
	last := small[len(small)-1]
	require.Empty(t, last.Buttons, "the label is too long for a button")
	require.Contains(t, last.Text, "2. No, show me")
}
