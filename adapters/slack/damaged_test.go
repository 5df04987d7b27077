package slack

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
)

// damagedCopies is how many damaged copies of each payload are tried.
const damagedCopies = 10

// Every known payload, damaged in many ways and signed as it is, is acknowledged, and
// the plain messages before and after arrive.
func TestDamagedPayloadsTakeNothingWithThem(t *testing.T) {
	files := payloads(t)
	d := running(t, "", nil)
	calls := 0
	bring := func(raw []byte, from source) {
		body, contentType := raw, "application/json"
		if from == interactions {
			body, contentType = []byte(url.Values{"payload": {string(raw)}}.Encode()), "application/x-www-form-urlencoded"
		}
		status, _ := d.Call(body, contentType)
		require.Equal(t, http.StatusOK, status, "%.300s", raw)
		calls++
	}
	for i, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		from, _, _ := asSent(t, raw)
		for j, damaged := range adaptertest.Damaged(raw, damagedCopies) {
			bring(damaged, from)
			if from == events && j%2 == 0 {
				bring(fmt.Appendf(nil, `{"type":"event_callback","event_id":"EvD%d_%d","team_id":"T0TEAM","event":%s}`, i, j, damaged), events)
			}
		}
		if i%10 == 0 {
			for _, malformed := range adaptertest.Malformed(raw) {
				bring(malformed, from)
			}
		}
		text := fmt.Sprintf("plain %d", i)
		d.Say(ann, text)
		for m := d.next(t); m.Text != text; m = d.next(t) {
			require.False(t, m.Place.Zero(), file)
		}
	}
	require.NotContains(t, d.log.String(), "panic")
	t.Logf("%d payloads in %d damaged signed calls, all answered 200", len(files), calls)
}
