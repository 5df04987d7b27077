package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
)

// realPayloads are samples of what a service sends, by the names of their files.
func realPayloads(t *testing.T, service string) map[string][]byte {
	shared := os.Getenv("FIRSTLINE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "fixtures", service, "*.json"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skipf("SKIPPED: no payloads of %s; point FIRSTLINE_SHARED to the folder that holds fixtures", service)
	}
	out := map[string][]byte{}
	for _, file := range files {
		if out[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			require.NoError(t, err)
		}
	}
	return out
}

// caller posts a payload to the running desk as its service does.
type caller func(t *testing.T, base string, raw []byte) int

// TestRealPayloadsReachTheDesk brings every known payload to the whole program, as it
// is and damaged, and has somebody ask before, in between and after: the program lives,
// answers them, and takes every call.
func TestRealPayloadsReachTheDesk(t *testing.T) {
	t.Parallel()
	slack, wa := onSlack(t, slackfake.Options{SigningSecret: "a-signing-secret"}), whatsAppFake(t)
	services := []string{"slack", "telegram", "whatsapp"}
	platforms := map[string]*platform{"slack": slack, "telegram": onTelegram(t, true), "whatsapp": onWhatsApp(wa)}
	callers := map[string]caller{"slack": slackCaller(slack.slack), "telegram": telegramCaller, "whatsapp": whatsAppCaller(wa)}
	atOnce(t, services, func(t *testing.T, name string) {
		files := realPayloads(t, name)
		p, base := platforms[name], ""
		find := p.found
		p.found = func(t *testing.T, at string) { base = at; find(t, at) }
		log := startDesk(t, p, p)
		person := p.person(t)
		asked := 0
		ask := func() {
			asked++
			person.say("help")
			ok := person.wait(func() bool { return person.times("Ask your question in your own words") == asked }, patience)
			require.True(t, ok, "question %d is not answered; there is:\n%s", asked, person.transcript())
		}
		ask()
		calls, i := 0, 0
		for file, raw := range files {
			if i++; i == len(files)/2 {
				ask()
			}
			all := append(adaptertest.Damaged(raw, 3), raw)
			if i%20 == 0 {
				all = append(all, adaptertest.Malformed(raw)...)
			}
			for _, body := range all {
				require.Equal(t, http.StatusOK, callers[name](t, base, body), "%s: %.200s", file, body)
				calls++
			}
		}
		ask()
		require.NotContains(t, log.String(), "panic")
		t.Logf("%s: %d payloads in %d signed calls, all answered 200, %d questions in between answered", name, len(files), calls, asked)
	}, func(name string) string { return name })
}

func called(t *testing.T, address string, header http.Header, body []byte) int {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	require.NoError(t, err)
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	return resp.StatusCode
}

func slackCaller(s *slackfake.Server) caller {
	return func(t *testing.T, base string, raw []byte) int {
		kind := "application/json"
		var p struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(raw, &p) == nil && (strings.HasPrefix(p.Type, "view_") || strings.HasPrefix(p.Type, "block_") || strings.HasSuffix(p.Type, "_action")) {
			kind, raw = "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(raw)}}.Encode())
		}
		header := s.Sign(raw, time.Now())
		header.Set("Content-Type", kind)
		return called(t, base+"/hooks/slack", header, raw)
	}
}

func telegramCaller(t *testing.T, base string, raw []byte) int {
	return called(t, base+"/hooks/telegram", http.Header{
		"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {"a-webhook-secret"},
	}, raw)
}

func whatsAppCaller(s *whatsappfake.Server) caller {
	return func(t *testing.T, base string, raw []byte) int {
		// For our number; the samples name others.
		raw = bytes.ReplaceAll(raw, fmt.Appendf(nil, "%q", "phone_number_id"), fmt.Appendf(nil, `"phone_number_id":%q,"was"`, s.Account.PhoneNumberID))
		return called(t, base+"/hooks/whatsapp", http.Header{
			"Content-Type": {"application/json"}, "X-Hub-Signature-256": {s.Sign(raw)},
		}, raw)
	}
}
