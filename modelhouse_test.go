package main

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// modelConfig writes a configuration with a model in a new folder.
func modelConfig(t *testing.T, fake *modelfake.Server) (c *config.Config, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "firstline.yaml")
	text := "store: bolt:" + filepath.Join(dir, "firstline.db") + "\nchannels: {web: {}}\nprivacy: {mask: []}\n" +
		"model: {base_url: " + fake.URL + ", api_key: " + modelfake.Key + ", chat: llama3.1, embed: nomic, budget: {day: 100000}}\n"
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	c, problems := config.Parse(path, []byte(text), os.LookupEnv)
	require.NotNil(t, c, "%v", problems)
	return c, path
}

func TestCheckOnlineSaysWhatTheModelCanDo(t *testing.T) {
	fake := modelfake.New()
	defer fake.Close()
	_, path := modelConfig(t, fake)
	check := func() (string, int) {
		var out bytes.Buffer
		code := runCheck(t.Context(), shell{out: &out, err: io.Discard, env: os.LookupEnv}, []string{"--config", path, "--online"})
		require.NotContains(t, out.String(), modelfake.Key)
		return out.String(), code
	}
	said, code := check()
	require.Equal(t, exitDone, code, said)
	require.Contains(t, said, "model: llama3.1 answers, in ")
	require.Contains(t, said, "model: nomic tells what texts mean, in ")

	fake.Fail("chat", modelfake.Failure{How: modelfake.Leaking}, 1)
	fake.Fail("embeddings", modelfake.Failure{How: modelfake.Forbidden}, 1)
	said, code = check()
	require.Equal(t, exitProblems, code)
	require.Contains(t, said, "model: llama3.1: the language model is down (status 502); look whether it runs and is reached at model.base_url")
	require.Contains(t, said, "model: nomic: the language model is refused (status 403); look at model.api_key")
}

// TestTheHouseLearnsMeaningsAndExplainsUses runs a whole house with a model: what the
// articles mean is kept, a person is answered, and kb explain tells of it.
func TestTheHouseLearnsMeaningsAndExplainsUses(t *testing.T) {
	fake := modelfake.New()
	defer fake.Close()
	c, path := modelConfig(t, fake)
	lv, err := levels(c)
	require.NoError(t, err)
	openAll := func() *house {
		h, err := openHouse(c, slog.New(slog.DiscardHandler), lv)
		require.NoError(t, err)
		_, err = h.channels(t.Context())
		require.NoError(t, err)
		return h
	}
	h := openAll()
	require.NoError(t, h.model.Index.Build(t.Context(), h.library.Articles(), nil))
	asked := fake.Calls("embeddings")
	require.Positive(t, asked)
	require.NoError(t, h.close())

	h = openAll()
	require.NoError(t, h.model.Index.Build(t.Context(), h.library.Articles(), nil))
	require.Equal(t, asked, fake.Calls("embeddings"), "the store has what they mean")
	require.NoError(t, h.desk.Deliver(t.Context(), bot.Message{
		Delivery: "1", ID: "1", Place: bot.Place{Channel: "web", Chat: "ann"}, Kind: bot.Said, Direct: true, At: time.Now(),
		From: bot.Person{ID: "web:ann"}, Text: "The sign-in code does not arrive, my number is 0955123456",
	}))
	require.NoError(t, h.desk.Drain(t.Context()))
	require.NotEmpty(t, h.desk.ModelUses())
	for _, p := range fake.Prompts() {
		require.NotContains(t, p.Body, "0955123456", "whatever privacy.mask says")
	}

	socket, err := besides(c, "control.sock")
	require.NoError(t, err)
	l, err := net.Listen("unix", socket)
	require.NoError(t, err)
	server := quietServer(h.controlPages(), h.log)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	var out bytes.Buffer
	code := runKB(t.Context(), shell{out: &out, err: io.Discard, env: os.LookupEnv}, []string{"explain", "--config", path, "The", "sign-in", "code", "does", "not", "arrive"})
	require.Equal(t, exitDone, code)
	require.Contains(t, out.String(), "word by llama3.1 for message ")
	require.Contains(t, out.String(), "from access/login-code, in ")
	require.NoError(t, server.Close())
	<-served
	require.NoError(t, h.close())
}
