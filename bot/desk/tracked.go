package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// fromTracker is hops 3 to 5 for news of the makers. They are no orders and reach
// nobody but staff; what the person hears are the desk's own words.
func (f *draft) fromTracker(m bot.Message) error {
	switch m.Kind {
	case bot.Released:
		return f.released(m)
	case bot.Tracked:
		if m.Issue == nil {
			return nil
		}
		return f.stands(*m.Issue)
	case bot.Said, bot.Edited:
		return f.makersSaid(m)
	}
	return nil
}

// makersSaid puts a comment into the threads of the tickets that wait, as a note.
func (f *draft) makersSaid(m bot.Message) error {
	text := f.words(m)
	if m.Kind == bot.Edited {
		text = f.staffText("staff.corrected", "text", text)
	}
	todo, err := f.waitingFor(m.Place)
	if err != nil {
		return err
	}
	return f.run(m.Trace(), errand{What: errandSaid, By: m.From, Issue: m.Place, Text: text, At: m.At, Todo: todo})
}

// clockSkew is how far the tracker's clock may be behind ours.
const clockSkew = 5 * time.Minute

func (f *draft) makersSaidIn(t *bot.Ticket, e errand) {
	if e.At.Before(t.Arrived.Add(-clockSkew)) {
		return // it was said before the ticket waited for the issue
	}
	f.thread(t, bot.Line{By: bot.ByNote, Who: e.By, Text: e.Text})
	f.event(t, "comment", e.By, e.Issue.Chat)
	said := f.staffText("staff.makers_said", "number", number(t), "name", e.By.Called(), "issue", e.Issue.Chat, "text", e.Text)
	f.toRoomSaid(t, said, f.commentButton(t))
}

// toRoomSaid says something about a ticket where its staff sit, with buttons.
func (f *draft) toRoomSaid(t *bot.Ticket, text string, buttons ...bot.Button) {
	rooms := []bot.Place{t.Room}
	if t.Room.Zero() {
		rooms = f.level(t.Level).Rooms
	}
	for _, room := range rooms {
		f.inRoom(t, room, text, buttons...)
	}
}

func (f *draft) commentButton(t *bot.Ticket) bot.Button {
	b := f.ticketButton(t, doComment)
	b.Ask = f.staffText("card.comment_ask", "issue", shortIssue(t.Issue))
	return b
}

// stands notes how an issue stands now, and tells those who wait for it what changed.
func (f *draft) stands(issue bot.Issue) error {
	known, err := load[tracking](f, issueKey(issue.Place))
	if err != nil || known.version == 0 {
		return err
	}
	before := known.value.Issue
	if issue.State == bot.IssueFixed && before.State != bot.IssueFixed {
		known.value.FixedAt = f.now
	}
	known.value.Issue = issue
	keep(f, issueKey(issue.Place), known)
	todo, err := f.waitingFor(issue.Place)
	if err != nil {
		return err
	}
	return f.run(f.trace, errand{What: errandStands, Issue: issue.Place, Stands: issue, Todo: todo})
}

// maxMirror bounds what a card shows of an issue, in bytes.
const maxMirror = 200

// mirror keeps on a ticket what its card shows of the issue.
func mirror(t *bot.Ticket, issue bot.Issue) {
	words := []string{string(issue.State)}
	if len(issue.Labels) > 0 {
		words = append(words, strings.Join(issue.Labels, ", "))
	}
	if issue.Milestone != "" {
		words = append(words, issue.Milestone)
	}
	t.Mirror = bot.CutText(strings.Join(words, " · "), maxMirror)
}

// standsFor tells the staff and the person of one ticket what has changed for it.
func (f *draft) standsFor(t *bot.Ticket, now bot.Issue) error {
	shown, fixed := t.Mirror, !t.FixedAt.IsZero()
	mirror(t, now)
	switch {
	case now.State == bot.IssueFixed:
		return f.fixedFor(t, now)
	case now.State == bot.IssueDeclined:
		issue := t.Issue.Chat
		if err := f.fromMakers(t, "declined upstream", bot.Person{}); err != nil {
			return err
		}
		f.toRoom(t, "staff.declined", "number", number(t), "issue", issue)
		return nil
	case fixed:
		t.Unfixed()
		f.event(t, "reopened upstream", bot.Person{}, "")
		f.toRoom(t, "staff.reopened_upstream", "number", number(t), "issue", t.Issue.Chat)
	}
	if t.Mirror != shown || fixed {
		f.editCard(t, "")
	}
	return nil
}

// fixedFor notes that the issue of a ticket is fixed. Where the version that has the fix
// is installed already, its person is asked at once.
func (f *draft) fixedFor(t *bot.Ticket, now bot.Issue) error {
	fresh, old := t.FixedAt.IsZero(), t.FixedIn
	version, known := bot.ParseVersion(now.Milestone)
	t.Fixed(string(version), f.now)
	if known {
		installed, there, err := f.isDeployed(t.Issue, version)
		if err != nil {
			return err
		}
		if there {
			return f.works(t, installed)
		}
	}
	if err := f.noteFix(t.Issue); err != nil {
		return err
	}
	f.editCard(t, "")
	if !fresh && old == t.FixedIn {
		return nil
	}
	f.event(t, "fixed upstream", bot.Person{}, t.FixedIn)
	f.toRoom(t, f.fixedKey(t), "number", number(t), "issue", t.Issue.Chat, "version", t.FixedIn)
	if fresh {
		return f.tellAll(t, "ticket.fixed_upstream")
	}
	return nil
}

// fixedKey names the text that tells staff of a fix, with its version where it is known.
func (f *draft) fixedKey(t *bot.Ticket) string {
	if t.FixedIn == "" {
		return "staff.fixed_somewhere"
	}
	return "staff.fixed_in"
}

// numbersMax is how many tickets are named in one line.
const numbersMax = 30

// released tells staff of a new version of the makers, where tickets wait for a fix of
// which nobody has said in which version it is.
func (f *draft) released(m bot.Message) error {
	records, err := f.opt.Store.List(f.ctx, issuePrefix+store.Key(m.Place.Lane()+"#"), "", 0)
	if err != nil {
		return fmt.Errorf("list the issues: %w", err)
	}
	var waits []int
	for _, r := range records {
		if !strings.HasSuffix(string(r.Key), "/at") {
			continue
		}
		at, err := store.Decode[tracking](r.Value)
		if err != nil {
			return fmt.Errorf("read an issue: %w", err)
		}
		if at.Issue.State != bot.IssueFixed {
			continue
		}
		if version, known := bot.ParseVersion(at.Issue.Milestone); !known || string(version) == m.Text {
			all, err := f.waitingFor(at.Issue.Place)
			if err != nil {
				return err
			}
			waits = append(waits, all...)
		}
	}
	if len(waits) == 0 {
		return nil
	}
	slices.Sort(waits)
	listed := numbers(waits[:min(len(waits), numbersMax)])
	text := f.staffText("staff.version_out", "version", excerpt(m.Text), "repository", m.Place.Chat, "numbers", listed)
	for _, room := range f.level(makersLevel).Rooms {
		f.send(outgoing{Reply: bot.Reply{To: room, Text: text}})
	}
	return nil
}
