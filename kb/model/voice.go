package model

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	oai "github.com/sashabaranov/go-openai"
)

// mostVoice is how many runes a voice note becomes at most.
const mostVoice = 4000

// Transcribe gives what is said in a voice note, for staff to read beside the audio,
// which stays. A voice cannot be masked: an installation that lets audio leave says so
// by naming a model for it. Of name, which may be "", only a known ending leaves; lang may be "". Many
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
			Model: c.opt.Voice, Reader: audio, FilePath: "voice" + endingOf(name), Language: lang,
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

// endings are those of audio. Nothing else of a file's name leaves, for people put names
// into them.
var endings = []string{".ogg", ".oga", ".opus", ".mp3", ".m4a", ".mp4", ".mpga", ".mpeg", ".wav", ".webm", ".flac", ".aac", ".amr"}

func endingOf(name string) string {
	if ext := strings.ToLower(path.Ext(name)); slices.Contains(endings, ext) {
		return ext
	}
	return endings[0] // what the apps record
}
