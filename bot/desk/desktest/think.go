package desktest

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// modelTime is how long a model may take in a talk. It is real time, which only a talk
// about a slow model waits for.
const modelTime = 200 * time.Millisecond

// thinker makes the language model of a talk that asks for one with "model: on". It
// copies sections until the talk has it say something else.
func (r *runner) thinker() *desk.Model {
	if r.settings["model"] != "on" {
		return nil
	}
	if r.model == nil {
		r.model = modelfake.New()
		r.t.Cleanup(r.model.Close)
	}
	masks, err := bot.NewMasks(nil, []string{bot.MaskEmail, bot.MaskPhone}, nil)
	require.NoError(r.t, err)
	client, err := model.Open(model.Options{
		BaseURL: r.model.URL, APIKey: modelfake.Key, Chat: "llama3.1", Voice: "whisper", Masks: masks, Timeout: modelTime,
		Now: func() time.Time { return r.now }, HTTP: r.model.Client(),
	})
	require.NoError(r.t, err)
	return &desk.Model{Client: client, Uses: r.modelUses()}
}

// modelUses are what the model of a talk may do: what "uses" names, else to word and to
// rewrite.
func (r *runner) modelUses() (uses []model.Purpose) {
	for _, use := range strings.Fields(r.settings["uses"]) {
		uses = append(uses, model.Purpose(use))
	}
	if uses == nil {
		return []model.Purpose{model.ForWording, model.ForRewrite}
	}
	return uses
}

// modelDoes has the model say a text from now on, or fail the next time.
func (r *runner) modelDoes(text string) error {
	if r.model == nil {
		return fmt.Errorf("! model %s: write model: on in the settings", text)
	}
	if said, ok := strings.CutPrefix(text, "says "); ok {
		r.model.Say(func(modelfake.Prompt) string { return strings.ReplaceAll(said, `\n`, "\n") })
		return nil
	}
	for _, way := range modelfake.Ways() {
		if way.String() == text {
			r.model.Fail("chat", modelfake.Failure{How: way}, 1)
			return nil
		}
	}
	return fmt.Errorf("! model %s: write says and a text, or one of %v", text, modelfake.Ways())
}
