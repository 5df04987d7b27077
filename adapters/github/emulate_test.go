package github

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// TestAgainstAnEmulator works with a GitHub that somebody else wrote. Start it and give its
// address:
//
//	npx emulate@0.12.2 --service github --port 4711 --seed adapters/github/testdata/emulate.yaml
//	FIRSTLINE_EMULATE=http://127.0.0.1:4711 go test -run TestAgainstAnEmulator ./adapters/github
//
// It has no list of a repository's comments, so that news come by its webhook, and takes the
// words of a search for one.
func TestAgainstAnEmulator(t *testing.T) {
	address := os.Getenv("FIRSTLINE_EMULATE")
	if address == "" {
		t.Skip("FIRSTLINE_EMULATE is not set")
	}
	const repo = "maker-mary/core"
	options := Options{
		Repository: repo, Token: "emu_token", WebhookSecret: "emu-secret", APIURL: address, PublicURL: "https://help.example.org",
		Log: slog.New(slog.DiscardHandler),
	}
	a, err := New(options)
	require.NoError(t, err)
	inbox := &stored{}
	a.door.Open(t.Context(), inbox)
	mux := http.NewServeMux()
	a.Mount(mux)
	hook := httptest.NewServer(mux)
	t.Cleanup(hook.Close)
	mary := func(method, path string, params any) map[string]any {
		body, err := json.Marshal(params)
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), method, address+"/repos/"+repo+path, strings.NewReader(string(body)))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer mary_token")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Less(t, resp.StatusCode, 300, path)
		var out map[string]any
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
		return out
	}
	next := func(kind bot.Kind) bot.Message {
		var all []bot.Message
		require.Eventually(t, func() bool { all = append(all, inbox.take()...); return len(all) > 0 }, 5*time.Second, 10*time.Millisecond)
		require.Len(t, all, 1)
		require.Equal(t, kind, all[0].Kind)
		return all[0]
	}
	mary(http.MethodPost, "/hooks", map[string]any{
		"name": "web", "active": true, "events": []string{"issues", "issue_comment", "release"},
		"config": map[string]any{"url": hook.URL + hookPath, "content_type": "json", "secret": options.WebhookSecret},
	})
	require.Empty(t, a.Check(t.Context()))

	report := bot.Reply{ID: "emulated-" + time.Now().Format(time.RFC3339Nano), To: a.Repository(), Title: "Search is slow", Text: "for @maker-mary, see #1"}
	sent, err := a.Send(t.Context(), report)
	require.NoError(t, err)
	fresh, err := New(options)
	require.NoError(t, err)
	again, err := fresh.Send(t.Context(), report)
	require.NoError(t, err)
	require.Equal(t, sent, again)
	issue, ok := a.Parse("#" + sent.ID)
	require.True(t, ok)
	standing, err := a.Look(t.Context(), issue)
	require.NoError(t, err)
	require.Equal(t, bot.IssueOpen, standing.State)
	found, err := a.Search(t.Context(), a.Repository(), "slow", 5)
	require.NoError(t, err)
	require.NotEmpty(t, found)

	path := "/issues/" + sent.ID
	_, err = a.Send(t.Context(), bot.Reply{ID: report.ID + "-c", To: issue, Text: "we see it too"})
	require.NoError(t, err)
	mary(http.MethodPost, path+"/comments", map[string]any{"body": "Which version?"})
	said := next(bot.Said)
	require.Equal(t, "Which version?", said.Text)
	require.Equal(t, issue, said.Place)
	require.Equal(t, "maker-mary", said.From.Name)
	mary(http.MethodPatch, path, map[string]any{"state": "closed", "state_reason": "completed"})
	require.Equal(t, bot.IssueFixed, next(bot.Tracked).Issue.State)
	mary(http.MethodPost, "/releases", map[string]any{"tag_name": "v" + report.ID})
	require.Equal(t, "v"+report.ID, next(bot.Released).Text)
	_, err = a.Look(t.Context(), reference{a.home, 99_999}.place())
	require.Equal(t, adapters.Refused, kindOf(err))
}
