package adaptertest

import (
	"log/slog"
	"testing"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Harness is what an adapter's test gives to [Run].
type Harness struct {
	// Start makes a fresh fake service and a fresh adapter that is connected to it
	// but not running yet: the suite calls Run. Everything the adapter logs must go
	// to log. It is called once or more in every case; what it opens it closes
	// with t.Cleanup. Waits between attempts should be made short here, as the
	// suite waits ten seconds at most for anything.
	Start func(t *testing.T, log *slog.Logger) Service
	// Skip names cases that cannot hold for this service, each with the reason. A
	// name that is no case, or an empty reason, fails the run.
	Skip map[string]string
}

// Service is one fake service with the adapter under test, as one person sees it
// from the one-to-one chat with the bot. Functions marked "may be nil" are nil
// where the service has no such thing; the others are required. All are called
// from the test's goroutine, and Acked also while Deliver is running.
type Service struct {
	// Adapter is connected and not running.
	Adapter adapters.Adapter
	// Place is the one-to-one chat, as messages from it must name it.
	Place bot.Place
	// Person is who writes there. The ID must arrive exactly so; Name and Lang
	// are compared where they are not empty.
	Person bot.Person
	// Secrets are strings that no error and no log line may contain: the token of
	// the adapter. The fake should put them into its error answers.
	Secrets []string
	// MaxSay is the longest text, in bytes, that the service lets a person write;
	// 0 is no limit. The suite shortens what it says to that.
	MaxSay int
	// MaxFile is the largest file, in bytes, that the service lets a person send; 0 is
	// that larger ones arrive and cannot be fetched.
	MaxFile int64
	// OneLine tells that a person cannot write a newline, as in a terminal.
	OneLine bool

	// Say has the person write text, and returns the service's id of that message,
	// or "" where nobody but the adapter knows it. It must not wait for the
	// adapter: where the service would call the adapter and try again later, do
	// that in a goroutine. What is said first is delivered first. A service that is
	// not told "received" delivers the same thing again, soon.
	Say func(text string) (id string)
	// Answer is Say, as an answer to or quotation of the bot's message with this
	// id (an [adapters.Sent] ID). It may be nil.
	Answer func(to, text string) (id string)
	// Again delivers what was last said once more, the way the service does when an
	// acknowledgement got lost. It may be nil.
	Again func()
	// Acked is how many of the things said the service was told to be received. It
	// may be nil where the service knows no acknowledgement.
	Acked func() int
	// Press has the person press the button with this label under the message with
	// this id. It may be nil where Limits has no buttons.
	Press func(message, label string)
	// Write has the person press a button that asks for words, write them into the box
	// and send it. It may be nil where Limits.Asks is not set.
	Write func(message, label, words string)
	// Shown is what the person can see of the bot's messages now, oldest first, the
	// way it is displayed: markup resolved, edits applied. What Send or Edit
	// returned for must be in it.
	Shown func() []Shown
	// Fail makes the next Send fail (the next Edit, for [adapters.Uneditable]) as
	// the service really does for this kind of trouble, and once only. It returns
	// false when the service has no such failure. It may be nil.
	Fail func(kind adapters.FaultKind) bool
	// Trouble makes receiving fail a few times (a broken connection, a 500 with the
	// secret in its body) before it works again. It may be nil.
	Trouble func()
	// Own has a message arrive that the bot itself or another bot wrote. It may be
	// nil.
	Own func()
	// Unreadable has the person send something without text: a sticker, a voice
	// note. It may be nil.
	Unreadable func()
	// Poison has something arrive that no decoder can understand. It may be nil.
	Poison func()
	// Forge sends a message that is not authentic to the adapter (a wrong
	// signature or secret) and returns the HTTP status it got. It is required of
	// every [adapters.Webhook] and nil for others.
	Forge func() (status int)

	// SendFile has the person send a file without words. It may be nil.
	SendFile func(name, mime string, data []byte)
	// FilesShown are the bot's files that the person can open now, oldest first. It
	// may be nil.
	FilesShown func() []ShownFile
	// Marks are the bot's marks on the person's message with this id, as the person
	// sees them. It may be nil.
	Marks func(id string) []string
	// Left has the person block the bot or leave for good. It may be nil.
	Left func()
	// Edited has the person change what they said under this id. It may be nil.
	Edited func(id, text string)
}

// ShownFile is one file of the bot as the person sees it.
type ShownFile struct {
	// Text is what can be read beside the file in the same message.
	Text string
	Data []byte
}

// Shown is one message of the bot as the person sees it.
type Shown struct {
	// ID is the service's id, the same as [adapters.Sent] had.
	ID string
	// Text is what can be read, without markup and without the buttons.
	Text string
	// Buttons are the labels, in order.
	Buttons []string
	// Quote is the id of the message it answers, or "".
	Quote string
	// Links are the addresses that can be clicked because the service made links of
	// them; not those that people's own apps make of any text.
	Links []string
}
