package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
)

// gapGroup are questions that ask alike and were not answered.
type gapGroup struct {
	// Question is the one asked most often; Times and People count the whole group.
	Question string `json:"question"`
	Lang     string `json:"lang"`
	Times    int    `json:"times"`
	People   int    `json:"people"`
	// Unknown, NoneFit and NotHelped say how they were not answered.
	Unknown   int            `json:"unknown"`
	NoneFit   int            `json:"none_fit"`
	NotHelped map[string]int `json:"not_helped,omitempty"`
	Last      time.Time      `json:"last"`
	Examples  []string       `json:"examples,omitempty"`
	// Nearest is the article that comes nearest today, Confidence how sure the search
	// is of it; Sure tells that it would be answered now.
	Nearest    string  `json:"nearest,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
	Sure       bool    `json:"sure"`
}

// maxQuestionShown is how much of a question a line shows, in runes.
const maxQuestionShown = 160

// maxExamples is how many other wordings of a group are shown.
const maxExamples = 4

// giveGaps answers kb gaps on the control socket. Personal data in the questions is
// masked.
func (h *house) giveGaps(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	var from time.Time
	var err error
	if text := values.Get("since"); text != "" {
		from, err = time.Parse(time.RFC3339, text)
	}
	var all []bot.Gap
	if err == nil {
		all, err = h.desk.Gaps(r.Context())
	}
	lang := values.Get("lang")
	gaps := slices.DeleteFunc(all, func(g bot.Gap) bool {
		return g.Last.Before(from) || (lang != "" && g.Lang != lang)
	})
	h.giveJSON(w, groupGaps(gaps, h.library.Base()), err)
}

// groupGaps puts gaps that ask alike together, the group that was asked most often
// first.
func groupGaps(gaps []bot.Gap, base *kb.Base) []gapGroup {
	byLang := map[string][]bot.Gap{}
	for _, g := range gaps {
		byLang[g.Lang] = append(byLang[g.Lang], g)
	}
	groups := []gapGroup{}
	for lang, own := range byLang {
		slices.SortFunc(own, func(a, b bot.Gap) int {
			return cmp.Or(b.Times()-a.Times(), len(b.By)-len(a.By), cmp.Compare(a.Text, b.Text))
		})
		wordings := make([]kb.Wording, 0, len(own))
		for _, g := range own {
			wordings = append(wordings, kb.ReadWording(g.Text, lang))
		}
		for _, members := range kb.GroupWordings(wordings) {
			groups = append(groups, newGapGroup(own, members, base))
		}
	}
	slices.SortFunc(groups, func(a, b gapGroup) int {
		return cmp.Or(b.Times-a.Times, b.People-a.People, cmp.Compare(a.Question, b.Question))
	})
	return groups
}

func newGapGroup(gaps []bot.Gap, members []int, base *kb.Base) gapGroup {
	lead := gaps[members[0]]
	out := gapGroup{Question: lead.Text, Lang: lead.Lang}
	people := map[string]bool{}
	for i, m := range members {
		g := gaps[m]
		out.Times, out.Unknown, out.NoneFit = out.Times+g.Times(), out.Unknown+g.Unknown, out.NoneFit+g.NoneFit
		for article, n := range g.NotHelped {
			if out.NotHelped == nil {
				out.NotHelped = map[string]int{}
			}
			out.NotHelped[article] += n
		}
		for _, who := range g.By {
			people[who] = true
		}
		if g.Last.After(out.Last) {
			out.Last = g.Last
		}
		if i > 0 && len(out.Examples) < maxExamples {
			out.Examples = append(out.Examples, g.Text)
		}
	}
	out.People = len(people)
	if a := base.Search(kb.Question{Text: lead.Text, Lang: lead.Lang}); len(a.Hits) > 0 {
		out.Nearest, out.Confidence, out.Sure = a.Hits[0].Article.Name, a.Hits[0].Confidence, a.Verdict == kb.Sure
	}
	return out
}

// need tells what kind of need stands behind a group.
func (g gapGroup) need() string {
	switch {
	case g.Sure && len(g.NotHelped) == 0:
		return fmt.Sprintf("answered by %s now", g.Nearest)
	case len(g.NotHelped) > 0:
		article, most := "", 0
		for name, n := range g.NotHelped {
			if n > most || (n == most && name < article) {
				article, most = name, n
			}
		}
		return fmt.Sprintf("%s was shown and did not help", article)
	case g.Nearest != "" && g.Confidence >= nearEnough:
		return fmt.Sprintf("%s comes near (%.0f %%): give it these words, if it answers them", g.Nearest, 100*g.Confidence)
	}
	return "no article"
}

// nearEnough is the confidence from which an article is worth naming for a gap.
const nearEnough = 0.25

func kbGaps(ctx context.Context, sh shell, f kbFlags, c *config.Config, rest []string) int {
	if len(rest) > 0 {
		return usage(sh, "kb gaps takes no arguments; narrow it with --since and --lang")
	}
	v := url.Values{"lang": {f.lang}}
	if f.since != "" {
		from, err := sinceWhen(f.since, time.Now(), c.Location())
		if err != nil {
			return usage(sh, fmt.Sprintf("--since %s: write a day such as 2026-01-31 or a time such as 30d", f.since))
		}
		v.Set("since", from.Format(time.RFC3339))
	}
	groups, err := askOne[[]gapGroup](ctx, c, http.MethodGet, "/gaps", v)
	if err != nil {
		return fail(sh, err)
	}
	if f.output == "json" {
		return printJSON(sh, groups)
	}
	if len(groups) == 0 {
		fmt.Fprintln(sh.out, "no question went unanswered")
		return exitDone
	}
	for i, g := range groups {
		fmt.Fprintf(sh.out, "%d. %s\n   asked %s by %s, last on %s; %s\n", i+1, oneLine(g.Question, maxQuestionShown),
			times(g.Times, "time"), times(g.People, "person"), g.Last.Format("2 Jan 2006"), g.need())
		for _, example := range g.Examples {
			fmt.Fprintf(sh.out, "   also: %s\n", oneLine(example, maxQuestionShown))
		}
	}
	return exitDone
}
