package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
)

// learnedArticle is what use has taught about an article, without who said it.
type learnedArticle struct {
	Article   string       `json:"article"`
	Lang      string       `json:"lang"`
	Helped    int          `json:"helped"`
	HelpedNot int          `json:"helped_not"`
	Ways      []learnedWay `json:"ways,omitempty"`
}

// learnedWay is one wording: how many say what, and what follows.
type learnedWay struct {
	Text      string `json:"text"`
	Helps     int    `json:"helps"`
	HelpsNot  int    `json:"helps_not"`
	Chosen    int    `json:"chosen"`
	InUse     bool   `json:"in_use"`
	Refused   bool   `json:"refused"`
	TakenBack bool   `json:"taken_back"`
}

// lessonPages answer the kb commands about what use has taught, on the control
// socket only.
func (h *house) lessonPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /gaps", h.giveGaps)
	mux.HandleFunc("GET /learned", h.giveLearned)
	mux.HandleFunc("POST /unlearn", func(w http.ResponseWriter, r *http.Request) {
		v := r.URL.Query()
		h.giveJSON(w, true, h.desk.DropWay(r.Context(), v.Get("lang"), v.Get("article"), v.Get("text"), v.Has("back")))
	})
}

func (h *house) giveLearned(w http.ResponseWriter, r *http.Request) {
	all, err := h.desk.Learned(r.Context())
	var lessons []kb.Lesson
	if err == nil {
		lessons, err = h.desk.Lessons(r.Context())
	}
	out := []learnedArticle{}
	for _, l := range all {
		out = append(out, tellLearned(l, lessons))
	}
	h.giveJSON(w, out, err)
}

func tellLearned(l bot.Learned, lessons []kb.Lesson) learnedArticle {
	use, refused := map[string]bool{}, map[string]bool{}
	for _, lesson := range lessons {
		if lesson.Article == l.Article && lesson.Lang == l.Lang {
			for _, text := range lesson.Ask {
				use[text] = true
			}
			for _, text := range lesson.Not {
				refused[text] = true
			}
		}
	}
	out := learnedArticle{Article: l.Article, Lang: l.Lang, Helped: l.Helped, HelpedNot: l.HelpedNot}
	for _, w := range l.Ways {
		out.Ways = append(out.Ways, learnedWay{
			Text: w.Text, Helps: len(w.Helps), HelpsNot: len(w.HelpsNot), Chosen: len(w.Chosen),
			InUse: use[w.Text], Refused: refused[w.Text], TakenBack: w.Dropped,
		})
	}
	return out
}

func kbLearned(ctx context.Context, sh shell, f kbFlags, c *config.Config, rest []string) int {
	if f.undo != "" || f.redo != "" {
		return unlearn(ctx, sh, f, c, rest)
	}
	if len(rest) > 1 {
		return usage(sh, "kb learned takes at most one article")
	}
	all, err := askOne[[]learnedArticle](ctx, c, http.MethodGet, "/learned", nil)
	if err != nil {
		return fail(sh, err)
	}
	kept := []learnedArticle{}
	for _, l := range all {
		if (len(rest) == 0 || l.Article == rest[0]) && (f.lang == "" || l.Lang == f.lang) {
			kept = append(kept, l)
		}
	}
	if f.output == "json" {
		return printJSON(sh, kept)
	}
	if len(kept) == 0 {
		fmt.Fprintln(sh.out, "use has taught nothing yet")
		return exitDone
	}
	for _, l := range kept {
		fmt.Fprintf(sh.out, "%s (%s): helped %s, did not help %s\n", l.Article, l.Lang, times(l.Helped, "time"), times(l.HelpedNot, "time"))
		for _, w := range l.Ways {
			fmt.Fprintf(sh.out, "  %-11s %q (%s)\n", w.standing(), w.Text, w.voices())
		}
	}
	return exitDone
}

func (w learnedWay) standing() string {
	switch {
	case w.TakenBack:
		return "taken back"
	case w.InUse:
		return "in use"
	case w.Refused:
		return "refused"
	}
	return "waits"
}

func (w learnedWay) voices() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{w.Helps, "for it"}, {w.HelpsNot, "against it"}, {w.Chosen, "of staff chose it"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ")
}

// unlearn takes a wording back, or gives it its place again.
func unlearn(ctx context.Context, sh shell, f kbFlags, c *config.Config, rest []string) int {
	if len(rest) != 1 || f.lang == "" {
		return usage(sh, `name the article and the language: firstline kb learned print --lang en --undo "which paper"`)
	}
	v := url.Values{"article": {rest[0]}, "lang": {f.lang}, "text": {f.undo}}
	said := "%q no longer counts for %s\n"
	if f.redo != "" {
		v.Set("text", f.redo)
		v.Set("back", "")
		said = "%q counts for %s again\n"
	}
	if _, err := askOne[bool](ctx, c, http.MethodPost, "/unlearn", v); err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, said, v.Get("text"), rest[0])
	return exitDone
}

// times says how often, in words: "1 time", "3 people".
func times(n int, of string) string {
	switch {
	case n == 1:
		return "1 " + of
	case of == "person":
		return fmt.Sprintf("%d people", n)
	}
	return fmt.Sprintf("%d %ss", n, of)
}
