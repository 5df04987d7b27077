package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// fromPerson is hops 3 to 5 for somebody who asks.
func (f *draft) fromPerson(m bot.Message) error {
	if m.Kind == bot.Deleted {
		// What staff have read cannot be unread, and nothing else depends on it.
		return nil
	}
	back, err := f.unhold(m.Place)
	if err != nil {
		return err
	}
	if done, err := f.meAlone(m); done || err != nil {
		return err
	}
	// Whoever presses the button of a template has said all by pressing it.
	if m.Kind == bot.Returned || (back > 0 && m.Kind == bot.Pressed && !ours(m.Press)) {
		return nil
	}
	if done, err := f.asksForDesk(m); done || err != nil {
		return err
	}
	if shown, err := f.asksForClear(m); shown || err != nil {
		return err
	}
	if said, err := f.asksToSay(m); said || err != nil {
		return err
	}
	c, err := f.conversation(m.Place)
	if err != nil {
		return err
	}
	t, err := f.heldBy(c)
	if err != nil {
		return err
	}
	if err := f.recallManner(c, m.From); err != nil {
		return err
	}
	said := m
	m, whole := f.burst(c, m)
	before := *c
	if !whole {
		c.Seen = f.now
		f.talk(c, bot.Line{By: bot.ByPerson, Who: m.From, Text: m.Text})
		return nil
	}
	found := f.lookUp(before, m)
	found.Fresh = f.isFresh(c, t, m, found)
	next, effects := f.dialogue.Step(before, m, found)
	return f.took(c, next, m, said, effects)
}

// took makes a step of the dialogue true: the conversation goes on, and what follows
// is carried out. said is the message as it came.
func (f *draft) took(c *bot.Conversation, next bot.Conversation, m, said bot.Message, effects []dialogue.Effect) error {
	before := *c
	*c = next
	f.charge(c)
	f.noteManner(before, next)
	c.Seen, c.Album = f.now, m.Album
	effects = ofAlbum(before, m, effects)
	keepFiles(c, m)
	if m.Kind != bot.Left {
		f.talk(c, bot.Line{By: bot.ByPerson, Who: m.From, Text: spoken(before, said), Files: m.Files})
	}
	if c.Stage == bot.Which && before.Stage != bot.Which {
		f.timer(whichTimer, c.Undecided(), f.now.Add(undecidedFor))
	}
	for _, effect := range effects {
		if err := f.carryOut(c, m, effect); err != nil {
			return fmt.Errorf("carry out %T: %w", effect, err)
		}
	}
	return nil
}

// ofAlbum leaves out what would be said again: the rest of an album was answered
// with its first picture.
func ofAlbum(before bot.Conversation, m bot.Message, effects []dialogue.Effect) []dialogue.Effect {
	if m.Album == "" || m.Album != before.Album {
		return effects
	}
	return slices.DeleteFunc(effects, func(e dialogue.Effect) bool {
		_, say := e.(dialogue.Say)
		return say
	})
}

// keepFiles lets files wait for the next ticket, while there is none or it is not
// clear which.
func keepFiles(c *bot.Conversation, m bot.Message) {
	if (c.Ticket == 0 || c.Stage == bot.Which) && len(m.Files) > 0 {
		c.Files = append(slices.Clone(c.Files), m.Files...)
		c.Files = c.Files[max(0, len(c.Files)-bot.MaxPending):]
	}
}

// ours tells whether the data of a press is of one of our buttons.
func ours(press string) bool { return strings.HasPrefix(press, "d:") || strings.HasPrefix(press, "t:") }

// spoken is what a press looks like in a transcript: the button's label.
func spoken(c bot.Conversation, m bot.Message) string {
	if m.Kind != bot.Pressed {
		return m.Text
	}
	for _, b := range c.Offered {
		if b.Data == m.Press {
			return "[" + b.Label + "]"
		}
	}
	return "[…]"
}

// lookUp asks the knowledge base what the dialogue wants for this message.
func (f *draft) lookUp(c bot.Conversation, m bot.Message) dialogue.Found {
	found := f.think(c, m, f.dialogue.LookUp(c, m, f.opt.KB()))
	if f.outdated(found) {
		found = f.dialogue.LookUp(c, m, f.opt.KB())
	}
	if found.Searched {
		f.counts.answered(found.Verdict)
	}
	return found
}

// carryOut does one effect of the dialogue.
func (f *draft) carryOut(c *bot.Conversation, m bot.Message, effect dialogue.Effect) error {
	switch e := effect.(type) {
	case dialogue.Say:
		f.tell(c, e, outgoing{})
	case dialogue.OpenTicket:
		_, err := f.openTicket(c, e)
		return err
	case dialogue.Relay:
		return f.relayIn(c, m, e)
	case dialogue.Confirm:
		return f.confirm(c, e.Solved)
	case dialogue.Rate:
		return f.rate(c, e.Stars)
	case dialogue.Join:
		return f.meToo(c, e)
	case dialogue.Judged:
		return f.judged(c, e)
	case dialogue.Missed:
		return f.missed(c, e)
	case dialogue.Explain:
		return f.explain(c, e.Text)
	case dialogue.ExportData:
		return f.sendData(c, m)
	case dialogue.EraseData:
		f.startForget(c, m.From)
	case dialogue.ShowStatus:
		return f.showStatus(c)
	case dialogue.Unreachable:
		return f.unreachable(c)
	}
	return nil
}

// tell says something to a person and writes it into their transcript.
func (f *draft) tell(c *bot.Conversation, say dialogue.Say, out outgoing) {
	out.Reply.To, out.Reply.Text, out.Reply.Buttons = c.Place, say.Text, say.Buttons
	for _, image := range say.Pictures {
		out.Reply.Files = append(out.Reply.Files, pictureFile(image))
	}
	out.Line = f.talk(c, bot.Line{By: bot.ByBot, Text: say.Text, Buttons: say.Buttons, Files: out.Reply.Files})
	f.send(out)
}

// tellKey says a catalogue text to a person, in their language.
func (f *draft) tellKey(c *bot.Conversation, key string, pairs ...string) {
	f.tell(c, dialogue.Say{Text: dialogue.Text(f.dialogue.Lang(*c), key, pairs...)}, outgoing{})
}

func number(t *bot.Ticket) string { return strconv.Itoa(t.Number) }

// excerpt cuts a text to what a card or a line shows.
func excerpt(s string) string {
	if runes := []rune(s); len(runes) > quoteMax {
		return string(runes[:quoteMax]) + "…"
	}
	return s
}
