package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
)

// find searches tickets and articles: "find printer ink". Every word must be there,
// or begin one that is. A number finds its ticket.
func (f *draft) find(m bot.Message, o order) error {
	words := wordsOf(o.rest)
	if len(words) == 0 {
		f.answerStaff(m, f.staffText("staff.find_what"))
		return nil
	}
	if err := f.fillFinder(f.ctx); err != nil {
		return err
	}
	if err := f.refreshFinder(f.ctx); err != nil {
		return err
	}
	numbers, all := f.finder.search(words, findMax)
	if n, ok := theNumber(strings.TrimSpace(o.rest)); ok {
		numbers = append([]int{n}, slices.DeleteFunc(numbers, func(have int) bool { return have == n })...)
	}
	lines, err := f.foundTickets(numbers)
	if err != nil {
		return err
	}
	if more := all - findMax; more > 0 {
		lines = append(lines, f.staffText("staff.found_more", "n", strconv.Itoa(more)))
	}
	lines = append(lines, f.foundArticles(o.rest)...)
	if len(lines) == 0 {
		lines = append(lines, f.staffText("staff.found_none"))
	}
	f.answerStaff(m, strings.Join(lines, "\n"))
	return nil
}

// foundTickets tells tickets in a line each, those first that are not finished.
func (f *draft) foundTickets(numbers []int) ([]string, error) {
	var running, done []string
	for _, n := range numbers {
		t, err := f.ticket(n)
		if none := (*bot.Refusal)(nil); errors.As(err, &none) {
			continue
		}
		if err != nil {
			return nil, err
		}
		state := f.staffText("state."+string(t.State), "name", t.Owner.Called())
		line := f.staffText("staff.found_line", "number", number(t), "state", state, "day", dialogue.Day(f.staffLang(), t.Opened.In(f.opt.Location)),
			"person", t.Person.Called(), "question", strings.ReplaceAll(f.brief(t.Question), "\n", " "))
		if t.Running() {
			running = append(running, line)
		} else {
			done = append(done, line)
		}
	}
	return append(running, done...), nil
}

// foundArticles tells the articles that a search finds, with the names by which they
// are sent.
func (f *draft) foundArticles(words string) []string {
	answer := f.opt.KB().Search(kb.Question{Text: words, Lang: f.staffLang(), Staff: true})
	var lines, names []string
	for _, hit := range answer.Hits {
		if a := hit.Article; !slices.Contains(names, a.Name) && len(names) < 3 {
			names = append(names, a.Name)
			lines = append(lines, f.staffText("staff.found_article", "title", a.Title, "name", a.Name))
		}
	}
	return lines
}
