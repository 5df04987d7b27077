package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// lineView is a line as pages get it: with names, never with the ids of people.
type lineView struct {
	Seq     int          `json:"seq"`
	By      bot.Author   `json:"by"`
	Who     string       `json:"who,omitempty"`
	Text    string       `json:"text"`
	Buttons []bot.Button `json:"buttons,omitempty"`
	Files   []fileView   `json:"files,omitempty"`
	At      time.Time    `json:"at"`
}

// lineFor gives a line; link gives the address of a file by its place in the line.
func lineFor(l bot.Line, link func(seq, i int) string) lineView {
	v := lineView{Seq: l.Seq, By: l.By, Who: strings.TrimSpace(l.Who.Name), Text: l.Text, Buttons: l.Buttons, At: l.At}
	for i, f := range l.Files {
		v.Files = append(v.Files, fileView{
			Name: cmp.Or(f.Name, f.Type, "?"), Size: f.Size, Link: link(l.Seq, i), Picture: slices.Contains(pictures, f.Type),
		})
	}
	return v
}

// maxWords is how much of a question the queue shows, in runes.
const maxWords = 160

// row is a ticket in the queue.
type row struct {
	Number   int          `json:"number"`
	State    bot.State    `json:"state"`
	Type     string       `json:"type,omitempty"`
	Priority bot.Priority `json:"priority"`
	Level    bot.Level    `json:"level"`
	// Who asked: a name, else the end of an id, for staff to tell people apart.
	Who     string `json:"who"`
	Named   bool   `json:"named"`
	Channel string `json:"channel"`
	Words   string `json:"words,omitempty"`
	Owner   string `json:"owner,omitempty"`
	Mine    bool   `json:"mine,omitempty"`
	// Asked tells that the owner was asked "still on it?".
	Asked  bool      `json:"asked,omitempty"`
	Opened time.Time `json:"opened"`
	// Waiting tells that nobody from the desk has answered yet.
	Waiting bool `json:"waiting,omitempty"`
	Running bool `json:"running,omitempty"`
}

func rowOf(t *bot.Ticket, viewer string) row {
	who, named := calledBriefly(t.Person)
	return row{
		Number: t.Number, State: t.State, Type: t.Type, Priority: t.Priority, Level: t.Level,
		Who: who, Named: named, Channel: t.Place.Channel,
		Words: cutRunes(strings.Join(strings.Fields(t.Question), " "), maxWords),
		Owner: ownerName(t.Owner), Mine: t.Owner.Same(bot.Person{ID: viewer}), Asked: t.Asked,
		Opened: t.Opened, Waiting: t.Running() && t.FirstResponse.IsZero(), Running: t.Running(),
	}
}

// card is a ticket with all that staff see of it.
type card struct {
	row
	Question   string    `json:"question,omitempty"`
	Lang       string    `json:"lang,omitempty"`
	Tried      []string  `json:"tried,omitempty"`
	OwnerSince time.Time `json:"owner_since,omitzero"`
	LeaseUntil time.Time `json:"lease_until,omitzero"`
	SolvedBy   string    `json:"solved_by,omitempty"`
	SolvedAt   time.Time `json:"solved_at,omitzero"`
	ClosedAt   time.Time `json:"closed_at,omitzero"`
	Reopened   int       `json:"reopened,omitempty"`
	// Why is why it came to its level, Advice what a higher one would tell the person,
	// Issue the makers' issue that it waits for and how that stands.
	Why    string `json:"why,omitempty"`
	Advice string `json:"advice,omitempty"`
	Issue  string `json:"issue,omitempty"`
	Rating int    `json:"rating,omitempty"`
}

func cardOf(t *bot.Ticket, viewer string) card {
	return card{
		row: rowOf(t, viewer), Question: t.Question, Lang: t.Lang, Tried: t.Tried,
		OwnerSince: t.OwnerSince, LeaseUntil: t.LeaseUntil,
		SolvedBy: ownerName(t.SolvedBy), SolvedAt: t.SolvedAt, ClosedAt: t.ClosedAt,
		Reopened: t.Reopened, Rating: t.Rating, Why: t.Why, Advice: t.Advice, Issue: issueOf(t),
	}
}

// issueOf is the issue that a ticket waits for: "opencrvs/opencrvs-core#8123 (open · bug)".
func issueOf(t *bot.Ticket) string {
	if t.State != bot.Upstream {
		return ""
	}
	return t.Issue.Chat + " (" + t.Mirror + ")"
}

func ownerName(p bot.Person) string {
	if p.Nobody() {
		return ""
	}
	return p.Called()
}

// calledBriefly is a person's name, else the last letters of their id: a session
// id is long and says nothing.
func calledBriefly(p bot.Person) (name string, named bool) {
	if name := strings.TrimSpace(p.Name); name != "" {
		return name, true
	}
	id := []rune(p.Called())
	return string(id[max(0, len(id)-4):]), false
}
