package model_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/starter"
)

// TestAgainstAnEmulator works with an endpoint that somebody else wrote. Start it and give
// its address:
//
//	AIMOCK_API_KEYS=sk-mock npx -p @copilotkit/aimock@1.43.0 llmock --port 4010 --fixtures kb/model/testdata/aimock.json
//	FIRSTLINE_AIMOCK=http://127.0.0.1:4010/v1 go test -run TestAgainstAnEmulator ./kb/model
//
// What it makes of texts means nothing, but the same of the same text.
func TestAgainstAnEmulator(t *testing.T) {
	address := os.Getenv("FIRSTLINE_AIMOCK")
	if address == "" {
		t.Skip("FIRSTLINE_AIMOCK is not set")
	}
	client := func(key string) *model.Client {
		c, err := model.Open(model.Options{BaseURL: address, APIKey: key, Chat: "llama3.1", Embed: "nomic", Voice: "whisper", Masks: testMasks(t)})
		require.NoError(t, err)
		return c
	}
	c := client("sk-mock")
	for _, a := range c.Try(t.Context(), []model.Purpose{model.ForSummary, model.ForSearch, model.ForVoice}) {
		require.NoError(t, a.Err, "%s of %s", a.Purpose, a.Model)
		require.False(t, a.Partly)
	}
	for _, a := range client("sk-wrong").Try(t.Context(), []model.Purpose{model.ForSearch, model.ForVoice}) {
		require.Equal(t, model.Refused, model.KindOf(a.Err), a.Purpose)
	}

	said, doubt, use, err := c.Word(t.Context(), ask("how do I fill it"))
	require.NoError(t, err)
	require.Empty(t, doubt)
	require.Equal(t, "Fill tray 1 with letter paper and press OK.", said.Text)
	require.Positive(t, use.Said)
	_, doubt, _, err = c.Word(t.Context(), ask("whom do I call"))
	require.NoError(t, err)
	require.Equal(t, model.NewFigure, doubt)
	for question, kind := range map[string]model.Kind{"too many": model.Busy, "it stops": model.Broken, "too long": model.Cut} {
		_, _, _, err = client("sk-mock").Word(t.Context(), ask(question))
		require.Equal(t, kind, model.KindOf(err), question)
	}
	heard, _, err := c.Transcribe(t.Context(), strings.NewReader("OggS"), "voice.ogg", "en")
	require.NoError(t, err)
	require.Equal(t, "the printer is broken", heard)

	index := model.NewIndex(c, &shelf{records: map[string][]byte{}})
	require.NoError(t, index.Build(t.Context(), library(t, starter.Articles()).Articles(), nil))
	near, _, err := index.Near(t.Context(), "The sign-in code does not arrive", nil, false, model.Allowance{})
	require.NoError(t, err)
	require.Equal(t, "access/login-code", near[0].Article)
}
