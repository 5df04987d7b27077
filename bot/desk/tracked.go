package desk

import (
	"fmt"
	"slices"
	"strings"

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
	all, err := f.waitingFor(m.Place)
	if err != nil {
		return err
	}
	text := f.words(m)
	if m.Kind == bot.Edited {
		text = f.staffText("staff.corrected", "text", text)
	}
	for _, t := range all {
		f.thread(t, bot.Line{By: bot.ByNote, Who: m.From, Text: text})
		f.event(t, "comment", m.From, m.Place.Chat)
		said := f.staffText("staff.makers_said", "number", number(t), "name", m.From.Called(), "issue", m.Place.Chat, "text", text)
		f.toRoomSaid(t, said, f.commentButton(t))
	}
	return nil
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
	all, err := f.waitingFor(issue.Place)
	if err != nil {
		return err
	}
	for _, t := range all {
		shown := t.Mirror
		mirror(t, issue)
		if err := f.standsFor(t, before, issue); err != nil {
			return err
		}
		if t.Mirror != shown || before.State != issue.State {
			f.editCard(t, "")
		}
	}
	return nil
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

// standsFor tells the staff and the person of one ticket what has changed.
func (f *draft) standsFor(t *bot.Ticket, before, now bot.Issue) error {
	version, known := bot.ParseVersion(now.Milestone)
	switch {
	case now.State == bot.IssueFixed:
		fresh, old := t.FixedAt.IsZero(), t.FixedIn
		t.Fixed(string(version), f.now)
		if known {
			there, err := f.isDeployed(t.Issue, version)
			if err != nil {
				return err
			}
			if there {
				return f.works(t, version)
			}
		}
		if !fresh && old == t.FixedIn {
			return nil
		}
		f.event(t, "fixed upstream", bot.Person{}, t.FixedIn)
		f.toRoom(t, f.fixedKey(t), "number", number(t), "issue", t.Issue.Chat, "version", t.FixedIn)
		if fresh {
			return f.tellAll(t, "ticket.fixed_upstream")
		}
	case before.State == now.State:
	case now.State == bot.IssueDeclined:
		issue := t.Issue.Chat
		if err := f.fromMakers(t, "declined upstream", bot.Person{}); err != nil {
			return err
		}
		f.toRoom(t, "staff.declined", "number", number(t), "issue", issue)
	case before.State == bot.IssueFixed:
		t.Unfixed()
		f.event(t, "reopened upstream", bot.Person{}, "")
		f.toRoom(t, "staff.reopened_upstream", "number", number(t), "issue", t.Issue.Chat)
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

// released tells staff of a new version of the makers, where tickets wait for a fix of
// which nobody has said in which version it is.
func (f *draft) released(m bot.Message) error {
	records, err := f.opt.Store.List(f.ctx, issuePrefix+store.Key(m.Place.Lane()+"#"), "", 0)
	if err != nil {
		return fmt.Errorf("list the issues: %w", err)
	}
	var waits []string
	var about *bot.Ticket
	for _, r := range records {
		if !strings.HasSuffix(string(r.Key), "/at") {
			continue
		}
		at, err := store.Decode[tracking](r.Value)
		if err != nil {
			return fmt.Errorf("read an issue: %w", err)
		}
		all, err := f.waitingFor(at.Issue.Place)
		if err != nil {
			return err
		}
		for _, t := range all {
			if !t.FixedAt.IsZero() && (t.FixedIn == "" || t.FixedIn == m.Text) {
				waits, about = append(waits, "#"+number(t)), t
			}
		}
	}
	if len(waits) == 0 || about == nil {
		return nil
	}
	slices.Sort(waits)
	text := f.staffText("staff.version_out", "version", excerpt(m.Text), "repository", m.Place.Chat, "numbers", strings.Join(waits, ", "))
	for _, room := range f.level(about.Level).Rooms {
		f.send(outgoing{Reply: bot.Reply{To: room, Text: text}})
	}
	return nil
}
