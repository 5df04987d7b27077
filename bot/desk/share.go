package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// In a group, or a thread of a channel, several people write at one place. Whose the
// words are is told by the lines of the transcript: the conversation only knows who
// wrote last.

// talk is a conversation in which somebody wrote. Shared tells that others did too.
type talk struct {
	bot.Conversation
	shared bool
}

// traces are where somebody is to be found.
type traces struct {
	who   bot.Person
	talks []talk
	// tickets are theirs; wroteIn are others' at places where they wrote too.
	tickets, wroteIn []int
	// damaged names tickets that cannot be read: whose they are nobody can tell.
	damaged error
}

// theirs tells whether what was said at a place, by somebody or nobody, is theirs.
func (t *traces) theirs(p bot.Place, who bot.Person) bool {
	return who.Same(t.who) || p.Lane() == t.who.ID || t.at(p, false)
}

func (t *traces) at(p bot.Place, shared bool) bool {
	return slices.ContainsFunc(t.talks, func(c talk) bool { return c.Place == p && c.shared == shared })
}

// tracesOf looks for what is there of who is to be forgotten.
func (d *Desk) tracesOf(ctx context.Context, job forgetting) (all traces, err error) {
	all.who, all.tickets = job.Person, job.Tickets
	if all.talks, err = d.talksOf(ctx, job.Person.ID); err != nil {
		return all, err
	}
	err = d.eachTicket(ctx, 0, func(t *bot.Ticket) error {
		switch {
		case !t.Erased.IsZero() || slices.Contains(all.tickets, t.Number):
		case all.theirs(t.Place, t.Person):
			all.tickets = append(all.tickets, t.Number)
		case all.at(t.Place, true):
			all.wroteIn = append(all.wroteIn, t.Number)
		}
		return nil
	})
	if errors.Is(err, store.ErrDamaged) {
		all.damaged, err = err, nil
	}
	return all, err
}

// talksOf gives the conversations in which somebody wrote, wherever that was.
func (d *Desk) talksOf(ctx context.Context, person string) ([]talk, error) {
	var theirs []talk
	err := d.eachTalk(ctx, "", func(c bot.Conversation) error {
		lane := c.Place.Lane()
		here := lane == person || d.whereNow(c.Place).Lane() == person
		if here || lane == c.Person.ID {
			// A chat of somebody's own, where it is or where it was.
			if here || c.Person.ID == person {
				theirs = append(theirs, talk{Conversation: c})
			}
			return nil
		}
		mine, others, err := d.voices(ctx, c.Place, person)
		if mine || c.Person.ID == person {
			theirs = append(theirs, talk{c, others})
		}
		return err
	})
	return theirs, err
}

// voices tells whether somebody wrote at a place, and whether anybody else did.
func (d *Desk) voices(ctx context.Context, p bot.Place, person string) (mine, others bool, err error) {
	from := store.Key("")
	for {
		lines, err := d.lines(ctx, talkPrefix(p), from)
		if err != nil || len(lines) == 0 {
			return mine, others, err
		}
		for _, line := range lines {
			if line.By == bot.ByPerson {
				mine, others = mine || line.Who.ID == person, others || line.Who.ID != person
			}
		}
		from = talkKey(p, lines[len(lines)-1].Seq)
	}
}

// voice picks the lines of a transcript that are somebody's: what they wrote, and what
// was answered until somebody else wrote.
func voice(person string) func(bot.Line) bool {
	speaking := false
	return func(line bot.Line) bool {
		if line.By == bot.ByPerson {
			speaking = line.Who.ID == person
		}
		return speaking
	}
}

// eraseVoice takes what somebody wrote, and what they were answered, out of a
// conversation that goes on with others.
func (d *Desk) eraseVoice(ctx context.Context, p bot.Place, who bot.Person, tickets []int) error {
	err := d.decide(ctx, traceOf("voice/"+p.String()+d.itemID()), func(f *draft) error {
		c, err := f.conversation(p)
		if err == nil {
			c.Disown(who, tickets)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("erase somebody's words in a conversation: %w", err)
	}
	theirs := voice(who.ID)
	return d.eraseWhere(ctx, talkPrefix(p), func(r store.Record) (bool, error) {
		line, err := store.Decode[bot.Line](r.Value)
		return err == nil && theirs(line), err
	})
}

// eraseWordsIn takes what somebody wrote out of a ticket that is another's.
func (d *Desk) eraseWordsIn(ctx context.Context, n int, who bot.Person) error {
	err := d.eraseWhere(ctx, threadPrefix(n), func(r store.Record) (bool, error) {
		line, err := store.Decode[bot.Line](r.Value)
		return err == nil && line.By == bot.ByPerson && line.Who.Same(who), err
	})
	if err != nil {
		return err
	}
	err = d.decide(ctx, traceOf(fmt.Sprintf("words/%d/%s", n, d.itemID())), func(f *draft) error {
		t, err := f.ticket(n)
		if err != nil {
			return err
		}
		if err := f.redact(t, who); err != nil || len(f.set.Redact) == 0 {
			return err
		}
		f.event(t, bot.EventErased, bot.Person{}, "")
		return nil
	})
	if err != nil {
		return fmt.Errorf("erase somebody's words in a ticket: %w", err)
	}
	return nil
}
