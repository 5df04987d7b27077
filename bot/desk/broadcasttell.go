package desk

import (
	"errors"
	"fmt"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// tellJoined makes the replies for one person, and reports whether there is any.
func (f *draft) tellJoined(b broadcast, in store.Key, who joined) (bool, error) {
	out := outgoing{News: heardKey(b.Known, b.Edition, in)}
	if b.End || b.Silent {
		did, err := f.endWaits(b, who, out)
		if did || err != nil {
			return did && !b.Silent, err
		}
	}
	if b.Silent {
		return false, nil
	}
	c, err := f.conversation(f.whereNow(who.Place))
	if err != nil {
		return false, err
	}
	if c.Quiet {
		f.put(out.News, heardQuiet)
		return false, nil
	}
	if again, err := f.toldThere(b, c); again || err != nil {
		f.put(out.News, heardThere)
		return false, err
	}
	if c.Lang == "" {
		c.Lang = who.Lang
	}
	f.tell(c, dialogue.Say{Text: f.newsText(f.dialogue.Lang(*c), b)}, out)
	return true, nil
}

// toldThere notes that news is told at a place, and reports whether it was before: in a
// group several people may have joined, and all of them read it.
func (f *draft) toldThere(b broadcast, c *bot.Conversation) (bool, error) {
	if c.Person.ID == c.Place.Lane() {
		return false, nil
	}
	key := knownKey(b.Known) + store.Key(fmt.Sprintf("/at/%04d/%s", b.Edition, traceOf(c.Place.String())))
	if f.toldAt[key] {
		return true, nil
	}
	_, version, err := store.Get[bool](f.ctx, f.opt.Store, key)
	if err != nil || version > 0 {
		return version > 0, err
	}
	if f.toldAt == nil {
		f.toldAt = map[store.Key]bool{}
	}
	f.toldAt[key] = true
	f.put(key, true)
	return false, nil
}

// newsText is news as people read it: with what they know the issue by, for they
// joined hours ago.
func (f *draft) newsText(lang string, b broadcast) string {
	key := "known.news"
	switch {
	case b.End && b.Text == "":
		key = "known.fixed_plain"
	case b.End:
		key = "known.fixed"
	}
	return dialogue.LeftToRight(lang, dialogue.Text(lang, key, "about", b.About, "text", b.Text))
}

// endWaits ends the waits of a person's tickets. It reports whether any waited.
func (f *draft) endWaits(b broadcast, who joined, out outgoing) (did bool, err error) {
	for _, n := range append([]int{who.Ticket}, who.Also...) {
		if n == 0 {
			continue
		}
		one, err := f.endWait(b, n, out)
		if err != nil {
			return did, err
		}
		if one {
			did, out = true, outgoing{}
		}
	}
	return did, nil
}

// endWait ends the wait of a ticket. Where it only waited for the known issue, its
// person is asked whether it works now: yes closes it, no opens it again. It reports
// false where the ticket waits no more. Those that follow it and wait too have an end
// of their own.
func (f *draft) endWait(b broadcast, n int, out outgoing) (bool, error) {
	t, err := f.ticket(n)
	var none *bot.Refusal
	if errors.As(err, &none) {
		return false, nil
	}
	if err != nil || t.Known != b.Known {
		return false, err
	}
	if !t.Running() {
		t.Known = 0
		return false, nil
	}
	if b.Silent {
		t.Known = 0
		f.event(t, "waits no more", b.By, "")
		f.editCard(t, "")
		return true, nil
	}
	all, err := f.together(t)
	if err != nil {
		return false, err
	}
	f.who = b.By
	for _, t := range all {
		if t.Number != n && t.Known == b.Known {
			continue
		}
		if err := f.endOne(t, b, out); err != nil {
			return false, err
		}
		out = outgoing{}
	}
	return true, nil
}

func (f *draft) endOne(t *bot.Ticket, b broadcast, out outgoing) error {
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	t.SolveKnown(b.By, f.now)
	lang := t.Lang
	if !t.ByAlert() {
		c, err := f.personOf(t)
		if err != nil {
			return err
		}
		lang = f.dialogue.Lang(*c)
	}
	return f.askSolved(t, f.newsText(lang, b), out)
}
