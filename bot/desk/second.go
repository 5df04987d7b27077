package desk

import (
	"cmp"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// secondThoughts is an edit or a deletion in a room. Of words that are held it
// changes what goes out, or stops it; of words that went out it tells what could
// still be done; of all else it is nothing.
func (f *draft) secondThoughts(m bot.Message) error {
	key := holdKey(m.Place, m.ReplyTo)
	rec, err := load[holding](f, key)
	if err != nil || m.ReplyTo == "" {
		return err
	}
	if rec.version == 0 || rec.value.Going {
		return f.tooLate(m, key)
	}
	// Who took words back is not always told, and never matters.
	if m.Kind == bot.Deleted {
		return f.takeBack(m, key, rec)
	}
	if !f.isStaff(m) {
		return nil
	}
	o := f.editedOrder(m, rec.value)
	if o.word == "reply" && strings.HasPrefix(o.rest, "//") {
		o.word, o.rest = "note", strings.TrimSpace(strings.TrimPrefix(o.rest, "//"))
	}
	switch {
	case o.word == "reply" && o.guess == "" && o.number == rec.value.Ticket && (o.rest != "" || len(rec.value.Files) > 0):
		return f.changeHeld(m, key, rec, o.rest)
	case o.word == "note" && o.guess == "" && o.number > 0:
		if err := f.takeBack(m, key, rec); err != nil {
			return err
		}
		return f.note(m, o)
	}
	return f.takeBack(m, key, rec)
}

// editedOrder reads an edited message as the first one was read.
func (f *draft) editedOrder(m bot.Message, rec holding) order {
	if rec.Order {
		o := parseOrder(m.Text, true)
		if o.number == 0 {
			o.number = rec.Ticket
		}
		return o
	}
	return f.readAnswer(m, sent{Ticket: rec.Ticket})
}

// changeHeld puts other words in place of held ones.
func (f *draft) changeHeld(m bot.Message, key store.Key, rec *loaded[holding], words string) error {
	rec.value.Words = words
	keep(f, key, rec)
	f.put(threadKey(rec.value.Ticket, rec.value.Line), bot.Line{
		Seq: rec.value.Line, By: bot.ByStaff, Who: rec.value.By, Text: bot.CutText(words, bot.MaxText), Files: rec.value.Files, At: rec.value.At,
	})
	return nil
}

// takeBack stops held words. Nobody but staff has seen them, and in the thread a
// line in their place says so.
func (f *draft) takeBack(m bot.Message, key store.Key, rec *loaded[holding]) error {
	t, err := f.ticket(rec.value.Ticket)
	if err != nil {
		return err
	}
	rec.value.Stopped, rec.value.Words, rec.value.Files = true, "", nil
	keep(f, key, rec)
	f.put(threadKey(t.Number, rec.value.Line), bot.Line{
		Seq: rec.value.Line, By: bot.ByNote, Who: rec.value.By, Text: f.staffText("staff.taken_back"), At: rec.value.At,
	})
	f.event(t, "taken back", rec.value.By, "")
	if m.Kind == bot.Deleted {
		m.ID = "" // what is gone cannot be quoted
	}
	f.answerStaff(m, f.staffText("staff.stopped", "number", number(t), "person", t.Person.Called()))
	return nil
}

// tooLate tells that words went out already. Where the person's channel can edit,
// the correction follows them there.
func (f *draft) tooLate(m bot.Message, key store.Key) error {
	gone, _, err := store.Get[went](f.ctx, f.opt.Store, wentKey(string(key)))
	if err != nil || gone.Ticket == 0 || !f.isStaff(m) {
		return err
	}
	t, err := f.ticket(gone.Ticket)
	if err != nil {
		return err
	}
	tell := func(key string) string {
		return f.staffText(key, "number", number(t), "person", t.Person.Called(), "time", f.clock(gone.At))
	}
	words := f.editedOrder(m, holding{Ticket: gone.Ticket, Order: startsWithReply(m.Text)}).rest
	to, editable, err := f.whoGot(gone)
	if err != nil {
		return err
	}
	late := m.Kind == bot.Deleted || !t.Taken() || !t.Owner.Same(f.who) || words == "" || !editable
	if late {
		f.answerStaff(m, tell("staff.went_out"))
		return nil
	}
	f.thread(t, bot.Line{By: bot.ByStaff, Who: f.who, Text: f.staffText("staff.corrected", "text", words)})
	f.event(t, "corrected", f.who, "")
	for i, l := range to {
		out := outgoing{Amend: true, Reply: bot.Reply{To: l.talk.Place, Text: f.relayText(l, f.who, words), Ref: gone.Ref, Edit: true, Ticket: l.ticket.Number}}
		if i == 0 {
			out.Reply.Instead = tell("staff.went_out")
			out.Receipt = &receipt{Room: m.Place, Quote: m.ReplyTo, For: m.From.ID, Ticket: t.Number, Text: tell("staff.amended")}
		}
		f.send(out)
	}
	return nil
}

// whoGot gives those who got words that went out, and whether all of them are where
// a message can be edited.
func (f *draft) whoGot(gone went) (to []listener, editable bool, err error) {
	editable = gone.Ref != ""
	for _, n := range gone.To {
		t, err := f.ticket(n)
		if err != nil {
			return nil, false, err
		}
		if !t.Erased.IsZero() {
			editable = false
			continue
		}
		c, err := f.personOf(t)
		if err != nil {
			return nil, false, err
		}
		_, edits := f.adapters[c.Place.Channel].(adapters.Editor)
		to, editable = append(to, listener{c, t}), editable && edits
	}
	return to, editable, nil
}

func startsWithReply(text string) bool {
	first, _ := cutWord(strings.TrimPrefix(strings.TrimSpace(text), "/"))
	r, known := ruleOf(strings.ToLower(strings.TrimRight(first, ":.,!")))
	return known && r.word == "reply"
}

// undo takes back the last words of the asker that are still held in this room.
func (f *draft) undo(m bot.Message, _ order) error {
	records, err := f.opt.Store.List(f.ctx, holdPrefix(m.Place), "", 0)
	if err != nil {
		return err
	}
	var key store.Key
	var last *loaded[holding]
	for _, r := range records {
		rec, err := load[holding](f, r.Key)
		if err != nil {
			return err
		}
		mine := rec.version > 0 && rec.value.By.Same(f.who) && !rec.value.Stopped && !rec.value.Going
		if mine && (last == nil || cmp.Or(rec.value.At.Compare(last.value.At), cmp.Compare(rec.value.Line, last.value.Line)) > 0) {
			key, last = r.Key, rec
		}
	}
	if last == nil {
		f.answerStaff(m, f.staffText("staff.nothing_held"))
		return nil
	}
	return f.takeBack(m, key, last)
}
