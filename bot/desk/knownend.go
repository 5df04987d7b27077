package desk

import (
	"errors"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// listKnown answers the order known alone: what runs, and how many people have it.
func (f *draft) listKnown(m bot.Message) error {
	all, err := load[knowns](f, knownsKey)
	if err != nil {
		return err
	}
	var lines []string
	for _, n := range all.value.Running {
		k, err := f.known(n)
		if err != nil {
			return err
		}
		people, err := f.people(f.ctx, n)
		if err != nil {
			return err
		}
		lines = append(lines, f.knownText(&k.value, people))
	}
	if len(lines) == 0 {
		lines = append(lines, f.staffText("staff.known_none"))
	}
	f.answerStaff(m, strings.Join(lines, "\n"))
	return nil
}

// tellKnown shows staff one known issue with all that people were told, and what
// matches it.
func (f *draft) tellKnown(m bot.Message, k *loaded[bot.KnownIssue]) error {
	people, err := f.people(f.ctx, k.value.Number)
	if err != nil {
		return err
	}
	lines := []string{f.knownText(&k.value, people)}
	for _, n := range k.value.News {
		lines = append(lines, f.clock(n.At)+" "+n.By.Called()+": "+n.Text)
	}
	var ways []string
	for _, w := range k.value.Ways {
		ways = append(ways, w.Text)
	}
	if len(ways) > 0 {
		lines = append(lines, f.staffText("staff.known_ways", "ways", strings.Join(ways, "; ")))
	}
	f.answerStaff(m, strings.Join(lines, "\n"))
	return nil
}

// updateKnown tells everybody who joined something new.
func (f *draft) updateKnown(m bot.Message, k *loaded[bot.KnownIssue], text string) error {
	if err := k.value.Update(text, f.who, f.now); err != nil {
		return err
	}
	return f.endKnown(m, k, broadcast{})
}

// takeBackKnown ends a known issue that was none; nobody hears of it.
func (f *draft) takeBackKnown(m bot.Message, k *loaded[bot.KnownIssue]) error {
	if err := k.value.TakeBack(f.who, f.now); err != nil {
		return err
	}
	return f.endKnown(m, k, broadcast{Silent: true})
}

// endKnown keeps a known issue that was changed, begins to tell those who joined, and
// shows it in the rooms.
func (f *draft) endKnown(m bot.Message, k *loaded[bot.KnownIssue], b broadcast) error {
	people, err := f.people(f.ctx, k.value.Number)
	if err != nil {
		return err
	}
	if err := f.keepKnown(k); err != nil {
		return err
	}
	b.Known, b.Edition, b.Room, b.By = k.value.Number, k.value.Edition(), m.Place, f.who
	if last := k.value.News[len(k.value.News)-1]; !b.Silent {
		b.Text = last.Text
	}
	b.About, b.Total = k.value.Title(), people
	if err := f.freeAlert(&k.value); err != nil {
		return err
	}
	if err := f.startBroadcast(b); err != nil {
		return err
	}
	f.showKnown(&k.value, people, true)
	key := "staff.known_telling"
	if b.Silent {
		key = "staff.known_off"
	}
	f.answerStaff(m, f.staffText(key, "known", k.value.Name(), "people", peopleText(f, people)))
	return nil
}

// freeAlert lets the ticket of an alert go on whose known issue is over: it has nobody
// who would be told.
func (f *draft) freeAlert(k *bot.KnownIssue) error {
	if k.Running() || k.Ticket == 0 {
		return nil
	}
	t, err := f.ticket(k.Ticket)
	var none *bot.Refusal
	if errors.As(err, &none) {
		return nil
	}
	if err != nil || !t.ByAlert() || t.Known != k.Number {
		return err
	}
	if t.Known = 0; t.Running() {
		f.editCard(t, "")
	}
	return nil
}
