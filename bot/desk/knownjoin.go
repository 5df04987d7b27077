package desk

import (
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// knownCardEvery is how often what a room sees of a known issue changes at most,
// however many join and hear meanwhile.
const knownCardEvery = 10 * time.Second

// knownTimer rings when what a room sees of a known issue is to be made current. Its
// number is that of the known issue.
const knownTimer = "known"

// meToo counts a person among those of a known issue, once, and tells them what holds
// where they were told something else.
func (f *draft) meToo(c *bot.Conversation, join dialogue.Join) error {
	n := join.Known
	k, err := load[bot.KnownIssue](f, knownKey(n))
	if err != nil {
		return err
	}
	switch {
	case k.version == 0 || k.value.State == bot.KnownOff:
		f.tellKey(c, "known.off")
		return nil
	case !k.value.Running():
		f.tell(c, dialogue.Say{Text: f.newsText(f.dialogue.Lang(*c), broadcast{End: true, About: k.value.Title(), Text: k.value.News[len(k.value.News)-1].Text})}, outgoing{})
		return nil
	}
	fresh, err := f.joins(k, c.Person.ID, joined{Place: c.Place, Lang: f.dialogue.Lang(*c)})
	if err != nil {
		return err
	}
	key := "known.joined"
	switch now := k.value.Text(); {
	case !fresh:
		key = "known.already"
	case join.Told != now:
		f.tell(c, dialogue.Say{Text: f.newsText(f.dialogue.Lang(*c), broadcast{About: k.value.Title(), Text: now})}, outgoing{})
	}
	f.tellKey(c, key)
	return nil
}

// joinedAs gives where a person is among those of a known issue, also where they joined
// before their chat moved.
func (f *draft) joinedAs(n int, person string) (store.Key, *loaded[store.Key], error) {
	for _, id := range f.idsOf(person) {
		at, err := load[store.Key](f, knownOfKey(n, id))
		if err != nil || at.version > 0 {
			return knownOfKey(n, id), at, err
		}
	}
	return knownOfKey(n, person), &loaded[store.Key]{}, nil
}

// joins writes down that somebody joined, and reports whether they had not. The draft
// relies on the known issue as it is: whoever joins while it ends is told the end.
func (f *draft) joins(k *loaded[bot.KnownIssue], person string, who joined) (bool, error) {
	n := k.value.Number
	key, at, err := f.joinedAs(n, person)
	if err != nil {
		return false, err
	}
	if k.version > 0 {
		keep(f, knownKey(n), k)
	}
	if at.version > 0 {
		return false, f.joinsMore(at.value, who.Ticket)
	}
	in := knownInKey(n, who.Place.Channel, f.now, person)
	if _, twice := f.joining[in]; twice {
		return false, f.joinsMore(in, who.Ticket)
	}
	who.Edition, at.value = k.value.Edition(), in
	keep(f, key, at)
	f.joinsAt(in, &who)
	f.counts.joined.Add(1)
	f.timer(knownTimer, n, f.now.Truncate(knownCardEvery).Add(knownCardEvery))
	return true, nil
}

// joinsMore adds a ticket to those of somebody who joined.
func (f *draft) joinsMore(in store.Key, ticket int) error {
	if ticket == 0 {
		return nil
	}
	who := f.joining[in]
	if who == nil {
		had, err := load[joined](f, in)
		if err != nil || had.version == 0 {
			return err
		}
		f.set.Expect = append(f.set.Expect, store.Expect{Key: in, Version: had.version})
		who = &had.value
	}
	who.addTicket(ticket)
	f.joinsAt(in, who)
	return nil
}

func (f *draft) joinsAt(in store.Key, who *joined) {
	if f.joining == nil {
		f.joining = map[store.Key]*joined{}
	}
	f.joining[in] = who
	f.put(in, who)
}

// mayWait gives a ticket that can wait for a known issue. Refuses with Finished or
// Follows.
func (f *draft) mayWait(n int) (*bot.Ticket, error) {
	t, err := f.ticket(n)
	switch {
	case err != nil:
		return nil, err
	case !t.Running():
		return nil, &bot.Refusal{Reason: bot.Finished, Ticket: n}
	case t.Follows != 0:
		return nil, &bot.Refusal{Reason: bot.Follows, Ticket: n, Other: t.Follows}
	}
	return t, nil
}

// waitFor has a ticket wait for a known issue, with those that follow it. Each person
// hears what holds, and at the end is asked whether it works.
func (f *draft) waitFor(t *bot.Ticket, k *loaded[bot.KnownIssue]) error {
	others, err := f.followers(t)
	if err != nil {
		return err
	}
	if err := f.waitForOne(t, k); err != nil {
		return err
	}
	for _, other := range others {
		if other.ByAlert() || other.Known == k.value.Number {
			continue
		}
		if err := f.waitForOne(other, k); err != nil {
			return err
		}
	}
	return nil
}

// waitAlong has a ticket wait for what the one waits for that it was merged into.
func (f *draft) waitAlong(other, t *bot.Ticket) error {
	if t.Known == 0 || other.Known == t.Known || other.ByAlert() {
		return nil
	}
	k, err := f.known(t.Known)
	if err != nil || !k.value.Running() {
		return err
	}
	return f.waitForOne(other, k)
}

func (f *draft) waitForOne(t *bot.Ticket, k *loaded[bot.KnownIssue]) error {
	t.Known = k.value.Number
	f.event(t, "waits", f.who, "for "+k.value.Name())
	if t.ByAlert() {
		f.editCard(t, "")
		return nil
	}
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	if _, err := f.joins(k, t.Person.ID, joined{Place: t.Place, Lang: f.dialogue.Lang(*c), Ticket: t.Number}); err != nil {
		return err
	}
	f.tellKey(c, "known.ticket", "number", number(t), "text", k.value.Text())
	f.editCard(t, "")
	return nil
}

// waitForOrder is a press that has a ticket wait for a known issue.
func (f *draft) waitForOrder(m bot.Message, o order) error {
	n, ok := bot.ParseKnown(o.rest)
	if !ok {
		return nil // no button of ours
	}
	k, err := f.known(n)
	if err != nil {
		return err
	}
	if !k.value.Running() {
		return &bot.Refusal{Reason: bot.KnownOver, Known: n}
	}
	t, err := f.mayWait(o.number)
	if err != nil {
		return err
	}
	if t.Known != n {
		if err := f.waitFor(t, k); err != nil {
			return err
		}
	}
	f.answerStaff(m, f.staffText("staff.known_waits", "number", number(t), "known", k.value.Name()))
	return nil
}

// knownRings makes current what the rooms see of a known issue.
func (f *draft) knownRings(n int) error {
	k, err := load[bot.KnownIssue](f, knownKey(n))
	if err != nil || k.version == 0 {
		return err
	}
	people, err := f.people(f.ctx, n)
	if err != nil {
		return err
	}
	more, err := f.progress(n)
	if err != nil {
		return err
	}
	if more {
		f.timer(knownTimer, n, f.now.Truncate(knownCardEvery).Add(knownCardEvery))
	}
	f.showKnown(&k.value, people, true)
	return nil
}
