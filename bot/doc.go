// Package bot is the vocabulary of the help desk and its rules.
//
// Everybody speaks these words: a [Person] writes a [Message] at a [Place]; the
// desk answers with a [Reply]. What is remembered of a person's talk is a
// [Conversation]. What the desk has promised to look after is a [Ticket].
//
// Rules are methods on these values ([Ticket.Claim], [Ticket.Solve], ...). They
// take the time as an argument and touch nothing else, so that every store and
// every replica decides alike and a decision can be taken again after a conflict.
// A rule that says no returns a [*Refusal], whose text is safe to show to people.
//
// Time is counted by a [Calendar] of business hours. What a level means to keep are
// its [Terms]; a ticket's clocks say when staff are to be reminded and a silent
// person asked ([Ticket.Wind], [Ticket.Remind], [Ticket.Nudge]), and each notes on
// the ticket what was said, so that no restart and no change of the clock says it
// again.
//
// The package imports the standard library only.
package bot
