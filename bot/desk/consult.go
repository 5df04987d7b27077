package desk

import (
	"context"
	"errors"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// Staff may consult the language model: for a summary, a suggested reply, a translation,
// a voice note in words, a draft of an article. What is asked waits in the outbox like a
// reply, on a lane of its ticket's, so that it survives a crash and delays nobody; one
// commit ends it with what came of it. The model only ever gives a text: what goes to a
// person goes when the owner sends it.

// Orders about it. What is only pressed is doSay: send what was prepared.
const (
	doSummary   = "summary"
	doSuggest   = "suggest"
	doTranslate = "translate"
	doDraft     = "draft"
	doSay       = "say"
)

const (
	// consultChannel is where questions to the model wait; no adapter has the name.
	consultChannel = "language model"
	// consulting bounds how many of them are asked at once. It is less than the model
	// takes, so that staff never keep it from people who ask.
	consulting = 2
	// mostConsulted is how many lines of a thread it is told at most.
	mostConsulted = 200
)

// consultation is a question of staff to the language model.
type consultation struct {
	What model.Purpose `json:"what"`
	// At is where it was asked, by whom (For) and with which message (Quote); nowhere
	// for what the desk asks by itself.
	At    bot.Place `json:"at,omitzero"`
	For   string    `json:"for,omitempty"`
	Quote string    `json:"quote,omitempty"`
	// Press is the id of the press that asked, where the message is the desk's own.
	Press string `json:"press,omitempty"`
	// Alone tells that nobody else reads an answer there.
	Alone bool `json:"alone,omitempty"`
	// Text is what staff want translated.
	Text string `json:"text,omitempty"`
	// Line is the line of the thread that it is about, and File which file of it.
	Line int `json:"line,omitempty"`
	File int `json:"file,omitempty"`
}

// consulted is what came of it.
type consulted struct {
	text    string
	drafted model.Drafted
	doubt   model.Doubt
	use     model.Use
	err     error
}

// consultationFor is a question of who wrote a message.
func (f *draft) consultationFor(m bot.Message) consultation {
	c := consultation{At: m.Place, For: m.From.ID, Quote: m.ID, Alone: f.forOneOnly(m)}
	if m.Kind == bot.Pressed {
		c.Quote, c.Press = m.ReplyTo, m.ID
	}
	return c
}

// consult answers the orders that ask the language model about a ticket.
func (f *draft) consult(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	c := f.consultationFor(m)
	switch o.word {
	case doSummary:
		c.What = model.ForSummary
		if !t.Erased.IsZero() {
			err = &bot.Refusal{Reason: bot.Finished, Ticket: t.Number}
		}
	case doSuggest:
		c.What, err = model.ForSuggestion, t.Prepare(f.who)
	case doDraft:
		c.What, err = model.ForDraft, t.Teach()
	}
	if err != nil {
		return err
	}
	f.ask(t, c)
	return nil
}

// consultButtons are what the language model may be asked about a ticket by who looks.
func (f *draft) consultButtons(t *bot.Ticket) (buttons []bot.Button) {
	for _, word := range []string{doSummary, doSuggest, doDraft} {
		r, _ := ruleOf(word)
		fits := word == doSummary && t.Erased.IsZero() || word == doSuggest && t.Prepare(f.who) == nil || word == doDraft && t.Teach() == nil
		if fits && f.offers(r) {
			buttons = append(buttons, f.ticketButton(t, word))
		}
	}
	return buttons
}

// ask queues a question to the language model.
func (f *draft) ask(t *bot.Ticket, c consultation) {
	to := bot.Place{Channel: consultChannel, Chat: number(t)}
	f.queue(outgoing{Consult: &c, By: f.who, Reply: bot.Reply{To: to, Ticket: t.Number}})
}

// consultModel asks the language model what waits, and commits what came of it. A
// question that failed is not asked again: staff hear so and may.
func (d *Desk) consultModel(ctx context.Context, item store.Item, out outgoing) {
	ctx = context.WithoutCancel(ctx)
	done := store.ChangeSet{Done: []store.Token{item.Token}}
	defer d.survive("consulting the language model", out.Trace, func() { d.record(ctx, done, out.Trace) })
	t, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(out.Reply.Ticket))
	if err != nil {
		d.log.Warn("a ticket cannot be read now", "message_id", out.Trace, "err", err)
		d.giveBack(ctx, item, backOff(item.Attempt), false, out.Trace)
		return
	}
	if version == 0 || !t.Erased.IsZero() || !d.opt.Model.does(out.Consult.What) {
		d.record(ctx, done, out.Trace)
		return
	}
	got := d.putToModelShown(ctx, &t, out)
	if got.use.Model != "" { // else it was not asked
		d.noteUse(d.opt.Now(), out.Trace, got.use, got.err)
	}
	d.uses.addFor(d.opt.Now(), payer(&t, out), got.use.Tokens())
	err = d.decide(ctx, out.Reply.ID+"-c", func(f *draft) error {
		f.set.Done, f.who = done.Done, out.By
		if got.use.Tokens() > 0 {
			f.put(usesKey, f.uses.record())
		}
		now, err := f.ticket(t.Number)
		var none *bot.Refusal
		if errors.As(err, &none) {
			return nil
		}
		if err != nil || !now.Erased.IsZero() {
			return err
		}
		return f.tellConsulted(now, &t, *out.Consult, got)
	})
	if err != nil && !errors.Is(err, store.ErrFenced) {
		d.log.Error("cannot record what the language model said", "message_id", out.Trace, "err", err)
	}
}

