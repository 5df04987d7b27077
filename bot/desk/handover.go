package desk

import (
	"maps"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// releaseOrder gives one ticket back, or at the end of a shift all of one's own.
func (f *draft) releaseOrder(m bot.Message, o order) error {
	if !o.all() {
		return f.release(m, o.number)
	}
	tickets, err := f.Queue(f.ctx)
	if err != nil {
		return err
	}
	shifts := map[bot.Level]*shift{}
	done, left := 0, 0
	for _, t := range tickets {
		if !t.Taken() || !t.Owner.Same(f.who) {
			continue
		}
		if done == handoverMax {
			left++
			continue
		}
		line, err := f.handBack(t.Number)
		if err != nil {
			return err
		}
		done++
		seat := f.seat(t.Level)
		if shifts[seat] == nil {
			shifts[seat] = &shift{}
		}
		shifts[seat].add(&t, line)
	}
	if done == 0 {
		f.answerStaff(m, f.staffText("staff.mine_empty"))
		return nil
	}
	f.tellShifts(m, shifts, left)
	return nil
}

// shift are the tickets of one level that somebody gave back.
type shift struct {
	numbers []int
	lines   []string
	buttons []bot.Button
}

func (s *shift) add(t *bot.Ticket, line string) {
	s.numbers, s.lines = append(s.numbers, t.Number), append(s.lines, line)
	if len(s.buttons) < choiceMax {
		s.buttons = append(s.buttons, bot.Button{Label: "#" + number(t), Data: ticketPress(t.Number, doClaim)})
	}
}

// tellShifts lists what was given back in the rooms of each level. Where the order was
// given those of other levels are only numbers: not everybody there may read them.
func (f *draft) tellShifts(m bot.Message, shifts map[bot.Level]*shift, left int) {
	here := f.levelOf(m.Place)
	if shifts[here] == nil {
		shifts[here] = &shift{}
	}
	for _, at := range slices.Sorted(maps.Keys(shifts)) {
		lines := append([]string{f.staffText("staff.handed_over", "name", f.who.Called())}, shifts[at].lines...)
		if at == here {
			for _, other := range slices.Sorted(maps.Keys(shifts)) {
				if other != here {
					lines = append(lines, numbers(shifts[other].numbers))
				}
			}
			if left > 0 {
				lines = append(lines, f.staffText("staff.handed_part", "name", f.who.Called()))
			}
		}
		for _, room := range f.level(at).Rooms {
			f.send(outgoing{Reply: bot.Reply{To: room, Text: strings.Join(lines, "\n"), Buttons: shifts[at].buttons}})
		}
	}
}

// handBack gives one ticket of a shift back and tells it in a line: what it is,
// and the last that staff noted.
func (f *draft) handBack(n int) (string, error) {
	t, err := f.ticket(n)
	if err != nil {
		return "", err
	}
	if err := t.Release(f.who); err != nil {
		return "", err
	}
	line := f.queueLine(t)
	if err := f.givenBack(t); err != nil {
		return "", err
	}
	lines, err := f.lines(f.ctx, threadPrefix(n), threadKey(n, max(0, t.Lines-showMax)))
	if err != nil {
		return "", err
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].By == bot.ByNote {
			return line + "\n  // " + strings.ReplaceAll(f.brief(lines[i].Text), "\n", " "), nil
		}
	}
	return line, nil
}

// givenBack does what follows when an owner gives a ticket back.
func (f *draft) givenBack(t *bot.Ticket) error {
	f.cancel(leaseTimer, t.Number)
	f.event(t, "released", f.who, "")
	f.editCard(t, "")
	return f.tellAll(t, "ticket.released")
}

// queueLine is a ticket in one line.
func (f *draft) queueLine(t *bot.Ticket) string {
	state := f.staffText("state."+string(t.State), "name", t.Owner.Called())
	if t.Priority.Rank() < bot.Normal.Rank() {
		state += ", " + f.staffText("card.high")
	}
	if len(t.Followers) > 0 {
		state += ", " + f.staffText("card.followers", "numbers", numbers(t.Followers))
	}
	question := strings.ReplaceAll(f.brief(t.Question), "\n", " ")
	return f.staffText("staff.queue_line", "number", number(t), "state", state,
		"span", dialogue.Span(f.staffLang(), f.now.Sub(t.Opened)), "person", t.Person.Called(), "question", question)
}
