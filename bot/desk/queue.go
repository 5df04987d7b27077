package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// Queue gives the tickets that are not closed, without those that follow another, in
// the order of [bot.Ticket.Compare]. They are masked, as rooms read them.
func (d *Desk) Queue(ctx context.Context) ([]bot.Ticket, error) {
	tickets, err := d.waitingTickets(ctx)
	for i := range tickets {
		tickets[i] = d.maskedTicket(tickets[i])
	}
	return tickets, err
}

func (d *Desk) waitingTickets(ctx context.Context) ([]bot.Ticket, error) {
	same, err := d.accounts(ctx)
	if err != nil {
		return nil, err
	}
	var tickets []bot.Ticket
	after := store.Key("")
	for {
		marks, err := d.opt.Store.List(ctx, openPrefix, after, 0)
		if err != nil {
			return nil, fmt.Errorf("list the queue: %w", err)
		}
		if len(marks) == 0 {
			break
		}
		keys := make([]store.Key, len(marks))
		for i, mark := range marks {
			keys[i] = "ticket/" + mark.Key[len(openPrefix):]
		}
		records, err := d.opt.Store.Load(ctx, keys...)
		if err != nil {
			return nil, fmt.Errorf("load the queue: %w", err)
		}
		for _, r := range records {
			if r.Version == 0 {
				continue
			}
			t, err := store.Decode[bot.Ticket](r.Value)
			if err != nil {
				return nil, fmt.Errorf("load the queue: %w", err)
			}
			if t.Follows != 0 && t.Running() {
				continue
			}
			t.Owner = same.first(t.Owner)
			tickets = append(tickets, t)
		}
		after = marks[len(marks)-1].Key
	}
	due := make(map[int]time.Time, len(tickets))
	for i := range tickets {
		t := &tickets[i]
		if next := t.Pending(d.level(t.Level).Terms); len(next) > 0 {
			due[t.Number] = next[0].Due
		}
	}
	slices.SortFunc(tickets, func(a, b bot.Ticket) int { return a.Compare(&b, due[a.Number], due[b.Number]) })
	return tickets, nil
}

// Ticket gives a ticket with its thread, notes included: for staff only, and masked
// as rooms read it. It returns a *bot.Refusal when there is none.
func (d *Desk) Ticket(ctx context.Context, n int) (bot.Ticket, []bot.Line, error) {
	t, lines, err := d.wholeTicket(ctx, n)
	return d.maskedTicket(t), d.maskedLines(lines), err
}

func (d *Desk) wholeTicket(ctx context.Context, n int) (bot.Ticket, []bot.Line, error) {
	t, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
	if err != nil {
		return t, nil, err
	}
	if version == 0 {
		return t, nil, &bot.Refusal{Reason: bot.NoSuchTicket, Ticket: n}
	}
	// A list gives a thousand; of a very long thread the newest count.
	lines, err := d.threadOf(ctx, &t, 1000)
	return t, lines, err
}

// threadOf gives the newest lines of a ticket and of those that follow it, in the
// order in which they were said.
func (d *Desk) threadOf(ctx context.Context, t *bot.Ticket, newest int) ([]bot.Line, error) {
	lines, err := d.lines(ctx, threadPrefix(t.Number), threadKey(t.Number, max(0, t.Lines-newest)))
	for _, n := range t.Followers {
		if err != nil {
			return nil, err
		}
		var more []bot.Line
		more, err = d.lines(ctx, threadPrefix(n), "")
		lines = append(lines, more...)
	}
	slices.SortStableFunc(lines, func(a, b bot.Line) int { return a.At.Compare(b.At) })
	return lines[max(0, len(lines)-newest):], err
}

// Transcript gives what was said at a person's place after line number after.
func (d *Desk) Transcript(ctx context.Context, p bot.Place, after int) ([]bot.Line, error) {
	return d.lines(ctx, talkPrefix(p), talkKey(p, after))
}

