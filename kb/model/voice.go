package model

import (
	"context"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	oai "github.com/sashabaranov/go-openai"
)

// mostVoice is how many runes a voice note becomes at most.
const mostVoice = 4000

// Transcribe gives what is said in a voice note, for staff to read beside the audio,
// which stays. A voice cannot be masked: an installation that lets audio leave says so
// by naming a model for it. Name ends as the file does (".ogg"), lang may be "". Many
// endpoints cannot do this; then the fault is Refused. The use counts no tokens.
func (c *Client) Transcribe(ctx context.Context, audio io.Reader, name, lang string) (string, Use, error) {
	use := Use{For: ForVoice, Model: c.opt.Voice, At: c.opt.Now()}
	if c.opt.Voice == "" {
		return "", failed(use, Off), &Fault{Kind: Off}
	}
	var said string
	err := c.call(ctx, voiceDoor, c.people, func(ctx context.Context) error {
		// FilePath beside a Reader only names it: the library opens no file.
		got, err := c.api.CreateTranscription(ctx, oai.AudioRequest{
			Model: c.opt.Voice, Reader: audio, FilePath: "voice" + path.Ext(name), Language: lang,
		})
		said = strings.TrimSpace(got.Text)
		if err == nil && said == "" {
			return &Fault{Kind: Empty}
		}
		return err
	})
	use.Took = c.opt.Now().Sub(use.At)
	if err != nil {
		return "", failed(use, outcomeOf(err)), err
	}
	if utf8.RuneCountInString(said) > mostVoice || strange(said, nil) {
		use.Outcome = string(Broken)
		return "", use, &Fault{Kind: Broken}
	}
	return said, use, nil
}
