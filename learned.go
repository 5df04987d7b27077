package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

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
	all, err := h.desk.Uses(r.Context())
	h.giveJSON(w, all, err)
}

func kbLearned(ctx context.Context, sh shell, f kbFlags, c *config.Config, rest []string) int {
	if f.undo != "" || f.redo != "" {
		return unlearn(ctx, sh, f, c, rest)
	}
	if len(rest) > 1 {
		return usage(sh, "kb learned takes at most one article")
	}
	all, err := askOne[[]bot.Use](ctx, c, http.MethodGet, "/learned", nil)
	if err != nil {
		return fail(sh, err)
	}
	kept := []bot.Use{}
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
			fmt.Fprintf(sh.out, "  %-11s %q (%s)\n", w.Standing(), w.Text, voicesOf(w))
		}
	}
	return exitDone
}

// voicesOf counts who says what of a wording.
func voicesOf(w bot.UsedWay) string {
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
