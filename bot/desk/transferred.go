package desk

import (
	"github.com/firstline-helpdesk/firstline/bot"
)

// The makers may put an issue into another repository, where it has another number.
// The tickets that wait for it go along.

// issueMoved notes where an issue is now, and takes its tickets there.
func (f *draft) issueMoved(m bot.Message) error {
	if f.trackerOf(m.MovedTo.Channel) == nil {
		return nil
	}
	old, err := load[tracking](f, issueKey(m.Place))
	if err != nil || old.version == 0 {
		return err
	}
	f.noteMove(m.Place, m.MovedTo)
	now, err := load[tracking](f, issueKey(m.MovedTo))
	if err != nil {
		return err
	}
	if now.version == 0 {
		now.value = old.value
		now.value.Issue.Place = m.MovedTo
		keep(f, issueKey(m.MovedTo), now)
	}
	todo, err := f.waitingFor(m.Place)
	if err != nil {
		return err
	}
	return f.run(f.trace, errand{What: errandMoved, Issue: m.Place, To: m.MovedTo, Todo: todo})
}

// goesWith has a ticket wait for its issue at another place, as it stands there.
func (f *draft) goesWith(t *bot.Ticket, to bot.Place) error {
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	t.Issue = to
	f.put(issueTicketKey(to, t.Number), t.Number)
	f.event(t, "issue moved", bot.Person{}, to.Chat)
	now, err := load[tracking](f, issueKey(to))
	if err != nil {
		return err
	}
	if now.version > 0 {
		if err := f.standsFor(t, now.value.Issue); err != nil {
			return err
		}
	}
	f.editCard(t, "")
	return nil
}
