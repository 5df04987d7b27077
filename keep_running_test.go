package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

// failing is a channel whose Run fails until its last time.
type failing struct {
	runs  atomic.Int64
	fails int64
}

func (f *failing) Name() string            { return "failing" }
func (f *failing) Limits() adapters.Limits { return adapters.Limits{} }
func (f *failing) Send(context.Context, bot.Reply) (adapters.Sent, error) {
	return adapters.Sent{}, nil
}

func (f *failing) Run(ctx context.Context, _ adapters.Inbox) error {
	if f.runs.Add(1) <= f.fails {
		return errors.New("the token is refused")
	}
	<-ctx.Done()
	return nil
}

// TestAChannelThatStoppedIsRunAgain runs a channel whose service refuses it at first.
func TestAChannelThatStoppedIsRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		h := &house{log: slog.New(slog.NewTextHandler(&log, nil))}
		ctx, stop := context.WithCancel(t.Context())
		channel := &failing{fails: 2}
		ended := make(chan struct{})
		go func() { h.keepRunning(ctx, channel); close(ended) }()
		for range 3 {
			<-time.After(runAgain)
		}
		synctest.Wait()
		require.Equal(t, int64(3), channel.runs.Load(), "it runs now and is left alone")
		require.Equal(t, 2, bytes.Count(log.Bytes(), []byte("a channel has stopped")), "the operator reads of each stop")
		stop()
		<-ended
	})
}

// TestLinksThatSignInAreForOneReader starts where a service manager keeps what is
// printed: the links go into a file that only the desk's user can read.
func TestLinksThatSignInAreForOneReader(t *testing.T) {
	dir := t.TempDir()
	text := []byte("store: bolt:" + filepath.Join(dir, "firstline.db") + "\nchannels: {web: {}}\nlevels: [{staff: [\"web:amina\"]}]\n")
	c, problems := config.Parse("firstline.yaml", text, os.LookupEnv)
	require.Empty(t, problems)
	lv, err := levels(c)
	require.NoError(t, err)
	h, err := openHouse(c, slog.New(slog.DiscardHandler), lv)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.close()) })
	_, err = h.channels(t.Context())
	require.NoError(t, err)
	h.base = "https://help.example.org"
	path := filepath.Join(dir, "desk-links.txt")
	require.NoError(t, os.WriteFile(path, []byte("links of an earlier start"), 0o644))
	var out bytes.Buffer
	h.tellLinks(shell{out: &out, err: io.Discard})
	require.NotContains(t, out.String(), "https://")
	require.Contains(t, out.String(), path)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	text, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "https://help.example.org/")
	require.Contains(t, string(text), "Amina")
	require.NotContains(t, string(text), "earlier")
}
