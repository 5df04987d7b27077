package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/triage"
	"github.com/firstline-helpdesk/firstline/store"
)

// A known issue is a record, and so is everybody who joined it: no list grows with
// their number, and two who join at once do not meet. How many they are is counted
// when it is shown, which a timer does for all who joined within a few seconds.

// The records of known issues:
//
//	known/<number>                           bot.KnownIssue
//	known/<number>/in/<channel>/<when>-<who> joined, oldest first
//	known/<number>/of/<person id>            store.Key, where they are in that list
//	known/<number>/ed/<edition>/...          string, what became of what they were told
//	known/<number>/at/<edition>/<place>      bool, a place of several people that was told
//	knowns                                   knowns, which of them run
//	broadcast/<number>                       broadcast, news that is being told
func knownKey(number int) store.Key { return store.Key(fmt.Sprintf("known/%08d", number)) }

func knownInPrefix(number int, channel string) store.Key {
	return knownKey(number) + store.Key("/in/"+channel+"/")
}

func knownInKey(number int, channel string, at time.Time, person string) store.Key {
	return knownInPrefix(number, channel) + store.Key(fmt.Sprintf("%019d-%s", at.UnixNano(), traceOf(person)))
}

func knownOfKey(number int, person string) store.Key {
	return knownKey(number) + store.Key("/of/"+person)
}

const knownsKey = store.Key("knowns")

// knowns are the numbers of the known issues that run. Change counts what was done to
// any of them.
type knowns struct {
	Last    int   `json:"last"`
	Running []int `json:"running,omitempty"`
	Change  int   `json:"change"`
}

// joined is somebody who said "me too", or whose ticket waits for a known issue.
type joined struct {
	Place bot.Place `json:"place"`
	Lang  string    `json:"lang,omitempty"`
	// Edition is the text that they were told.
	Edition int `json:"edition"`
	// Ticket waits for it, and Also do more of theirs; 0 for none.
	Ticket int   `json:"ticket,omitempty"`
	Also   []int `json:"also,omitempty"`
}

func (j *joined) addTicket(n int) {
	switch {
	case j.Ticket == 0 || j.Ticket == n:
		j.Ticket = n
	case !slices.Contains(j.Also, n):
		j.Also = append(slices.Clone(j.Also), n)
	}
}

// known loads a known issue. It returns a *bot.Refusal when there is none.
func (f *draft) known(n int) (*loaded[bot.KnownIssue], error) {
	k, err := load[bot.KnownIssue](f, knownKey(n))
	if err == nil && k.version == 0 {
		err = &bot.Refusal{Reason: bot.NoSuchKnown, Known: n}
	}
	return k, err
}

// keepKnown writes a known issue that was changed, and has the search know.
func (f *draft) keepKnown(k *loaded[bot.KnownIssue]) error {
	all, err := load[knowns](f, knownsKey)
	if err != nil {
		return err
	}
	all.value.Change++
	all.value.Running = slices.DeleteFunc(slices.Clone(all.value.Running), func(n int) bool { return n == k.value.Number })
	if k.value.Running() {
		all.value.Running = append(all.value.Running, k.value.Number)
	}
	keep(f, knownsKey, all)
	keep(f, knownKey(k.value.Number), k)
	return nil
}

// declare makes a known issue, from a ticket or from words.
func (f *draft) declare(m bot.Message, w knownWish) error {
	var t *bot.Ticket
	var ways []bot.KnownWay
	if w.ticket > 0 {
		var err error
		if t, err = f.mayWait(w.ticket); err != nil {
			return err
		}
		if ways, err = f.waysOf(t); err != nil {
			return err
		}
	}
	for _, way := range w.ways {
		ways = append(ways, bot.KnownWay{Text: way, Lang: f.langOf(way)})
	}
	issue, err := bot.Declare(w.text, f.who, f.now, ways...)
	if err != nil {
		return err
	}
	all, err := load[knowns](f, knownsKey)
	if err != nil {
		return err
	}
	if len(all.value.Running) >= bot.MaxKnown {
		return &bot.Refusal{Reason: bot.KnownTooMany}
	}
	all.value.Last++
	all.value.Change++
	issue.Number, issue.Level, issue.Ticket = all.value.Last, f.levelOf(m.Place), w.ticket
	all.value.Running = append(slices.Clone(all.value.Running), issue.Number)
	keep(f, knownsKey, all)
	k := &loaded[bot.KnownIssue]{value: issue}
	people := 0
	if t != nil {
		if err := f.waitFor(t, k); err != nil {
			return err
		}
		if !t.ByAlert() {
			people++
		}
	}
	keep(f, knownKey(issue.Number), k)
	f.counts.declared.Add(1)
	f.showKnown(&issue, people, false)
	f.offerAlike(m, t, &issue)
	return nil
}

