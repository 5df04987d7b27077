package desk

import (
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// What a draft writes down: transcripts, history and timers.

// talk appends a line to a person's transcript and gives its key.
func (f *draft) talk(c *bot.Conversation, line bot.Line) store.Key {
	c.Lines++
	line.Seq, line.At, line.Text = c.Lines, f.now, bot.CutText(line.Text, bot.MaxText)
	key := talkKey(c.Place, line.Seq)
	f.put(key, line)
	return key
}

// thread appends a line to a ticket's transcript, by whose words it is found.
func (f *draft) thread(t *bot.Ticket, line bot.Line) {
	if line.By != bot.ByBot && t.Erased.IsZero() {
		f.index(t.Number, line.Text)
	}
	f.threadHeld(t, line)
}

// threadHeld appends a line that may yet be taken back.
func (f *draft) threadHeld(t *bot.Ticket, line bot.Line) {
	t.Lines++
	line.Seq, line.At, line.Text = t.Lines, f.now, bot.CutText(line.Text, bot.MaxText)
	f.put(threadKey(t.Number, line.Seq), line)
}

// event appends to a ticket's history.
func (f *draft) event(t *bot.Ticket, what string, who bot.Person, note string) {
	e := bot.Event{Ticket: t.Number, What: what, Who: who, At: f.now, Note: note}
	e, t.History = t.History.Add(e, f.salt())
	f.set.History = append(f.set.History, store.Entry{
		Subject: historySubject(t.Number), At: f.now, Value: f.encode(e),
	})
}

// timer sets a timer, replacing one of the same kind for the ticket.
func (f *draft) timer(kind string, number int, due time.Time) {
	f.set.Timers = append(f.set.Timers, store.Timer{
		ID: timerID(kind, number), Due: due, Value: f.encode(alarm{Kind: kind, Ticket: number, Cause: f.trace}),
	})
}

func (f *draft) cancel(kind string, number int) {
	f.set.Cancel = append(f.set.Cancel, timerID(kind, number))
}
