package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

// maxQuestionShown is how much of a question a line shows, in runes.
const maxQuestionShown = 160

// giveGaps answers kb gaps on the control socket. Personal data in the questions is
// masked.
func (h *house) giveGaps(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	var from time.Time
	var err error
	if text := values.Get("since"); text != "" {
		from, err = time.Parse(time.RFC3339, text)
	}
	var groups []bot.GapGroup
	if err == nil {
		groups, err = h.desk.GapGroups(r.Context(), from, values.Get("lang"))
	}
	h.giveJSON(w, groups, err)
}

// needOf tells what kind of need stands behind a group.
func needOf(g bot.GapGroup) string {
	switch need, article := g.Need(); need {
	case bot.NeedNothing:
		return fmt.Sprintf("answered by %s now", article)
	case bot.NeedBetter:
		return fmt.Sprintf("%s was shown and did not help", article)
	case bot.NeedWords:
		return fmt.Sprintf("%s comes near (%.0f %%): give it these words, if it answers them", article, 100*g.Confidence)
	default:
		return "no article"
	}
}

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
	groups, err := askOne[[]bot.GapGroup](ctx, c, http.MethodGet, "/gaps", v)
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
			times(g.Times, "time"), times(g.People, "person"), g.Last.Format("2 Jan 2006"), needOf(g))
		for _, example := range g.Examples {
			fmt.Fprintf(sh.out, "   also: %s\n", oneLine(example, maxQuestionShown))
		}
	}
	return exitDone
}
