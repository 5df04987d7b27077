package adapters

import (
	"context"
	"net/http"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Inbox takes what a channel received. The desk implements it.
type Inbox interface {
	// Deliver returns nil once the message is on disk, also when the same
	// delivery was stored before. On any error nothing is stored: the adapter must
	// not acknowledge, so that the platform delivers again. It is safe for
	// concurrent use; messages of one lane must be delivered one after the other.
	Deliver(ctx context.Context, m bot.Message) error
}

// Adapter connects one service. Its methods are safe for concurrent use.
type Adapter interface {
	// Name is the channel in [bot.Place]: lower-case letters.
	Name() string
	// Limits says how much the channel takes. It never changes.
	Limits() Limits
	// Run receives until ctx is done and then returns nil. Another return is a
	// failure the operator must see; passing trouble (network, 5xx) is handled
	// inside with back-off and never returned.
	Run(ctx context.Context, inbox Inbox) error
	// Send says something new. The reply fits Limits. An error is always a *Fault.
	Send(ctx context.Context, r bot.Reply) (Sent, error)
}

// Sent is what the platform made of a reply.
type Sent struct {
	// ID is the platform's id of the new message, unique within its chat. It is
	// what [bot.Message.ReplyTo] names when somebody answers it. It may be "".
	ID string
}

// Webhook is an adapter that is reached over HTTP.
type Webhook interface {
	// Mount adds the adapter's addresses to the public listener.
	Mount(mux *http.ServeMux)
}

// Editor is an adapter that can change what it sent.
type Editor interface {
	// Edit replaces text and buttons of the message id in r.To. A message that
	// already says this is no error. When the message can no longer be changed the
	// fault's kind is Uneditable and the desk sends a new one.
	Edit(ctx context.Context, id string, r bot.Reply) error
}

// Typer is an adapter that can show that an answer is being made.
type Typer interface {
	// Typing shows it for a few seconds; errors are of no consequence.
	Typing(ctx context.Context, to bot.Place)
}

// Checker is an adapter that can ask its service whether it is set up right.
type Checker interface {
	// Check returns what is missing in words an operator can act on; empty is good.
	Check(ctx context.Context) []string
}

// Limits is how much a channel takes. Zero means no limit, except for Buttons,
// where it means that the channel has none.
type Limits struct {
	// Text is the longest text of a message, in Unit.
	Text int
	// TextWithButtons is the longest text of a message that has buttons; 0 is Text.
	TextWithButtons int
	Unit            Unit
	// Buttons is how many buttons one message can have.
	Buttons int
	// Label is the longest label, in runes. A reply with a longer one gets a
	// numbered list in place of its buttons.
	Label int
	// Pace is the shortest time between two messages to one lane.
	Pace time.Duration
}

// Unit is what a channel counts text in.
type Unit string

const (
	// Runes counts Unicode code points.
	Runes Unit = "runes"
	// UTF16 counts UTF-16 code units, as Telegram does.
	UTF16 Unit = "utf16"
	// Bytes counts bytes of UTF-8.
	Bytes Unit = "bytes"
)
