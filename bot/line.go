package bot

import "time"

// Author tells on whose side a line of a transcript stands.
type Author string

const (
	// ByPerson: the one who asked.
	ByPerson Author = "person"
	// ByBot: the desk itself.
	ByBot Author = "bot"
	// ByStaff: a member of staff, to the person.
	ByStaff Author = "staff"
	// ByNote: a member of staff, to staff only. Such a line is never part of a
	// person's transcript.
	ByNote Author = "note"
)

// Line is one line of a transcript, of a conversation or of a ticket.
type Line struct {
	// Seq counts from 1 within its transcript.
	Seq     int       `json:"seq"`
	By      Author    `json:"by"`
	Who     Person    `json:"who"`
	Text    string    `json:"text"`
	Buttons []Button  `json:"buttons,omitempty"`
	Files   []File    `json:"files,omitempty"`
	At      time.Time `json:"at"`
}

// Event is one entry of a ticket's history: who did what, when.
type Event struct {
	Ticket int       `json:"ticket"`
	What   string    `json:"what"`
	Who    Person    `json:"who"`
	At     time.Time `json:"at"`
	// Note is a detail such as a reason or an old value; never message text.
	Note string `json:"note,omitempty"`

	// Salt, Detail and Seal tie the event to the ones before it: see [Chain].
	Salt   []byte `json:"salt,omitempty"`
	Detail []byte `json:"detail,omitempty"`
	Seal   []byte `json:"seal,omitempty"`
}
