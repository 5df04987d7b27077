package bot

// Button is something to press under a reply. Its typed twin is its number in
// the list or its label.
type Button struct {
	Label string `json:"label"`
	// Data comes back in [Message.Press]. It is at most [MaxData] bytes and
	// proves nothing: rights are checked when it is pressed.
	Data string `json:"data"`
	// Ask asks for words, in a box that a press opens; they come back in [Message.Text]
	// with the press. Channels without such a box leave the button out.
	Ask string `json:"ask,omitempty"`
}

// MaxData is the longest Button.Data in bytes; Telegram allows 64.
// https://core.telegram.org/bots/api#inlinekeyboardbutton
const MaxData = 64

// Reply is one thing the desk says.
type Reply struct {
	// ID is unique and stays the same over all attempts to send it.
	ID string `json:"id"`
	// To is where it goes.
	To Place `json:"to"`
	// Text is plain text. Adapters escape it; nothing in it is markup.
	Text string `json:"text"`
	// Title is the heading of an issue that is to be made; "" everywhere else.
	Title string `json:"title,omitempty"`
	// Linked tells that web addresses in Text may be made clickable. Where words of
	// somebody who asks stand in it, they may not: what looks like the desk's own
	// link would lead staff wherever a stranger likes.
	Linked bool `json:"linked,omitempty"`
	// For is the id of the one person this answers, or "". A channel that can show
	// something in a room to one person only does so.
	For     string   `json:"for,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	// Files go out with the text.
	Files []File `json:"files,omitempty"`
	// Quote is the channel's id of the message this answers, or "".
	Quote string `json:"quote,omitempty"`
	// Ref names what is shown ("card/12"), so that a later reply can replace it; "" for most.
	Ref string `json:"ref,omitempty"`
	// Edit asks to replace what was sent to the same lane under Ref. Channels that
	// cannot edit get Instead as a new message, or nothing where Instead is empty.
	Edit    bool   `json:"edit,omitempty"`
	Instead string `json:"instead,omitempty"`
	// Ticket is the ticket this is about: an answer to it in a room belongs there.
	Ticket int `json:"ticket,omitempty"`
}
