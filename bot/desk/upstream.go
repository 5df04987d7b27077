package desk

import (
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// makersLevel is the level of the product's makers.
const makersLevel = bot.Level(3)

// filed links a ticket to the issue that was made of it.
func (f *draft) filed(t *bot.Ticket, out outgoing, id string) error {
	f.drop(proposalKey(t.Number))
	to := bot.Place{Channel: out.Reply.To.Channel, Chat: out.Reply.To.Chat + "#" + id}
	return f.linkTo(t, bot.Issue{Place: to, Title: out.Reply.Title, State: bot.IssueOpen})
}

// linkOrder has a ticket wait for an issue that there is already: "link 12
// owner/name#8123"; "link 12 off" takes it back from the makers.
func (f *draft) linkOrder(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	if strings.EqualFold(o.rest, "off") {
		return f.recallOrder(m, t)
	}
	if err := f.mayPass(t); err != nil {
		return err
	}
	issue, ok := f.tracker().Parse(o.rest)
	switch {
	case !ok:
		f.answerStaff(m, f.staffText("staff.link_what", "number", number(t), "repository", f.opt.Tracker.Chat))
		return nil
	case t.Level < f.top():
		f.answerStaff(m, f.staffText("staff.escalate_first", "number", number(t), "level", level(t.Level+1)))
		return nil
	}
	f.askTracker(t, trackLink, issue, "", "")
	f.answerStaff(m, f.staffText("staff.linking", "number", number(t), "issue", issue.Chat))
	return nil
}

// linkTo makes a ticket wait for an issue. Its person hears who has it now.
func (f *draft) linkTo(t *bot.Ticket, issue bot.Issue) error {
	if t.State == bot.Upstream && t.Issue == issue.Place {
		return f.stands(issue)
	}
	if issue.State == bot.IssueDeclined {
		if err := f.stands(issue); err != nil {
			return err
		}
		f.toRoom(t, "staff.link_declined", "number", number(t), "issue", issue.Place.Chat)
		return nil
	}
	again := t.State == bot.Upstream
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	if err := t.Hand(f.who, issue.Place, makersLevel, f.now, f.level(t.Level).Terms); err != nil {
		// It changed hands or ended meanwhile. The issue is there; who has the ticket decides.
		f.toRoom(t, "staff.not_linked", "number", number(t), "issue", issue.Place.Chat)
		return nil
	}
	f.cancel(leaseTimer, t.Number)
	f.put(issueTicketKey(issue.Place, t.Number), t.Number)
	f.event(t, "linked", f.who, issue.Place.Chat)
	f.counts.upstream.Add(1)
	known, err := load[tracking](f, issueKey(issue.Place))
	if err != nil {
		return err
	}
	if known.version > 0 {
		// It may have changed since, and others wait for it too.
		if err := f.stands(issue); err != nil {
			return err
		}
	} else {
		known.value.Issue = issue
		if issue.State == bot.IssueFixed {
			known.value.FixedAt = f.now
		}
		keep(f, issueKey(issue.Place), known)
	}
	mirror(t, issue)
	f.toRoom(t, "staff.linked", "number", number(t), "issue", issue.Place.Chat, "title", issue.Title)
	if !again {
		if err := f.tellAll(t, "ticket.upstream"); err != nil {
			return err
		}
	}
	if err := f.standsFor(t, issue); err != nil {
		return err
	}
	f.editCard(t, "")
	return nil
}

// recallOrder takes a ticket back from the makers.
func (f *draft) recallOrder(m bot.Message, t *bot.Ticket) error {
	if t.State != bot.Upstream {
		return &bot.Refusal{Reason: bot.NotUpstream, Ticket: t.Number}
	}
	if err := f.fromMakers(t, "unlinked", f.who); err != nil {
		return err
	}
	f.answerStaff(m, f.staffText("staff.recalled", "number", number(t)))
	return nil
}

// fromMakers brings a ticket from the makers to who gave it to them.
func (f *draft) fromMakers(t *bot.Ticket, what string, who bot.Person) error {
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	f.event(t, what, who, t.Issue.Chat)
	if err := t.Recall(f.now, f.level(t.Level).ClaimFor, f.level(t.Level).Terms); err != nil {
		return err
	}
	if err := f.freeOfWhoLeft(t); err != nil {
		return err
	}
	if t.State == bot.Claimed {
		f.timer(leaseTimer, t.Number, t.LeaseUntil)
	}
	f.editCard(t, "")
	if t.State == bot.Claimed {
		return f.tellAll(t, "ticket.claimed", "name", t.Owner.Called())
	}
	return f.tellAll(t, "ticket.released")
}

// commentOrder says something to the makers: "comment 12 it also happens in Lusaka".
// It is hidden what must not leave; words that had something hidden are shown first.
func (f *draft) commentOrder(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	switch {
	case err != nil:
		return err
	case t.State != bot.Upstream:
		return &bot.Refusal{Reason: bot.NotUpstream, Ticket: t.Number}
	case o.rest == "":
		f.answerStaff(m, f.staffText("staff.comment_what", "number", number(t)))
		return nil
	}
	private, err := f.private(t)
	if err != nil {
		return err
	}
	text := bot.CutText(o.rest, maxProposal)
	if hidden := private.hide(text); hidden != text {
		f.answerStaff(m, f.staffText("staff.comment_hidden", "number", number(t), "words", strings.Join(private.hidden(text), ", "), "text", hidden))
		return nil
	}
	f.thread(t, bot.Line{By: bot.ByNote, Who: f.who, Text: text})
	f.event(t, "commented", f.who, t.Issue.Chat)
	f.askTracker(t, trackComment, t.Issue, "", text)
	f.answerStaff(m, f.staffText("staff.commenting", "number", number(t), "issue", t.Issue.Chat))
	return nil
}

// showSimilar shows staff the open issues that are like what they are about to file.
func (f *draft) showSimilar(t *bot.Ticket, issues []bot.Issue) {
	if len(issues) == 0 || !t.Running() || t.State == bot.Upstream {
		return
	}
	lines := []string{f.staffText("staff.similar_issues", "number", number(t))}
	var buttons []bot.Button
	for _, issue := range issues {
		lines = append(lines, issue.Place.Chat+": "+excerpt(issue.Title))
		if data := ticketPress(t.Number, doLink, issue.Place.Chat); data != "" {
			buttons = append(buttons, bot.Button{Label: f.staffText("card."+doLink, "issue", shortIssue(issue.Place)), Data: data})
		}
	}
	f.toRoomSaid(t, strings.Join(lines, "\n"), buttons...)
}

// shortIssue is an issue on a button: "#8123".
func shortIssue(p bot.Place) string {
	if i := strings.LastIndexByte(p.Chat, '#'); i >= 0 {
		return p.Chat[i:]
	}
	return p.Chat
}

// proposalGone forgets what would have become an issue.
func (f *draft) proposalGone(t *bot.Ticket) error {
	_, version, err := store.Get[proposal](f.ctx, f.opt.Store, proposalKey(t.Number))
	if err == nil && version > 0 {
		f.drop(proposalKey(t.Number))
	}
	return err
}
