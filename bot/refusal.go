package bot

import (
	"fmt"
	"time"
)

// Reason says why a rule refused.
type Reason string

const (
	// Owned: somebody else has the ticket.
	Owned Reason = "owned"
	// NotOwner: only the owner may do this, and the asker is not.
	NotOwner Reason = "not_owner"
	// Unowned: nobody has claimed the ticket yet.
	Unowned Reason = "unowned"
	// Finished: the ticket is solved or closed.
	Finished Reason = "finished"
	// NotSolved: there is nothing to confirm or to rate yet.
	NotSolved Reason = "not_solved"
	// TooLate: the ticket was closed more than [ReopenFor] ago.
	TooLate Reason = "too_late"
	// TooManyTags: it would have more than [MaxTags].
	TooManyTags Reason = "too_many_tags"
	// Follows: it was merged into the ticket Refusal.Other, where the work goes on.
	Follows Reason = "follows"
	// NotMergeable: the two tickets cannot become one.
	NotMergeable Reason = "not_mergeable"
	// NoHigher: there is no level above the ticket's.
	NoHigher Reason = "no_higher"
	// NoLower: the ticket came from no level below.
	NoLower Reason = "no_lower"
	// OtherLevel: the ticket is worked on at Refusal.Level, where the asker does not sit.
	OtherLevel Reason = "other_level"
	// WithMakers: the makers have it, and nobody at the desk.
	WithMakers Reason = "with_makers"
	// NotUpstream: the makers do not have it.
	NotUpstream Reason = "not_upstream"
	// NoSuchTicket: there is no ticket with this number.
	NoSuchTicket Reason = "no_such_ticket"
	// NoSuchPerson: nothing is kept about this person.
	NoSuchPerson Reason = "no_such_person"
	// NoSuchKnown: there is no known issue with this number.
	NoSuchKnown Reason = "no_such_known"
	// KnownOver: it is fixed or was taken back.
	KnownOver Reason = "known_over"
	// KnownEmpty: there is nothing that people are to be told.
	KnownEmpty Reason = "known_empty"
	// KnownTooLong: what people are to be told is longer than [MaxKnownText].
	KnownTooLong Reason = "known_too_long"
	// KnownTooMany: it was told [MaxKnownNews] times, or [MaxKnown] run already.
	KnownTooMany Reason = "known_too_many"
	// FileTooLarge: a file is larger than any file may be.
	FileTooLarge Reason = "file_too_large"
	// FilesFull: there is no room for more files, here or at all.
	FilesFull Reason = "files_full"
)

// Refusal is a rule saying no. Its text is safe to show to staff.
type Refusal struct {
	Reason Reason
	Ticket int
	// Owner and Since are set where somebody has the ticket.
	Owner Person
	Since time.Time
	// Other is the other ticket of Follows and NotMergeable.
	Other int
	// Level is the ticket's, with OtherLevel.
	Level Level
	// Known is the known issue of the reasons about one.
	Known int
}

// Error is the refusal in English, for logs and tests; people read it in their
// own language.
func (r *Refusal) Error() string {
	switch r.Reason {
	case Owned, NotOwner:
		return fmt.Sprintf("#%d is with %s since %s", r.Ticket, r.Owner.Called(), r.Since.Format("15:04"))
	case Unowned:
		return fmt.Sprintf("#%d is not claimed yet", r.Ticket)
	case Finished:
		return fmt.Sprintf("#%d is already finished", r.Ticket)
	case NotSolved:
		return fmt.Sprintf("#%d is not solved yet", r.Ticket)
	case FileTooLarge:
		return "the file is too large to keep"
	case FilesFull:
		return "there are too many files already"
	case TooManyTags:
		return fmt.Sprintf("#%d would have too many tags", r.Ticket)
	case Follows:
		return fmt.Sprintf("#%d follows #%d", r.Ticket, r.Other)
	case NotMergeable:
		return fmt.Sprintf("#%d cannot be merged into #%d", r.Ticket, r.Other)
	case NoHigher:
		return fmt.Sprintf("#%d is at the highest level already", r.Ticket)
	case NoLower:
		return fmt.Sprintf("#%d came from no other level", r.Ticket)
	case OtherLevel:
		return fmt.Sprintf("#%d is with level %d", r.Ticket, r.Level)
	case WithMakers:
		return fmt.Sprintf("#%d waits for the makers", r.Ticket)
	case NotUpstream:
		return fmt.Sprintf("#%d does not wait for the makers", r.Ticket)
	case NoSuchPerson:
		return "nothing is kept about this person"
	case NoSuchKnown:
		return fmt.Sprintf("there is no %s", KnownName(r.Known))
	case KnownOver:
		return fmt.Sprintf("%s is over", KnownName(r.Known))
	case KnownEmpty:
		return "there is nothing to tell people"
	case KnownTooLong:
		return "what people are to be told is too long"
	case KnownTooMany:
		return "that are too many"
	case TooLate:
		return fmt.Sprintf("#%d was closed too long ago", r.Ticket)
	}
	return fmt.Sprintf("there is no #%d", r.Ticket)
}

func (t *Ticket) refuse(reason Reason) error {
	return &Refusal{Reason: reason, Ticket: t.Number, Owner: t.Owner, Since: t.OwnerSince, Other: t.Follows}
}
