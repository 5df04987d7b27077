package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// showStatus tells a person how their tickets stand, the newest first, and what
// happens next.
func (f *draft) showStatus(c *bot.Conversation) error {
	numbers := append(slices.Clone(c.Past), c.Also...)
	if c.Ticket != 0 {
		numbers = append(numbers, c.Ticket)
	}
	lang := f.dialogue.Lang(*c)
	text := ""
	for i := len(numbers) - 1; i >= max(0, len(numbers)-statusMax); i-- {
		t, err := f.ticket(numbers[i])
		if err != nil {
			return err
		}
		if text != "" {
			text += "\n"
		}
		state := dialogue.Text(lang, f.stateKey(t), "name", t.Owner.Called())
		if next := f.nextText(lang, t, len(c.Past) > 0 && c.Past[len(c.Past)-1] == t.Number); next != "" {
			// The line goes on with a full stop of its own.
			state += ". " + strings.TrimRight(next, ".।")
		}
		text += dialogue.Text(lang, "status.line", "number", number(t), "state", state, "question", excerpt(strings.ReplaceAll(t.Question, "\n", " ")))
	}
	if text == "" {
		text = dialogue.Text(lang, "status.none")
	}
	f.tell(c, dialogue.Say{Text: dialogue.LeftToRight(lang, text)}, outgoing{})
	return nil
}

// stateKey names the text that says to a person how a ticket stands.
func (f *draft) stateKey(t *bot.Ticket) string {
	switch {
	case t.State == bot.Open && t.Level > 1:
		return "status.technical"
	case t.State == bot.Upstream && !t.FixedAt.IsZero():
		return "status.fixed"
	}
	return "status." + string(t.State)
}

// nextText says to a person what happens next with a ticket, and when. Only the
// last of those that are closed can be opened again with a word.
func (f *draft) nextText(lang string, t *bot.Ticket, last bool) string {
	terms := f.level(t.Level).Terms
	switch t.State {
	case bot.Open, bot.Claimed:
		t.Tick(f.now, terms)
		pending := t.Pending(terms)
		switch {
		case len(pending) == 0:
			return ""
		case !f.now.Before(pending[0].Due):
			return dialogue.Text(lang, "status.next_late")
		case pending[0].Goal == bot.FirstResponse:
			return dialogue.Text(lang, "status.next_open", "time", f.moment(lang, pending[0].Due))
		}
		return dialogue.Text(lang, "status.next_claimed", "time", f.moment(lang, pending[0].Due))
	case bot.Waiting, bot.Solved:
		if closes := t.Closes(terms); !closes.IsZero() {
			return dialogue.Text(lang, "status.next_"+string(t.State), "name", t.Owner.Called(), "time", f.when(lang, closes))
		}
	case bot.Closed:
		if until := t.ClosedAt.Add(bot.ReopenFor); last && f.now.Before(until) {
			return dialogue.Text(lang, "status.next_closed", "time", f.moment(lang, until))
		}
	}
	return ""
}

// moment writes a time in a language: the clock, and on another day the date.
func (f *draft) moment(lang string, t time.Time) string {
	local, today := t.In(f.opt.Location), f.now.In(f.opt.Location)
	if local.YearDay() == today.YearDay() && local.Year() == today.Year() {
		return local.Format("15:04")
	}
	return dialogue.Day(lang, local) + " " + local.Format("15:04")
}
