package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// TestCheckOnlineTriesAllThatTheModelIsSetUpFor has each part work, and fail in turn.
func TestCheckOnlineTriesAllThatTheModelIsSetUpFor(t *testing.T) {
	fake := modelfake.New()
	defer fake.Close()
	_, path := modelConfig(t, fake)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	all := strings.Replace(string(text), "embed: nomic,", "embed: nomic, voice: whisper, uses: [word, embed, summary, suggest, translate, transcribe, draft],", 1)
	require.NoError(t, os.WriteFile(path, []byte(all), 0o600))
	check := func(want int) string {
		var out bytes.Buffer
		code := runCheck(t.Context(), shell{out: &out, err: io.Discard, env: os.LookupEnv}, []string{"--config", path, "--online"})
		require.Equal(t, want, code, out.String())
		require.NotContains(t, out.String(), modelfake.Key)
		return out.String()
	}
	fake.Say(func(p modelfake.Prompt) string {
		talk, _ := p.Fenced("TALK")
		return "OK " + talk[:min(len(talk), 60)]
	})
	said := check(exitDone)
	for _, line := range []string{
		"model: llama3.1 answers, in ", "model: llama3.1 sums up a long ticket for staff, in ", "model: nomic tells what texts mean, in ",
		"model: nomic tells what 32 texts of articles mean, in ", "model: whisper writes a voice note down, in ",
	} {
		require.Contains(t, said, line)
	}

	for _, failing := range []struct {
		name  string
		after int
		how   modelfake.How
		said  string
	}{
		{"chat", 1, modelfake.Down, "model: llama3.1: the language model is down (status 500); look whether it runs"},
		{"chat", 1, modelfake.TooMany, "the endpoint has too much to do, or the account is used up"},
		{"embeddings", 0, modelfake.Malformed, "mend model.embed, or take embed out of model.uses"},
		{"embeddings", 1, modelfake.Down, "model: nomic: the language model is down (status 500); look whether it runs"},
		{"voice", 0, modelfake.Malformed, "mend model.voice, or take transcribe out of model.uses"},
		{"voice", 0, modelfake.Forbidden, "model: whisper: the language model is refused (status 403); look at model.api_key"},
	} {
		if failing.after > 0 {
			fake.Fail(failing.name, modelfake.Failure{}, failing.after)
		}
		fake.Fail(failing.name, modelfake.Failure{How: failing.how}, 1)
		require.Contains(t, check(exitProblems), failing.said)
	}

	fake.Say(func(modelfake.Prompt) string { return "OK" })
	require.Contains(t, check(exitDone), "model: llama3.1 answers about a long ticket without its beginning, in ")
}
