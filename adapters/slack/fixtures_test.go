package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// payloads are the known payloads, or a visible skip.
func payloads(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("FIRSTLINE_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	found, err := filepath.Glob(filepath.Join(folder, "fixtures", "slack", "*.json"))
	require.NoError(t, err)
	if len(found) == 0 {
		t.Skipf("no payloads under %s; set FIRSTLINE_SHARED to their folder", folder)
	}
	return found
}

// asSent gives a payload the form in which Slack would send it.
func asSent(t *testing.T, raw []byte) (kind source, body []byte, contentType string) {
	t.Helper()
	const form = "application/x-www-form-urlencoded"
	var p struct {
		Type        soft[string] `json:"type"`
		Command     soft[string] `json:"command"`
		ContentType soft[string] `json:"content_type"`
		Body        soft[string] `json:"body"`
	}
	require.NoError(t, json.Unmarshal(raw, &p))
	switch {
	case p.ContentType.Value != "":
		return interactions, []byte(p.Body.Value), p.ContentType.Value
	case p.Command.Value != "" && p.Type.Value == "":
		var fields map[string]string
		require.NoError(t, json.Unmarshal(raw, &fields))
		values := url.Values{}
		for key, value := range fields {
			values.Set(key, value)
		}
		return commands, []byte(values.Encode()), form
	}
	switch p.Type.Value {
	case "block_actions", "block_suggestion", "interactive_message", "dialog_submission", "message_action", "shortcut", "view_submission",
		"view_closed", "workflow_step_edit":
		return interactions, []byte(url.Values{"payload": {string(raw)}}.Encode()), form
	}
	return events, raw, "application/json"
}

// Every known payload comes in as a signed call, between two plain messages that
// must both arrive.
func TestRealPayloadsOverEvents(t *testing.T) {
	files := payloads(t)
	d := running(t, "", nil)
	kinds, forms, answers := map[bot.Kind]int{}, map[source]int{}, map[int]int{}
	for i, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		from, body, contentType := asSent(t, raw)
		d.around(t, i, file, kinds, func() {
			status, _ := d.Call(body, contentType)
			require.Equal(t, http.StatusOK, status, file)
			forms[from]++
			answers[status]++
		})
		if from != events {
			continue
		}
		// Many of them are events without what Slack wraps around them.
		wrapped, err := json.Marshal(map[string]any{
			"type": "event_callback", "event_id": fmt.Sprint("Ev", i), "team_id": "T0TEAM", "event": json.RawMessage(raw),
		})
		require.NoError(t, err)
		d.around(t, len(files)+i, file, kinds, func() {
			status, _ := d.Call(wrapped, contentType)
			require.Equal(t, http.StatusOK, status, file)
		})
	}
	d.settled(t)
	require.Zero(t, d.Lost())
	require.Equal(t, 2*len(files)+2*forms[events], d.Acked())
	t.Logf("%d payloads as %v, answered %v, and %d once more inside of an event; %d plain messages around them arrived; of the payloads: %v",
		len(files), forms, answers, forms[events], d.Acked(), kinds)
}

// Over Socket Mode the same payloads come in envelopes, and those that are envelopes
// or frames themselves come as they are.
func TestRealPayloadsOverSocketMode(t *testing.T) {
	files := payloads(t)
	d := running(t, appToken, nil)
	kinds, frames := map[bot.Kind]int{}, 0
	for i, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var e envelope
		require.NoError(t, json.Unmarshal(raw, &e))
		from, _, _ := asSent(t, raw)
		d.around(t, i, file, kinds, func() {
			if e.ID.Value != "" || e.Type.Value == "hello" || e.Type.Value == "disconnect" {
				require.True(t, d.Wait(func() bool { return d.Connections() > 0 && d.Pending() == 0 }, limit))
				d.SendFrame(string(raw))
				frames++
				return
			}
			d.PushRaw(string(from), raw)
		})
	}
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit))
	require.Zero(t, d.Lost(), "every envelope is acknowledged, whatever is in it")
	t.Logf("%d payloads, %d of them as frames; %d plain messages around them arrived; of the payloads: %v", len(files), frames, 2*len(files), kinds)
}

// around has a payload come in between two plain messages.
func (d *desk) around(t *testing.T, i int, file string, kinds map[bot.Kind]int, bring func()) {
	t.Helper()
	before, after := fmt.Sprintf("before %d", i), fmt.Sprintf("after %d", i)
	d.Say(ann, before)
	require.Equal(t, before, d.next(t).Text, file)
	bring()
	d.Say(ann, after)
	m := d.next(t)
	if m.Text == before {
		m = d.next(t) // the payload cut the connection before the acknowledgement
	}
	if m.Text != after {
		kinds[m.Kind]++
		require.False(t, m.Place.Zero(), file)
		m = d.next(t)
	}
	require.Equal(t, after, m.Text, file)
}
