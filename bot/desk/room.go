package desk

import (
	"errors"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// fromRoom is hops 3 to 5 for what is said in a room of staff. What is no order,
// no press and no answer to a ticket's message is talk among staff and stays there.
func (f *draft) fromRoom(m bot.Message) error {
	if _, err := f.unhold(m.Place); err != nil {
		return err
	}
	if m.Kind == bot.Left || m.Kind == bot.Returned {
		return nil
	}
	var err error
	if f.who, err = f.self(m.From); err != nil {
		return err
	}
	if m.Kind == bot.Edited || m.Kind == bot.Deleted {
		return f.secondThoughts(m)
	}
	if f.isStaff(m) {
		if err := f.meet(m); err != nil {
			return err
		}
	}
	order, err := f.readOrder(m)
	if err != nil || order.word == "" {
		return err
	}
	if !f.isStaff(m) {
		f.answerStaff(m, f.staffText("staff.not_staff"))
		return nil
	}
	if err := f.adopt(m, order); err != nil {
		return err
	}
	err = f.carryOutOrder(m, order)
	var no *bot.Refusal
	if !errors.As(err, &no) {
		return err
	}
	var buttons []bot.Button
	if no.Reason == bot.Owned {
		buttons = append(buttons, bot.Button{Label: f.staffText("card." + doTake), Data: ticketPress(no.Ticket, doTake)})
	}
	f.answerStaff(m, f.refusalText(no), buttons...)
	return nil
}

// adopt learns from a press that a message of ours is a ticket's. It is known
// already, unless the process died between the channel's taking the message and
// our record of it; from now on answers to it are understood too.
func (f *draft) adopt(m bot.Message, o order) error {
	if m.Kind != bot.Pressed || m.ReplyTo == "" || o.number == 0 {
		return nil
	}
	key := sentKey(m.Place, m.ReplyTo)
	_, version, err := store.Get[sent](f.ctx, f.opt.Store, key)
	if err == nil && version == 0 {
		f.put(key, sent{Ticket: o.number, At: f.now})
	}
	return err
}

// isStaff decides who may act: the listed people of the room's level, or whoever
// is in the room where nobody is listed, and in every room the listed people of other
// levels.
func (f *draft) isStaff(m bot.Message) bool { return f.MayAct(m.From, m.Place) || f.listed(m.From) }

// deskWord is what staff type to get a link to the desk page.
const deskWord = "desk"

// asksForDesk answers "desk" from somebody who is listed as staff, in a chat of
// their own, with a link that signs them in. It reports whether it did. The link
// is not written into the transcript.
func (f *draft) asksForDesk(m bot.Message) (bool, error) {
	if f.opt.SignIn == nil || m.Kind != bot.Said || !strings.EqualFold(strings.TrimLeft(m.Text, "/ "), deskWord) || !f.listed(m.From) {
		return false, nil
	}
	if !alone(m) {
		// Others read along: whoever pressed the link first would be this person.
		f.answerStaff(m, f.staffText("staff.desk_private"))
		return true, nil
	}
	who, err := f.self(m.From)
	if err != nil {
		return false, err
	}
	f.send(outgoing{Reply: bot.Reply{To: m.Place, Text: f.staffText("staff.desk", "link", f.opt.SignIn(who))}})
	return true, nil
}

// answerStaff answers one member of staff, quoting what they wrote.
func (f *draft) answerStaff(m bot.Message, text string, buttons ...bot.Button) {
	quote := m.ID
	if m.Kind == bot.Pressed {
		quote = m.ReplyTo
	}
	f.send(outgoing{Reply: bot.Reply{To: m.Place, Text: text, Buttons: buttons, For: m.From.ID, Quote: quote}})
}

func (f *draft) refusalText(r *bot.Refusal) string {
	return f.staffText("staff."+string(r.Reason),
		"number", strconv.Itoa(r.Ticket), "other", strconv.Itoa(r.Other), "name", r.Owner.Called(), "time", f.clock(r.Since),
		"level", strconv.Itoa(int(r.Level)), "known", bot.KnownName(r.Known))
}

// readOrder finds out what staff want: a pressed button, an answer to one of our
// messages about a ticket, or a typed order.
func (f *draft) readOrder(m bot.Message) (order, error) {
	if m.Kind == bot.Pressed {
		o := pressedOrder(m.Press)
		if (o.word == doReply || o.word == doEscalate || o.word == doComment) && m.Text != "" {
			o.rest = strings.TrimSpace(m.Text)
		}
		return o, nil
	}
	about, err := f.quoted(m)
	if err != nil {
		return order{}, err
	}
	if about.Ticket != 0 {
		return f.readAnswer(m, about), nil
	}
	if o, ok := twinOf(about, m.Text); ok {
		return o, nil
	}
	return parseOrder(m.Text, m.Direct), nil
}

// quoted finds the message of ours that a message answers or whose thread it is in.
func (f *draft) quoted(m bot.Message) (sent, error) {
	for _, id := range []string{m.ReplyTo, m.Place.Thread} {
		if id == "" {
			continue
		}
		sending := f.isFlying(m.Place)
		about, version, err := store.Get[sent](f.ctx, f.opt.Store, sentKey(m.Place, id))
		if err != nil || about.Ticket != 0 || len(about.Buttons) > 0 {
			return about, err
		}
		if version == 0 && sending && f.early {
			// A quick answer to what is being sent right now: its record comes.
			return about, errNotYet
		}
	}
	return sent{}, nil
}
