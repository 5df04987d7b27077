package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Kind tells what sort of message arrived.
type Kind string

const (
	// Said is text, with or without files.
	Said Kind = "said"
	// Pressed is a press of one of our buttons; Message.Press holds its data, and
	// Message.Text the words that the button asked for.
	Pressed Kind = "pressed"
	// Edited is a new wording of something said before.
	Edited Kind = "edited"
	// Unreadable is something the desk cannot read: a sticker, a voice note, an
	// unknown type. It leads to a person, never to silence.
	Unreadable Kind = "unreadable"
	// Left tells that the person blocked or left us; nothing can be sent any more.
	Left Kind = "left"
	// Returned tells that they can be reached again: what was held for them goes out.
	Returned Kind = "returned"
	// Deleted tells that something said before was taken back; ReplyTo names it.
	Deleted Kind = "deleted"
	// Reached tells what became of a message of ours; ReplyTo names it and
	// Message.Reach says how far it got.
	Reached Kind = "reached"
	// Moved tells that the chat goes on at Message.MovedTo.
	Moved Kind = "moved"
	// Tracked tells how an issue stands now; Message.Issue holds it.
	Tracked Kind = "tracked"
	// Released tells that the makers published a version of their product: Message.Text
	// is its name, as "v1.9.2", and Place the repository.
	Released Kind = "released"
	// Alerted tells what monitoring says of a group of alerts; Message.Alert holds it.
	Alerted Kind = "alerted"
)

// Reach is how far a message of ours got. It only ever moves up, and Failed is
// the end.
type Reach string

const (
	// Arrived: it is on the person's device.
	Arrived Reach = "delivered"
	// Seen: the person opened it.
	Seen Reach = "read"
	// Shut: the platform's window was shut, so it did not go out; it may once they
	// write again.
	Shut Reach = "shut"
	// Failed: it will not arrive; Message.Text says why, in words for staff.
	Failed Reach = "failed"
)

const (
	// MaxText is how much of one message is kept, in bytes. Records hold at most
	// 64 KiB, and writing a text down can double it.
	MaxText = 24 << 10
	// MaxQuestion is how much of a question a ticket keeps, in bytes: its record holds
	// several texts. What was said stands whole in the thread and in the transcript.
	MaxQuestion = 8 << 10
	// MaxRemark is the same of what was said of its rating.
	MaxRemark = 4 << 10
	// MaxTopic is how much a conversation keeps of the question answered last.
	MaxTopic = 2 << 10
	// maxHandle is the longest id a channel may give to a message or a file.
	maxHandle = 256
	// maxFiles is how many files of one message are kept.
	maxFiles = 16
)

// Message is one thing that arrived from a channel.
type Message struct {
	// Delivery names this delivery for ever: a platform that delivers the same
	// thing again gives the same key. "telegram:update:881".
	Delivery string `json:"delivery"`
	// ID is the channel's own id of the message, to quote it; may be "".
	ID string `json:"id,omitempty"`
	// Place is where it was said.
	Place Place `json:"place"`
	// From is who said it.
	From Person `json:"from"`
	Kind Kind   `json:"kind"`
	Text string `json:"text,omitempty"`
	// Press is the data of the pressed button.
	Press string `json:"press,omitempty"`
	// ReplyTo is the channel's id of the message this one quotes or answers, that
	// carried the pressed button, or that was edited, deleted or reached.
	ReplyTo string `json:"reply_to,omitempty"`
	Files   []File `json:"files,omitempty"`
	// Direct tells that the desk is spoken to: a one-to-one chat, a mention of the
	// bot, an answer to one of its messages, a command.
	Direct bool `json:"direct,omitempty"`
	// Private tells that nobody but the person reads the place.
	Private bool `json:"private,omitempty"`
	// Album groups messages that the person sent as one; "" for none.
	Album string `json:"album,omitempty"`
	// Reach goes with Reached, MovedTo with Moved.
	Reach   Reach `json:"reach,omitempty"`
	MovedTo Place `json:"moved_to,omitzero"`
	// Issue goes with Tracked.
	Issue *Issue `json:"issue,omitempty"`
	// Alert goes with Alerted.
	Alert *Alert `json:"alert,omitempty"`
	// At is when the channel says it happened.
	At time.Time `json:"at"`
	// Cut tells that Text was longer than [MaxText] and its end is not kept.
	Cut bool `json:"cut,omitempty"`
}

// File is something that came with a message. The bytes stay with the channel
// until somebody asks for them.
type File struct {
	// Channel it came on, set by [Message.Clean]; ID is that channel's own handle.
	Channel string `json:"channel,omitempty"`
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	// Type is a MIME type, as the channel claims it.
	Type string `json:"type,omitempty"`
	// Size is in bytes; 0 when the channel does not say.
	Size int64 `json:"size,omitempty"`
	// Voice tells that it is a voice note.
	Voice bool `json:"voice,omitempty"`
	// Stored names the desk's own copy, which is made when it is first needed; ""
	// outside of tickets.
	Stored string `json:"stored,omitempty"`
}

// Trace is a short name of the delivery for logs: stable, and telling nothing
// about the person.
func (m Message) Trace() string {
	sum := sha256.Sum256([]byte(m.Delivery))
	return hex.EncodeToString(sum[:6])
}

// Clean gives the message with text that every store and channel can hold: valid
// UTF-8, no NUL or other control characters but newline and tab, at most
// [MaxText] bytes and cut between runes. Names become short single lines, and
// a press that is too long to be one of our buttons loses its data.
func (m Message) Clean() Message {
	text := strings.TrimSpace(CleanText(m.Text))
	m.Cut = m.Cut || len(text) > MaxText
	m.Text = strings.TrimSpace(CutText(text, MaxText))
	m.From.Name = cleanName(m.From.Name)
	m.Files = cleanFiles(m.Files, m.Place.Channel)
	if m.Issue != nil {
		issue := m.Issue.clean()
		m.Issue = &issue
	}
	if m.Alert != nil {
		alert := m.Alert.clean()
		m.Alert = &alert
	}
	if len(m.Press) > MaxData {
		m.Press = ""
	}
	for _, handle := range []*string{&m.ID, &m.ReplyTo, &m.Album} {
		if len(*handle) > maxHandle {
			*handle = ""
		}
	}
	return m
}

// cleanFiles bounds what came with a message, in a slice of its own.
func cleanFiles(files []File, channel string) []File {
	var kept []File
	for _, f := range files {
		if len(kept) == maxFiles || len(f.ID) > maxHandle {
			continue
		}
		f.Name, f.Type = cleanName(f.Name), cleanName(f.Type)
		f.Channel, f.Stored = channel, ""
		kept = append(kept, f)
	}
	return kept
}

// CutText gives at most size bytes of s, ending between runes.
func CutText(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

// CleanText replaces invalid UTF-8 and drops control characters other than
// newline and tab. Carriage returns become newlines.
func CleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0):
			return -1
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			// Bidirectional overrides can make a card read as something else.
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// maxName is how much of a name is shown, in runes.
const maxName = 64

// cleanName makes a name one line; one that shows nothing is no name.
func cleanName(s string) string {
	s = strings.Join(strings.Fields(CleanText(s)), " ")
	if strings.TrimFunc(s, invisible) == "" {
		return ""
	}
	if runes := []rune(s); len(runes) > maxName {
		return string(runes[:maxName]) + "…"
	}
	return s
}

// invisible tells whether a rune leaves no mark: spaces, joiners and the Hangul
// filler, which people use as a blank name.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == 0x3164
}
