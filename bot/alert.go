package bot

import (
	"strings"
	"time"
)

const (
	// maxAlertTitle and maxAlertText bound what is kept of an alert, in bytes.
	maxAlertTitle = 300
	maxAlertText  = 4000
)

// Alert is what monitoring tells of one group of alerts.
type Alert struct {
	Title string `json:"title"`
	// Text has a line for each alert of the group.
	Text string `json:"text,omitempty"`
	// Severity is the sender's own word: "critical", "warning".
	Severity string `json:"severity,omitempty"`
	// Mark is the same when the same is told again, which Alertmanager does every few
	// hours; "" for who tells nothing twice.
	Mark string `json:"mark,omitempty"`
	// Over tells that it is resolved.
	Over bool `json:"over,omitempty"`
}

// clean gives the alert with texts that are bounded and safe to show.
func (a Alert) clean() Alert {
	a.Title, a.Severity, a.Mark = cleanLine(a.Title, maxAlertTitle), cleanLine(a.Severity, maxTag), cleanLine(a.Mark, maxTag)
	a.Text = strings.TrimSpace(CutText(CleanText(a.Text), maxAlertText))
	return a
}

// Priority is how urgent an alert is, by the usual words for it.
func (a Alert) Priority() Priority {
	switch strings.ToLower(a.Severity) {
	case "critical", "page", "emergency", "disaster", "fatal":
		return Urgent
	case "high", "error", "major":
		return High
	case "info", "low", "none", "information":
		return Low
	}
	return Normal
}

// Words are the alert as a ticket's question.
func (a Alert) Words() string { return strings.TrimSpace(a.Title + "\n" + a.Text) }

// AlertChannel is the channel on which alerts come. Nobody reads there what is said.
const AlertChannel = "alerts"

// ByAlert tells whether monitoring opened the ticket: nobody asked, so nobody is told
// anything or asked to confirm.
func (t *Ticket) ByAlert() bool { return t.Place.Channel == AlertChannel }

// AlertOver closes a ticket whose alert is resolved. It reports false where it had
// ended before.
func (t *Ticket) AlertOver(now time.Time) bool {
	if !t.Running() {
		return false
	}
	by, room := t.Owner, t.Room
	if t.State == Upstream {
		by = t.Keeper
		t.backFromMakers(now, Terms{})
	}
	t.drop()
	t.State, t.SolvedBy, t.Room, t.Known = Closed, by, room, 0
	t.SolvedAt, t.ClosedAt = now, now
	return true
}
