package dialogue

import (
	"slices"
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
)

// held handles a message while a ticket holds the conversation: the desk keeps
// silent and passes the words on.
func (s *step) held(in intent) {
	if s.c.Stage == bot.Confirming {
		s.confirming(in)
		return
	}
	if in.do == person || s.m.Kind == bot.Pressed {
		// A button of the talk before the ticket means nothing to staff.
		s.say("ticket.already", "number", strconv.Itoa(s.c.Ticket))
		return
	}
	if in.do == waiting {
		// Staff should hear it, and the person how things stand.
		s.c.Told = true
		s.effects = append(s.effects, Relay{}, ShowStatus{})
		return
	}
	s.relay()
}

func (s *step) relay() {
	s.effects = append(s.effects, Relay{Tell: !s.c.Told})
	s.c.Told = true
}

// confirming handles the answer to "is it solved?". Any words but a yes mean that
// it is not: a human reads them, and nothing is lost. A greeting or a sticker is
// no answer.
func (s *step) confirming(in intent) {
	switch {
	case in.do == solved || in.do == yes || in.do == thanks || in.do == okay:
		s.confirmed()
	case in.do == unsolved || in.do == no:
		s.reopened()
	case in.do == bye:
		s.say("bye")
	case in.do == hello || (in.do == unreadable && len(s.m.Files) == 0):
		s.askSolved("")
	case in.do == person && s.m.Kind == bot.Pressed:
		s.reopened()
	case s.m.Kind == bot.Pressed:
		s.say("answer.stale")
	case s.m.Kind == bot.Edited:
		// New wording of what staff have read before says nothing about the end.
		s.effects = append(s.effects, Relay{})
	default:
		s.reopened()
		s.effects = append(s.effects, Relay{})
	}
}

// askSolved asks again whether the ticket is solved, below a text or alone.
func (s *step) askSolved(above string) {
	s.turn()
	text := Text(s.c.Lang, "ticket.confirm", "number", strconv.Itoa(s.c.Ticket))
	if above != "" {
		text = above + "\n" + text
	}
	s.offer(bot.Confirming, text, s.button(solved, "button.solved"), s.button(unsolved, "button.unsolved"))
}

func (s *step) confirmed() {
	s.effects = append(s.effects, Confirm{Solved: true})
	s.c.Leave()
	s.c.Forget()
	s.turn()
	buttons := make([]bot.Button, 0, 5)
	for stars := 1; stars <= 5; stars++ {
		n := strconv.Itoa(stars)
		buttons = append(buttons, bot.Button{Label: n, Data: press(s.c.Turn, rate, n)})
	}
	s.offer(bot.Rating, Text(s.c.Lang, "ticket.rate"), buttons...)
}

func (s *step) reopened() {
	s.c.Stage, s.c.Offered, s.c.Told = bot.Idle, nil, true
	s.effects = append(s.effects, Confirm{Solved: false})
}

// HandedOver takes the ticket's number into the conversation and gives the words
// that announce it, with promise in them (what the person may expect).
func (d Dialogue) HandedOver(c bot.Conversation, number int, described bool, promise string) (bot.Conversation, Say) {
	c.Ticket, c.Stage, c.Offered, c.Topic = number, bot.Idle, nil, ""
	// Who was asked to describe hears once that the description arrived.
	c.Told = described
	text := promise
	if !described {
		c.Stage = bot.Describing
		text += "\n" + Text(d.Lang(c), "ticket.describe")
		if !c.Asked && c.Profile == (bot.Profile{}) {
			c.Asked = true
			text += " " + Text(d.Lang(c), "ticket.describe_office")
		}
	}
	return c, Say{Text: text}
}

// Solved asks the person whether a ticket is solved. Resolution is the owner's
// closing words or "".
func (d Dialogue) Solved(c bot.Conversation, t bot.Ticket, resolution string) (bot.Conversation, Say) {
	s := step{d: d, c: c}
	s.c.Lang = d.Lang(c)
	s.turn()
	key := "ticket.solved"
	if resolution != "" {
		key = "ticket.solved_text"
	}
	text := Text(s.c.Lang, key, "name", t.SolvedBy.Called(), "number", strconv.Itoa(t.Number), "text", resolution)
	s.offer(bot.Confirming, text, s.button(solved, "button.solved"), s.button(unsolved, "button.unsolved"))
	return s.c, Say{Text: text, Buttons: s.c.Offered}
}

// Deployed tells the person of a ticket that a version with the fix is installed for
// them, and asks whether it works.
func (d Dialogue) Deployed(c bot.Conversation, number int, version string) (bot.Conversation, Say) {
	s := step{d: d, c: c}
	s.c.Lang = d.Lang(c)
	s.turn()
	text := Text(s.c.Lang, "ticket.deployed", "number", strconv.Itoa(number), "version", version)
	s.offer(bot.Confirming, text, s.button(solved, "button.works"), s.button(unsolved, "button.unsolved"))
	return s.c, Say{Text: text, Buttons: s.c.Offered}
}

// AskSolved asks once more whether a ticket is solved; span is how long an answer
// may take, in words.
func (d Dialogue) AskSolved(c bot.Conversation, number int, span string) (bot.Conversation, Say) {
	s := step{d: d, c: c}
	s.c.Lang = d.Lang(c)
	s.turn()
	text := Text(s.c.Lang, "ticket.confirm_again", "number", strconv.Itoa(number), "span", span)
	s.offer(bot.Confirming, text, s.button(solved, "button.solved"), s.button(unsolved, "button.unsolved"))
	return s.c, Say{Text: text, Buttons: s.c.Offered}
}

// ClosedSilently ends the hold of a ticket that closed because the person said
// nothing, and tells them, with a way back.
func (d Dialogue) ClosedSilently(c bot.Conversation, number int) (bot.Conversation, Say) {
	s := step{d: d, c: c}
	s.c.Lang = d.Lang(c)
	s.c.Past = slices.Clone(c.Past)
	s.c.Leave()
	s.c.Forget()
	s.turn()
	text := Text(s.c.Lang, "ticket.closed_silent", "number", strconv.Itoa(number))
	s.offer(bot.Idle, text, s.button(reopen, "button.reopen"))
	return s.c, Say{Text: text, Buttons: s.c.Offered}
}
