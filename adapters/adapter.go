package adapters

import (
	"context"
	"io"
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

// Reader is an adapter that can show a person that their message was read.
type Reader interface {
	// Read marks the message id of the place as read; errors are of no consequence.
	Read(ctx context.Context, at bot.Place, id string)
}

// Fetcher is an adapter whose messages bring files.
type Fetcher interface {
	// Fetch opens the bytes of a file of one of its messages. It asks only the
	// platform's own addresses, whatever the file's id says, and gives at most
	// Limits.FileBytes. An error is always a *Fault; Refused means that it can
	// never be fetched (too large, gone, not the platform's). The caller closes it.
	Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error)
}

// Uploader is an adapter that can send files.
type Uploader interface {
	// Upload says r.Text with one file under it, as a picture or a voice note where
	// the file is one. The body has f.Size bytes. An error is always a *Fault.
	Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (Sent, error)
}

// Reactor is an adapter that can mark somebody's message with a sign.
type Reactor interface {
	// React puts the mark on the message id of the place, in place of an earlier
	// one. An error is always a *Fault.
	React(ctx context.Context, at bot.Place, id string, mark Mark) error
}

// Whisperer is an adapter that can show a reply in a room to one person only.
type Whisperer interface {
	// Whispers tells whether a reply with [bot.Reply.For] is seen at the place by that
	// person and nobody else.
	Whispers(at bot.Place) bool
}

// Mark is a sign on a message; each channel has its own picture for it.
type Mark string

const (
	// MarkSent: it went out to the person.
	MarkSent Mark = "sent"
	// MarkSeen: the person has read it; on what staff ask the desk, the desk is at it.
	MarkSeen Mark = "seen"
	// MarkFailed: it will not arrive.
	MarkFailed Mark = "failed"
)

// Knocker is an adapter whose platform lets us write only for a while after the
// person did. After a Closed fault the desk knocks, once, and holds the reply.
type Knocker interface {
	// Knock sends what the platform allows (an approved template), so that the person
	// may answer and open the window. Without one it returns a Refused *Fault.
	Knock(ctx context.Context, to bot.Place) error
}

// Pacer is an adapter whose pace depends on the place.
type Pacer interface {
	// Pace gives the mean time between two messages to a place, and how many may go
	// at once after a rest.
	Pace(to bot.Place) (every time.Duration, burst int)
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
	// Pace is the mean time between two messages to one lane; after a rest Burst
	// (at least 1) may go at once.
	Pace  time.Duration
	Burst int
	// AccountPace is the mean time between two messages of the whole account.
	AccountPace time.Duration
	// FileBytes is the largest file, in either direction.
	FileBytes int64
	// Asks tells that a button can ask for words in a box; see [bot.Button].
	Asks bool
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
