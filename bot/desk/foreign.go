package desk

import (
	"cmp"
	"context"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// What staff cannot read by themselves: words in another language than the desk's, and
// voice notes. The desk asks the model by itself and puts what it makes of them below the
// original, which stays. What staff write goes out as they typed it; a translation of it
// is prepared for their press only when they ask.

// foreign tells whether the person of a ticket writes in another language than staff.
func (d *Desk) foreign(t *bot.Ticket) bool { return t.Lang != "" && t.Lang != d.staffLang() }

// askAbout has the model read the line of the thread that was written last, with what
// the person wrote, and its files.
func (f *draft) askAbout(t *bot.Ticket, text string, files []bot.File) {
	wordless := text == "" || text == f.words(bot.Message{Files: files})
	if !wordless && f.foreign(t) && f.opt.Model.does(model.ForTranslate) {
		f.ask(t, consultation{What: model.ForTranslate, Line: t.Lines})
	}
	for i, file := range files {
		if file.Voice && f.opt.Model.does(model.ForVoice) {
			f.ask(t, consultation{What: model.ForVoice, Line: t.Lines, File: i})
		}
	}
}

// readForStaff asks the model what a line of a thread says.
func (d *Desk) readForStaff(ctx context.Context, t *bot.Ticket, c *consultation, allowed model.Allowance) (got consulted) {
	names, err := d.namesIn(ctx, t)
	if err != nil {
		return consulted{err: err}
	}
	if c.Text != "" {
		got.text, got.doubt, got.use, got.err = d.opt.Model.Client.Translate(ctx, c.Text, t.Lang, names, allowed)
		return got
	}
	line, version, err := store.Get[bot.Line](ctx, d.opt.Store, threadKey(t.Number, c.Line))
	switch {
	case err != nil:
		return consulted{err: err}
	case version == 0 || c.What == model.ForVoice && c.File >= len(line.Files):
		return consulted{err: errForgotten}
	}
	if c.What == model.ForTranslate {
		got.text, got.doubt, got.use, got.err = d.opt.Model.Client.Translate(ctx, line.Text, d.staffLang(), append(names, line.Who.Name), allowed)
		if got.text == line.Text {
			got.text = "" // it was in the desk's language
		}
		return got
	}
	file := line.Files[c.File]
	file.Stored = cmp.Or(file.Stored, copyOf(t.Number, file))
	body, fault := d.openCopy(ctx, file)
	if fault != nil {
		return consulted{err: adapters.AsFault(fault)}
	}
	defer body.Close()
	got.text, got.use, got.err = d.opt.Model.Client.Transcribe(ctx, body, file.Name, t.Lang)
	return got
}

// tellRead puts what the model read below the original: in the thread and in the room.
// It is the desk's own line there and says that a model made it.
func (f *draft) tellRead(t *bot.Ticket, c consultation, got consulted) {
	if got.text == "" || !t.Running() {
		return
	}
	key := "staff.translated"
	if c.What == model.ForVoice {
		key = "staff.transcribed"
	}
	said := f.staffText(key, "number", number(t), "person", t.Person.Called(), "text", got.text)
	f.thread(t, bot.Line{By: bot.ByBot, Who: t.Person, Text: said})
	works, err := f.leader(t)
	if err != nil {
		return
	}
	rooms := f.level(works.Level).Rooms
	if !works.Room.Zero() {
		rooms = []bot.Place{works.Room}
	}
	for _, room := range rooms {
		f.inRoom(works, room, said)
	}
	if c.What == model.ForVoice && f.foreign(t) && f.opt.Model.does(model.ForTranslate) {
		f.ask(t, consultation{What: model.ForTranslate, Line: t.Lines})
	}
}

// leader is the ticket that is worked on for this one: itself, or the one it follows.
func (f *draft) leader(t *bot.Ticket) (*bot.Ticket, error) {
	if t.Follows == 0 {
		return t, nil
	}
	return f.ticket(t.Follows)
}

// translateOrder prepares words of the owner in the person's language.
func (f *draft) translateOrder(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if err := t.Prepare(f.who); err != nil {
		return err
	}
	switch {
	case o.rest == "":
		f.answerStaff(m, f.staffText("staff.translate_what", "number", number(t)))
	case !f.foreign(t):
		f.answerStaff(m, f.staffText("staff.translate_none", "number", number(t), "person", t.Person.Called()))
	default:
		c := f.consultationFor(m)
		c.What, c.Text = model.ForTranslate, o.rest
		f.ask(t, c)
	}
	return nil
}

// showTranslation shows words of the owner and the translation, side by side.
func (f *draft) showTranslation(t, then *bot.Ticket, c consultation, got consulted) error {
	text := f.staffText("staff.translation", "number", number(t), "person", t.Person.Called(),
		"language", dialogue.Text(then.Lang, "language.name"), "text", c.Text, "translated", got.text)
	return f.showPrepared(t, then, c, text, got.text+"\n"+dialogue.Text(then.Lang, "ticket.translated"))
}