func (d *Desk) lines(ctx context.Context, prefix, after store.Key) ([]bot.Line, error) {
	records, err := d.opt.Store.List(ctx, prefix, after, 0)
	if err != nil {
		return nil, fmt.Errorf("list a transcript: %w", err)
	}
	lines := make([]bot.Line, 0, len(records))
	for _, r := range records {
		line, err := store.Decode[bot.Line](r.Value)
		if err != nil {
			return nil, fmt.Errorf("list a transcript: %w", err)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// listQueue answers the orders queue and mine.
func (f *draft) listQueue(m bot.Message, mine bool) error {
	tickets, err := f.waitingTickets(f.ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, t := range tickets {
		if (mine && !t.Owner.Same(f.who)) || len(lines) == queueMax {
			continue
		}
		lines = append(lines, f.queueLine(&t))
	}
	switch {
	case len(lines) > 0:
		f.answerStaff(m, strings.Join(lines, "\n"))
	case mine:
		f.answerStaff(m, f.staffText("staff.mine_empty"))
	default:
		f.answerStaff(m, f.staffText("staff.queue_empty"))
	}
	return nil
}

// show answers [More] and the order show: the card, what the bot tried, the
// thread and the history.
func (f *draft) show(m bot.Message, n int) error {
	t, err := f.ticket(n)
	if err != nil {
		return err
	}
	text, err := f.everything(t)
	if err != nil {
		return err
	}
	quote := m.ID
	if m.Kind == bot.Pressed {
		quote = m.ReplyTo
	}
	f.send(outgoing{Reply: bot.Reply{To: m.Place, Text: text, For: m.From.ID, Quote: quote, Ticket: n, Buttons: f.consultButtons(t)}})
	return nil
}

// everything is a ticket with its thread and its history, whole.
func (f *draft) everything(t *bot.Ticket) (string, error) {
	lang := f.staffLang()
	parts := []string{f.cardText(t), f.staffText("staff.more", "person", t.Person.Called(),
		"span", dialogue.Span(lang, f.now.Sub(t.Opened)), "language", dialogue.Text(t.Lang, "language.name"))}
	if due := f.dueText(t, true); due != "" {
		parts = append(parts, strings.TrimSpace(due))
	}
	if why := f.typeWhy(t); why != "" {
		parts = append(parts, why)
	}
	lines, err := f.threadOf(f.ctx, t, showMax)
	if err != nil {
		return "", err
	}
	for _, line := range lines {
		parts = append(parts, f.threadLine(line))
	}
	events, err := f.history(t, ", ")
	if err != nil {
		return "", err
	}
	parts = append(parts, f.staffText("staff.history", "events", events))
	return strings.Join(parts, "\n"), nil
}

func (f *draft) titles(t *bot.Ticket) []string {
	titles := make([]string, 0, len(t.Tried))
	for _, id := range t.Tried {
		if hit, ok := f.opt.KB().Section(id, t.Lang); ok {
			titles = append(titles, hit.Article.Title)
		} else {
			titles = append(titles, id)
		}
	}
	return titles
}

func (f *draft) threadLine(line bot.Line) string {
	mark := ""
	if line.By == bot.ByNote {
		mark = "// "
	}
	if line.By == bot.ByBot {
		return f.clock(line.At) + " " + line.Text
	}
	return f.clock(line.At) + " " + line.Who.Called() + ": " + mark + f.brief(line.Text)
}

// history tells what was done to a ticket, the newest of it where that is much.
func (f *draft) history(t *bot.Ticket, between string) (string, error) {
	entries, err := f.opt.Store.History(f.ctx, historySubject(t.Number), uint64(max(0, t.History.Entries-historyMax)), historyMax)
	if err != nil {
		return "", fmt.Errorf("read the history: %w", err)
	}
	words := make([]string, 0, len(entries))
	for _, entry := range entries {
		e, err := store.Decode[bot.Event](entry.Value)
		if err != nil {
			return "", fmt.Errorf("read the history: %w", err)
		}
		word := f.clock(e.At) + " " + e.What
		if !e.Who.Nobody() {
			word += " (" + e.Who.Called() + ")"
		}
		if e.Note != "" {
			word += ": " + e.Note
		}
		words = append(words, word)
	}
	return strings.Join(words, between), nil
}
