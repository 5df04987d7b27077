package whatsapp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
)

// damagedCopies is how many damaged copies of each payload are tried.
const damagedCopies = 20

// Every known payload, damaged in many ways and signed as it is, is acknowledged and
// takes nobody else's message with it, in one call with it or after it.
func TestDamagedPayloadsTakeNothingWithThem(t *testing.T) {
	files := payloads(t)
	d := running(t, nil)
	calls := 0
	for name, raw := range files {
		whole, err := json.Marshal(readdressed(t, raw, d.Account.PhoneNumberID))
		require.NoError(t, err)
		for i, damaged := range adaptertest.Damaged(whole, damagedCopies) {
			calls++
			before := plainChange(d.Account.PhoneNumberID, ann, fmt.Sprintf("wamid.B%d", calls), "before")
			after := plainChange(d.Account.PhoneNumberID, bob, fmt.Sprintf("wamid.A%d", calls), "after")
			var payload any
			decoder := json.NewDecoder(bytes.NewReader(damaged))
			decoder.UseNumber()
			require.NoError(t, decoder.Decode(&payload))
			entries := []any{payload}
			if object, ok := payload.(map[string]any); ok {
				if list, ok := object["entry"].([]any); ok && i%2 == 0 {
					entries = list
				}
			}
			body, err := json.Marshal(map[string]any{"object": "whatsapp_business_account", "entry": append(append([]any{entry(before)}, entries...), entry(after))})
			require.NoError(t, err)
			if len(body) > maxPayload {
				require.Equal(t, http.StatusRequestEntityTooLarge, d.Deliver(body), name)
				continue
			}
			require.Equal(t, http.StatusOK, d.Deliver(body), "%s: %.300s", name, damaged)
			texts := map[string]int{}
			for len(d.inbox.got) > 0 {
				texts[d.next(t).Text]++
			}
			require.Equal(t, []int{1, 1}, []int{texts["before"], texts["after"]}, "%s: %s", name, damaged)
		}
		for _, malformed := range adaptertest.Malformed(whole) {
			calls++
			require.Equal(t, http.StatusOK, d.Deliver(malformed), "%s: %.200s", name, malformed)
		}
	}
	require.NotContains(t, d.log.String(), "panic")
	t.Logf("%d payloads in %d damaged signed calls, all answered 200", len(files), calls)
}
