package dialogue

import (
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// Effect is something to be done because of a message.
type Effect interface{ effect() }

// Say answers the person.
type Say struct {
	Text    string
	Buttons []bot.Button
	// Pictures of the articles, by their paths in the knowledge base.
	Pictures []kb.Image
}

// OpenTicket hands the person over to the desk. Announce it with [Dialogue.HandedOver].
type OpenTicket struct {
	// Question is in the person's words; "" when they only asked for a human.
	Question string
	// Tried are ids of sections shown before.
	Tried []string
}

// Judged is the person's word on whether a section answered their question.
type Judged struct {
	Question, Section string
	Helped            bool
}

// Missed is a question that nothing was found for, or, with NoneFit, for which
// none of the offered titles was right.
type Missed struct {
	Question string
	NoneFit  bool
}

// Join counts the person among those of a known issue, who hear how it goes on. Only
// the desk knows whether it still runs, and answers. Told is the text they were told.
type Join struct {
	Known int
	Told  string
}

// Relay puts the message into the thread of the conversation's ticket. Tell asks
// to say so: the person has not heard yet where their words go.
// Text is what they wrote before and goes first; files that came with it wait in
// the conversation.
type Relay struct {
	Tell bool
	Text string
}

// Confirm is the person's word on a solved ticket.
type Confirm struct{ Solved bool }

// Rate is the person's rating of the last ticket, 1 to 5.
type Rate struct{ Stars int }

// Explain is what the person says of their rating.
type Explain struct{ Text string }

// ShowStatus answers with the person's tickets. Only the desk knows them.
type ShowStatus struct{}

// ExportData sends the person everything that is kept about them.
type ExportData struct{}

// EraseData erases everything that is kept about the person.
type EraseData struct{}

// Unreachable notes that the person left or blocked us.
type Unreachable struct{}

func (Say) effect()         {}
func (OpenTicket) effect()  {}
func (Join) effect()        {}
func (Judged) effect()      {}
func (Missed) effect()      {}
func (Relay) effect()       {}
func (Confirm) effect()     {}
func (Rate) effect()        {}
func (Explain) effect()     {}
func (ShowStatus) effect()  {}
func (ExportData) effect()  {}
func (EraseData) effect()   {}
func (Unreachable) effect() {}