// payer is whose share of the tokens a question is taken from: who asked, or the person
// whose words the desk asks about by itself.
func payer(t *bot.Ticket, out outgoing) string {
	if out.Consult.At.Zero() {
		return traceOf(t.Person.ID)
	}
	return traceOf(out.By.ID)
}

// tellConsulted says what came of a question: to who asked it, or in the room. Then is the
// ticket as it was when the model was asked; an answer for somebody who no longer has it
// is dropped.
func (f *draft) tellConsulted(t, then *bot.Ticket, c consultation, got consulted) error {
	if got.err != nil || got.doubt != "" {
		f.tellUnhelped(t, c, got)
		return nil
	}
	switch c.What {
	case model.ForSummary:
		f.answerConsulted(t, c, f.staffText("staff.summary", "number", number(t), "text", got.text))
	case model.ForDraft:
		file, text := articleOf(t, got.drafted, f.opt.Languages)
		f.answerConsulted(t, c, f.staffText("staff.draft", "number", number(t), "file", file)+"\n\n"+text)
	case model.ForSuggestion:
		text := f.staffText("staff.suggestion", "number", number(t), "person", t.Person.Called(), "text", got.text)
		return f.showPrepared(t, then, c, text, got.text)
	case model.ForTranslate, model.ForVoice:
		if !c.At.Zero() {
			return f.showTranslation(t, then, c, got)
		}
		f.tellRead(t, c, got)
	}
	return nil
}

// tellUnhelped tells who asked that nothing came of it. What the desk asked by itself is
// only in the figures.
func (f *draft) tellUnhelped(t *bot.Ticket, c consultation, got consulted) {
	if c.At.Zero() {
		return
	}
	key := "staff.model_failed"
	switch {
	case got.doubt != "":
		key = "staff.model_doubted"
	case model.KindOf(got.err) == model.Spent:
		key = "staff.model_spent"
	}
	f.answerConsulted(t, c, f.staffText(key, "number", number(t)))
}

func (f *draft) answerConsulted(t *bot.Ticket, c consultation, text string) {
	f.send(outgoing{Reply: bot.Reply{To: c.At, Text: text, For: c.For, Quote: c.Quote, Ticket: t.Number}})
}