// waysOf are the ways to ask that a ticket teaches: its question, and those of
// running tickets that ask the same. They are masked, for they outlive the ticket.
func (f *draft) waysOf(t *bot.Ticket) ([]bot.KnownWay, error) {
	var ways []bot.KnownWay
	add := func(t *bot.Ticket) {
		if text := strings.TrimSpace(t.Question); text != "" {
			ways = append(ways, bot.KnownWay{Text: f.opt.Masks.Text(text), Lang: t.Lang, Ticket: t.Number})
		}
	}
	add(t)
	for _, match := range f.sorter.board.Nearest(f.contentWords(t.Question, t.Lang), bot.MaxKnownWays/2) {
		if match.Number == t.Number || match.Likeness < triage.Same {
			continue
		}
		other, err := f.ticket(match.Number)
		if err != nil {
			return nil, err
		}
		add(other)
	}
	return ways, nil
}

// langOf is the language of words of staff.
func (f *draft) langOf(text string) string {
	if lang, sure := f.opt.KB().DetectLang(text); sure && slices.Contains(f.opt.Languages, lang) {
		return lang
	}
	return f.staffLang()
}

// offerAlike names the running tickets that are like a ticket which became a known
// issue, and lets staff have them wait for it too.
func (f *draft) offerAlike(m bot.Message, t *bot.Ticket, k *bot.KnownIssue) {
	if t == nil || t.Question == "" {
		return
	}
	var buttons []bot.Button
	var alike []int
	for _, match := range f.sorter.board.Nearest(f.contentWords(t.Question, t.Lang), choiceMax) {
		n := match.Number
		other, err := f.ticket(n)
		if n == t.Number || err != nil || !other.Running() || other.Known != 0 || other.Follows != 0 {
			continue
		}
		alike = append(alike, n)
		buttons = append(buttons, bot.Button{
			Label: "#" + number(other), Data: ticketPress(n, doWaitFor, bot.KnownName(k.Number)),
		})
	}
	if len(alike) > 0 {
		f.answerStaff(m, f.staffText("staff.known_alike", "known", k.Name(), "tickets", numbers(alike)), buttons...)
	}
}

// showKnown shows a known issue in the rooms of its level, or makes what stands there
// current.
func (f *draft) showKnown(k *bot.KnownIssue, people int, edit bool) {
	for _, room := range f.level(k.Level).Rooms {
		f.send(outgoing{Reply: bot.Reply{To: room, Text: f.knownText(k, people), Ref: knownRef(k.Number), Edit: edit}})
	}
}

func knownRef(number int) string { return "known/" + bot.KnownName(number) }

// knownText is a known issue in a few lines, as it stands in a room.
func (f *draft) knownText(k *bot.KnownIssue, people int) string {
	text := f.staffText("card.known", "known", k.Name(), "people", peopleText(f, people), "text", k.Title())
	if now := k.Text(); now != k.Title() {
		text += "\n" + now
	}
	last := k.News[len(k.News)-1]
	switch {
	case k.State == bot.KnownFixed:
		text += "\n" + f.staffText("card.known_fixed", "name", k.EndedBy.Called(), "time", f.clock(k.Ended))
		if last.Text != "" {
			text += " " + last.Text
		}
	case k.State == bot.KnownOff:
		text += "\n" + f.staffText("card.known_off", "name", k.EndedBy.Called(), "time", f.clock(k.Ended))
	default:
		text += "\n" + f.staffText("card.known_since", "name", last.By.Called(), "time", f.clock(last.At))
	}
	return text
}

// people counts those who joined a known issue.
func (d *Desk) people(ctx context.Context, number int) (int, error) {
	n, after := 0, store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, knownKey(number)+"/in/", after, 0)
		if err != nil {
			return n, fmt.Errorf("count the people of a known issue: %w", err)
		}
		if len(records) == 0 {
			return n, nil
		}
		n += len(records)
		after = records[len(records)-1].Key
	}
}
