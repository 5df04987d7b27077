package whatsapp

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// payloads are the known real payloads, by file name.
func payloads(t testing.TB) map[string][]byte {
	t.Helper()
	folder := os.Getenv("FIRSTLINE_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(folder, "fixtures", "whatsapp", "*.json"))
	require.NoError(t, err)
	out := map[string][]byte{}
	for _, file := range files {
		out[filepath.Base(file)], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	if len(out) == 0 {
		t.Skipf("SKIPPED: no payloads under %s; set FIRSTLINE_SHARED to their folder", folder)
	}
	return out
}

// readdressed is a payload as if it were for our number.
func readdressed(t *testing.T, raw []byte, number string) map[string]any {
	t.Helper()
	var whole map[string]any
	require.NoError(t, json.Unmarshal(raw, &whole))
	entries, _ := whole["entry"].([]any)
	for _, entry := range entries {
		changes, _ := entry.(map[string]any)["changes"].([]any)
		for _, change := range changes {
			value, _ := change.(map[string]any)["value"].(map[string]any)
			if metadata, ok := value["metadata"].(map[string]any); ok {
				metadata["phone_number_id"] = number
			}
		}
	}
	return whole
}

// ways put a payload between two plain messages into one call.
var ways = map[string]func(payload map[string]any, before, after map[string]any) map[string]any{
	"separate entries": func(payload, before, after map[string]any) map[string]any {
		entries, _ := payload["entry"].([]any)
		payload["entry"] = append(append([]any{entry(before)}, entries...), entry(after))
		return payload
	},
	"the same entry": func(payload, before, after map[string]any) map[string]any {
		entries, _ := payload["entry"].([]any)
		if len(entries) == 0 {
			payload["entry"] = []any{entry(before), entry(after)}
			return payload
		}
		first := entries[0].(map[string]any)
		changes, _ := first["changes"].([]any)
		first["changes"] = append(append([]any{before}, changes...), after)
		return payload
	},
	"a stranger as an entry": func(payload, before, after map[string]any) map[string]any {
		return map[string]any{"entry": []any{entry(before), payload, entry(after)}}
	},
	"a stranger as a change": func(payload, before, after map[string]any) map[string]any {
		return map[string]any{"entry": []any{entry(before, payload, after)}}
	},
	"a stranger as a message": func(payload, before, after map[string]any) map[string]any {
		value := before["value"].(map[string]any)
		messages := value["messages"].([]any)
		value["messages"] = append(append(messages, payload), after["value"].(map[string]any)["messages"].([]any)...)
		value["statuses"] = []any{payload}
		return map[string]any{"entry": []any{entry(before)}}
	},
}

func entry(changes ...map[string]any) map[string]any {
	var list []any
	for _, c := range changes {
		list = append(list, c)
	}
	return map[string]any{"id": "102290129340398", "changes": list}
}

// Every known payload goes through the real hook as it is, and for our number in
// every kind of batch between two plain messages that must both arrive.
func TestRealPayloadsNeverTakeOthersWithThem(t *testing.T) {
	files := payloads(t)
	d := running(t, nil)
	calls, plain := 0, 0
	kinds := map[bot.Kind]int{}
	for name, raw := range files {
		require.Equal(t, http.StatusOK, d.Deliver(raw), name)
		calls++
		for way, mix := range ways {
			before := plainChange(d.Account.PhoneNumberID, ann, fmt.Sprintf("wamid.B%d", calls), "before")
			after := plainChange(d.Account.PhoneNumberID, bob, fmt.Sprintf("wamid.A%d", calls), "after")
			body, err := json.Marshal(mix(readdressed(t, raw, d.Account.PhoneNumberID), before, after))
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, d.Deliver(body), name)
			calls++
			texts := map[string]int{}
			for len(d.inbox.got) > 0 {
				m := d.next(t)
				require.False(t, m.Place.Zero(), name)
				require.NotEmpty(t, m.Delivery, name)
				if m.Text == "before" || m.Text == "after" {
					texts[m.Text]++
				} else if way == "separate entries" {
					kinds[m.Kind]++
				}
			}
			require.Equal(t, map[string]int{"before": 1, "after": 1}, texts, "%s in %s", name, way)
			plain += 2
		}
	}
	require.NotContains(t, d.log.String(), "panic")
	t.Logf("%d payloads in %d signed calls, all answered 200; %d plain messages around them delivered; of the payloads: %v",
		len(files), calls, plain, kinds)
}

// What some of them mean, by the names of their files.
func TestRealPayloadsMeanWhatTheySay(t *testing.T) {
	files := payloads(t)
	for name, want := range map[string]bot.Message{
		"pywa-callback_button-button.json":         {Kind: bot.Pressed, Press: "callback_data", ReplyTo: "wamid.xyzxyz"},
		"pywa-callback_selection-description.json": {Kind: bot.Pressed, Press: "callback_data", ReplyTo: "wamid.xyzxyz"},
		"pywa-message-reply.json":                  {Kind: bot.Said, Text: "replied text", ReplyTo: "wamid.xyzxyz=="},
		"pywa-message-video.json":                  {Kind: bot.Said, Text: "caption", Files: []bot.File{{ID: "765756756", Type: "video/mp4"}}},
		"pywa-message-image.json":                  {Kind: bot.Said, Files: []bot.File{{ID: "65463453", Type: "image/jpeg"}}},
		"pywa-message-voice.json":                  {Kind: bot.Unreadable, Files: []bot.File{{ID: "1234567890987654321", Type: "audio/ogg; codecs=opus", Voice: true}}},
		"pywa-message-static_sticker.json":         {Kind: bot.Unreadable, Files: []bot.File{{ID: "1234567890987654321", Type: "image/webp"}}},
		"pywa-message-contacts.json":               {Kind: bot.Unreadable},
		"pywa-message-order.json":                  {Kind: bot.Unreadable},
		"pywa-flow_completion-completion.json":     {Kind: bot.Unreadable, ReplyTo: "wamid.gvwegfretge=="},
		"pywa-message-unsupported.json":            {Kind: bot.Unreadable},
		"bindambc-webhook-locationMessage.json":    {Kind: bot.Unreadable},
		"pywa-message_status-delivered.json":       {Kind: bot.Reached, Reach: bot.Arrived, ReplyTo: "wamid.xyzxyz"},
		"bindambc-webhook-reEngagementMessageError.json": {
			Kind: bot.Reached, Reach: bot.Shut, ReplyTo: "wamid.HBgNN5NzAzMDkTUyNzkzNhUEjA1MjUwNCAUIyNEYUQ0OTVGNTY0MwA=",
			Text: meanings[windowShut].words,
		},
		"piusalfred-webhook-messages-webhooks_test-payload-L1084.json": {Kind: bot.Moved, MovedTo: place("15550003333")},
	} {
		d := running(t, nil)
		require.Contains(t, files, name)
		body, err := json.Marshal(readdressed(t, files[name], d.Account.PhoneNumberID))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, d.Deliver(body))
		got := d.next(t)
		require.Equal(t, want.Kind, got.Kind, name)
		require.Equal(t, want.Text, got.Text, name)
		require.Equal(t, want.Press, got.Press, name)
		require.Equal(t, want.ReplyTo, got.ReplyTo, name)
		require.Equal(t, want.Files, got.Files, name)
		require.Equal(t, want.Reach, got.Reach, name)
		require.Equal(t, want.MovedTo, got.MovedTo, name)
		require.True(t, got.Direct, name)
	}
	for _, name := range []string{
		"pywa-message-unreaction_empty.json", "bindambc-webhook-reactMessage.json", "pywa-message_status-sent.json",
		"pywa-message_status-group.json", "pywa-system-identity_change.json", "pywa-account_update-account_violation.json",
	} {
		d := running(t, nil)
		require.Contains(t, files, name)
		body, err := json.Marshal(readdressed(t, files[name], d.Account.PhoneNumberID))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, d.Deliver(body))
		require.Empty(t, d.inbox.got, name)
	}
}
