package desk

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Before anything leaves for the makers, staff read it as it would stand there and
// approve it. It is made of what staff wrote and of names of articles: the person's
// own words never go into it by themselves. What looks like personal data is hidden
// also in the words of staff, who can insist; the press that approves carries a sum of
// the text, so that nobody approves another one than they read.

// Orders of a ticket at the highest level.
const (
	doIssue   = "issue"
	doComment = "comment"
	doLink    = "link"
	doFile    = "file"
	// doInsist is doFile with nothing hidden.
	doInsist = "insist"
)

const (
	// maxTitle and maxProposal bound an issue that is to be made, in bytes.
	maxTitle    = 120
	maxProposal = 6000
	// similarIssues is how many issues like it are shown.
	similarIssues = 3
)

// proposal is an issue that is to be made.
type proposal struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	// Typed is what staff wrote where something of it is hidden.
	TypedTitle string `json:"typed_title,omitempty"`
	Typed      string `json:"typed,omitempty"`
	// Sent: it is on its way.
	Sent bool `json:"sent,omitempty"`
}

func proposalKey(n int) store.Key { return store.Key(fmt.Sprintf("proposal/%08d", n)) }

// sum names a text that was read.
func (p proposal) sum() string {
	all := strings.Join([]string{p.Title, p.Text, p.TypedTitle, p.Typed}, "\x00")
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(all))), 36)
}

// propose shows what would become an issue, for a reason.
func (f *draft) propose(m bot.Message, t *bot.Ticket, why string) error {
	if p, _, err := f.proposal(t); err != nil || p.Sent {
		f.onItsWay(m, t)
		return err
	}
	t.Asking = why
	title, rest, _ := strings.Cut(why, "\n")
	if sentence, more, found := strings.Cut(title, ". "); found {
		title, rest = sentence, more+"\n"+rest
	}
	if len(title) > maxTitle {
		rest = why
	}
	parts := []string{strings.TrimSpace(rest)}
	if t.Why != "" && t.Why != why {
		parts = append(parts, t.Why)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Facts)) {
		parts = append(parts, name+": "+t.Facts[name])
	}
	if titles := f.titles(t); len(titles) > 0 {
		parts = append(parts, f.staffText("issue.tried", "articles", strings.Join(titles, ", ")))
	}
	parts = append(parts, f.staffText("issue.kind", "type", t.Type))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if err := f.showProposal(m, t, bot.CutText(title, maxTitle), strings.Join(parts, "\n\n")); err != nil {
		return err
	}
	p, _, err := f.proposal(t)
	f.askTracker(t, trackSearch, f.opt.Tracker, "", p.Title)
	return err
}

// issueOrder shows what would become an issue, or changes it: "issue 12 TITLE", with
// the text in the lines below.
func (f *draft) issueOrder(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := f.mayPass(t); err != nil {
		return err
	}
	p, version, err := f.proposal(t)
	switch {
	case err != nil:
		return err
	case t.Level < f.top():
		f.answerStaff(m, f.staffText("staff.escalate_first", "number", number(t), "level", level(t.Level+1)))
		return nil
	case p.Sent:
		f.onItsWay(m, t)
		return nil
	case o.rest != "":
		title, text, _ := strings.Cut(o.rest, "\n")
		return f.showProposal(m, t, strings.TrimSpace(title), strings.TrimSpace(text))
	case version == 0:
		return f.propose(m, t, cmp.Or(t.Why, excerpt(t.Type)))
	}
	return f.showProposal(m, t, cmp.Or(p.TypedTitle, p.Title), cmp.Or(p.Typed, p.Text))
}

func (f *draft) proposal(t *bot.Ticket) (proposal, store.Version, error) {
	for i := len(f.set.Put) - 1; i >= 0; i-- {
		if put := f.set.Put[i]; put.Key == proposalKey(t.Number) {
			p, err := store.Decode[proposal](put.Value)
			return p, 0, err
		}
	}
	return store.Get[proposal](f.ctx, f.opt.Store, proposalKey(t.Number))
}

// showProposal keeps and shows a text that would become an issue.
func (f *draft) showProposal(m bot.Message, t *bot.Ticket, title, text string) error {
	title, text = bot.CutText(title, maxTitle), bot.CutText(text, maxProposal)
	_, version, err := store.Get[proposal](f.ctx, f.opt.Store, proposalKey(t.Number))
	if err != nil {
		return err
	}
	// Whoever approves one at the same moment relied on the same record.
	f.set.Expect = append(f.set.Expect, store.Expect{Key: proposalKey(t.Number), Version: version})
	private, err := f.private(t)
	if err != nil {
		return err
	}
	p := proposal{Title: private.hide(title), Text: private.hide(text)}
	lines := []string{f.staffText("staff.proposal", "number", number(t), "repository", f.opt.Tracker.Chat), p.Title, p.Text}
	buttons := []bot.Button{{Label: f.staffText("card." + doFile)}}
	if p.Title != title || p.Text != text {
		p.TypedTitle, p.Typed = title, text
		lines = append(lines, f.staffText("staff.proposal_hidden", "words", strings.Join(private.hidden(title+"\n"+text), ", ")))
		buttons = append(buttons, bot.Button{Label: f.staffText("card." + doInsist), Data: ticketPress(t.Number, doInsist, p.sum())})
	}
	lines = append(lines, f.staffText("staff.proposal_edit", "number", number(t)))
	buttons[0].Data = ticketPress(t.Number, doFile, p.sum())
	f.put(proposalKey(t.Number), p)
	quote := m.ID
	if m.Kind == bot.Pressed {
		quote = m.ReplyTo
	}
	f.send(outgoing{Reply: bot.Reply{To: m.Place, Text: strings.Join(lines, "\n\n"), Buttons: buttons, Quote: quote, Ticket: t.Number}})
	return nil
}

// file sends the issue on its way that was read and approved.
func (f *draft) file(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := f.mayPass(t); err != nil {
		return err
	}
	p, version, err := f.proposal(t)
	switch {
	case err != nil:
		return err
	case t.Level < f.top():
		return &bot.Refusal{Reason: bot.Finished, Ticket: t.Number}
	case p.Sent:
		f.onItsWay(m, t)
		return nil
	case version == 0 || p.sum() != o.rest:
		f.answerStaff(m, f.staffText("staff.proposal_old", "number", number(t)))
		return nil
	}
	title, text := p.Title, p.Text
	if o.word == doInsist {
		title, text = cmp.Or(p.TypedTitle, p.Title), cmp.Or(p.Typed, p.Text)
		f.event(t, "insisted", f.who, "")
	}
	p.Sent = true
	f.set.Expect = append(f.set.Expect, store.Expect{Key: proposalKey(t.Number), Version: version})
	f.put(proposalKey(t.Number), p)
	f.event(t, "approved", f.who, "")
	f.askTracker(t, trackFile, f.opt.Tracker, title, text)
	f.onItsWay(m, t)
	return nil
}

// onItsWay tells that the issue was approved and waits for the tracker to take it.
func (f *draft) onItsWay(m bot.Message, t *bot.Ticket) {
	f.answerStaff(m, f.staffText("staff.issue_sent", "number", number(t)))
}
