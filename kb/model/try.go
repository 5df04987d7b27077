package model

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Ability is what an endpoint can do, for [Client.Try].
type Ability struct {
	// Purpose is what was tried; ForSummary stands for all that staff are helped with,
	// which is about whole tickets.
	Purpose Purpose
	Model   string
	// Texts is how many texts were in one request.
	Texts int
	Took  time.Duration
	// Partly tells that it answered and had not read all that it was given.
	Partly bool
	// Err is nil when it can.
	Err error
}

// Try asks for one thing of each kind that is set up and used, within the time limit,
// and gives how fast it was. It sends nothing of anybody's.
func (c *Client) Try(ctx context.Context, uses []Purpose) []Ability {
	var out []Ability
	used := func(some ...Purpose) bool {
		return slices.ContainsFunc(some, func(p Purpose) bool { return slices.Contains(uses, p) })
	}
	if c.opt.Chat != "" {
		_, use, err := c.ask(ctx, prompt{purpose: ForWording, order: "Answer with the one word OK.", data: "OK?", most: 200})
		out = append(out, Ability{Purpose: ForWording, Model: c.opt.Chat, Took: use.Took, Err: err})
		if err == nil && used(ForSummary, ForSuggestion, ForTranslate, ForDraft) {
			out = append(out, c.tryTicket(ctx))
		}
	}
	if c.opt.Embed != "" && used(ForSearch) {
		for _, texts := range [][]string{{"hello"}, slices.Repeat([]string{filler(mostEmbedded)}, batch)} {
			_, use, err := c.embed(ctx, c.people, texts, Allowance{})
			out = append(out, Ability{Purpose: ForSearch, Model: c.opt.Embed, Texts: len(texts), Took: use.Took, Err: err})
			if err != nil {
				break
			}
		}
	}
	if c.opt.Voice != "" && used(ForVoice) {
		_, use, err := c.Transcribe(ctx, bytes.NewReader(silence()), "voice.wav", "")
		if KindOf(err) == Empty {
			err = nil // there was nothing to hear
		}
		out = append(out, Ability{Purpose: ForVoice, Model: c.opt.Voice, Took: use.Took, Err: err})
	}
	return out
}

const ticketOrder = "The TALK begins with a line that has a number. " + asData +
	"Write this number first, and then sum up the TALK in three short lines."

// firstNumber stands at the beginning of a long ticket. Who answers without it has read
// the end only: local endpoints cut what is too long for them and do not say so.
const firstNumber = "4783"

// tryTicket gives it a ticket as long as they get, and asks for its beginning.
func (c *Client) tryTicket(ctx context.Context) Ability {
	v, f := newVeil(c.opt.Masks), newFences()
	talk := Talk{Lines: []Line{{By: "person", Text: "The number of the printer is " + firstNumber + "."}}}
	for range 9 {
		talk.Lines = append(talk.Lines, Line{By: "person", Text: filler(mostTalk / 10)})
	}
	data, _ := talk.data(v, f)
	said, use, err := c.ask(ctx, prompt{purpose: ForSummary, order: ticketOrder, data: data, most: mostHelpTokens})
	return Ability{
		Purpose: ForSummary, Model: c.opt.Chat, Took: use.Took, Err: err,
		Partly: err == nil && !strings.Contains(v.show(said), firstNumber),
	}
}

// filler is a text of about so many runes that means little.
func filler(runes int) string {
	var b strings.Builder
	for i := 1; ; i++ {
		line := fmt.Sprintf("In room %d the paper is on the shelf and the printer is switched on. ", i)
		if b.Len()+len(line) > runes {
			return b.String()
		}
		b.WriteString(line)
	}
}

// silence is a second of it, as a WAV file: the one form that is read everywhere.
func silence() []byte {
	const rate, bits = 16_000, 16
	size := uint32(rate * bits / 8)
	var b bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1),
		uint32(rate), uint32(rate * bits / 8), uint16(bits / 8), uint16(bits), []byte("data"), size, make([]byte, size),
	} {
		_ = binary.Write(&b, binary.LittleEndian, part) // a buffer takes everything
	}
	return b.Bytes()
}
