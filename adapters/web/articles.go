package web

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// shelf is what the articles page reads. It is implemented by the service of the desk.
type shelf interface {
	// Shelf lists the articles with their problems and what use has taught.
	Shelf(ctx context.Context) ([]bot.Shelved, error)
	// GapGroups lists what was asked in vain since a time; no language is all.
	GapGroups(ctx context.Context, since time.Time, lang string) ([]bot.GapGroup, error)
	// Try tells what somebody would be told to a question, and stores nothing.
	Try(question, lang string) bot.Trial
}

// lessons takes back what use has taught.
type lessons interface {
	// DropWay takes a wording back, or with back gives it its place again. It returns
	// an fs.ErrNotExist when there is none.
	DropWay(ctx context.Context, lang, article, text string, back bool) error
}

// Preview is a channel on which the articles page shows an answer. The page itself is
// always one.
type Preview struct {
	// Name is what people call the channel.
	Name   string
	Limits adapters.Limits
}

const (
	// maxShelved and maxGaps are how many articles and questions in vain a page gets.
	maxShelved = 100
	maxGaps    = 100
)

// articlesPage gives the page at "/desk/articles" to staff.
func (a *Adapter) articlesPage(w http.ResponseWriter, r *http.Request) {
	b, ok := a.sessions.staff(r)
	if !ok {
		a.show(w, r, http.StatusUnauthorized, "gate.html", "gate", view{Gate: "shut"})
		return
	}
	a.show(w, r, http.StatusOK, "articles.html", "articles", view{Who: b.person().Called(), Languages: a.languages})
}

// shelved gives the articles that hold all words of ?q=; ?show=mend keeps those that
// somebody should look at, ?show=learned those that use has taught something about.
func (a *Adapter) shelved(w http.ResponseWriter, r *http.Request, _ badge) {
	all, err := a.shelf.Shelf(r.Context())
	if err != nil {
		a.log.Error("the articles could not be read", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	words, show := strings.Fields(strings.ToLower(r.URL.Query().Get("q"))), r.URL.Query().Get("show")
	found := []bot.Shelved{}
	for i := range all {
		if shown(&all[i], show) && holds(&all[i], words) {
			found = append(found, all[i])
		}
	}
	a.json(w, map[string]any{"all": len(all), "found": len(found), "articles": found[:min(len(found), maxShelved)]})
}

func shown(s *bot.Shelved, show string) bool {
	switch show {
	case "mend":
		return s.Troubled()
	case "learned":
		return len(s.Ways) > 0
	}
	return true
}

// holds tells whether an article's name, title, tags or wordings hold all words, in
// lower case.
func holds(s *bot.Shelved, words []string) bool {
	if len(words) == 0 {
		return true
	}
	parts := slices.Concat([]string{s.Article, s.Title}, s.Tags, s.Questions)
	for _, way := range s.Ways {
		parts = append(parts, way.Text)
	}
	text := strings.ToLower(strings.Join(parts, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// gap is a group of questions in vain, with what it asks of those who write.
type gap struct {
	bot.GapGroup
	Need bot.Need `json:"need"`
	Of   string   `json:"of,omitempty"`
}

// gaps gives what was asked in vain.
func (a *Adapter) gaps(w http.ResponseWriter, r *http.Request, _ badge) {
	groups, err := a.shelf.GapGroups(r.Context(), time.Time{}, "")
	if err != nil {
		a.log.Error("the questions in vain could not be read", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	first := make([]gap, min(len(groups), maxGaps))
	for i := range first {
		first[i].GapGroup = groups[i]
		first[i].Need, first[i].Of = groups[i].Need()
	}
	a.json(w, map[string]any{"found": len(groups), "gaps": first})
}

// way takes a learned wording back, or gives it its place again.
func (a *Adapter) way(w http.ResponseWriter, r *http.Request, _ badge) {
	var said struct {
		Article, Lang, Text string
		Back                bool
	}
	if p := readJSON(w, r, &said); p != nil {
		p.answer(w)
		return
	}
	err := a.lessons.DropWay(r.Context(), said.Lang, said.Article, said.Text, said.Back)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.Error(w, "Use has not taught these words.", http.StatusNotFound)
	case err != nil:
		a.log.Error("a learned wording could not be changed", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// trial is what would become of a question, on every channel.
type trial struct {
	Lang       string        `json:"lang"`
	Verdict    string        `json:"verdict"`
	Confidence float64       `json:"confidence"`
	Needed     float64       `json:"needed"`
	Ticket     bool          `json:"ticket"`
	Why        string        `json:"why"`
	Channels   []previewView `json:"channels"`
}

type previewView struct {
	Name     string        `json:"name"`
	Messages []messageView `json:"messages"`
}

type messageView struct {
	Text    string   `json:"text"`
	Buttons []string `json:"buttons,omitempty"`
}

// try shows what somebody would be told.
func (a *Adapter) try(w http.ResponseWriter, r *http.Request, _ badge) {
	var said struct{ Question, Lang string }
	if p := readJSON(w, r, &said); p != nil {
		p.answer(w)
		return
	}
	switch {
	case strings.TrimSpace(bot.CleanText(said.Question)) == "":
		http.Error(w, "Write a question.", http.StatusBadRequest)
		return
	case said.Lang != "" && !slices.Contains(a.languages, said.Lang):
		http.Error(w, "The desk does not speak this language.", http.StatusBadRequest)
		return
	}
	t := a.shelf.Try(said.Question, said.Lang)
	out := trial{Lang: t.Lang, Verdict: t.Verdict, Confidence: t.Confidence, Needed: t.Needed, Ticket: t.Ticket, Why: t.Why}
	for _, p := range a.previews {
		out.Channels = append(out.Channels, previewOf(p, t.Replies))
	}
	a.json(w, out)
}

func previewOf(p Preview, replies []bot.Reply) previewView {
	v := previewView{Name: p.Name}
	for _, r := range replies {
		for _, part := range adapters.Fit(p.Limits, r) {
			m := messageView{Text: part.Text}
			for _, b := range part.Buttons {
				m.Buttons = append(m.Buttons, cmp.Or(b.Label, "?"))
			}
			v.Messages = append(v.Messages, m)
		}
	}
	return v
}
