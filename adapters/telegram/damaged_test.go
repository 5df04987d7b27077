package telegram

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
)

// damagedCopies is how many damaged copies of each payload are tried.
const damagedCopies = 30

// Every known payload, damaged in many ways, goes through the real poll in one batch
// with plain messages before and after it that must both arrive, and through the
// webhook, which must acknowledge it.
func TestDamagedPayloadsTakeNothingWithThem(t *testing.T) {
	names, raws := payloads(t)
	d := running(t, nil)
	hook, mux := hooked(t, nil)
	calls := 0
	for i, raw := range raws {
		before, after := fmt.Sprintf("before %d", i), fmt.Sprintf("after %d", i)
		d.Say(ann, before)
		for _, damaged := range adaptertest.Damaged(raw, damagedCopies) {
			d.PushRaw(damaged)
			require.Equal(t, http.StatusOK, post(mux, testSecret, damaged).Code, "%s: %s", names[i], damaged)
			calls++
		}
		d.Say(ann, after)
		for _, want := range []string{before, after} {
			for m := d.next(t); m.Text != want; m = d.next(t) {
				require.False(t, m.Place.Zero(), names[i])
			}
		}
		for _, malformed := range adaptertest.Malformed(raw) {
			require.Equal(t, http.StatusOK, post(mux, testSecret, malformed).Code, "%s: %.200s", names[i], malformed)
			calls++
		}
		for len(hook.inbox.got) > 0 {
			<-hook.inbox.got
		}
	}
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit), "every update must be acknowledged")
	t.Logf("%d payloads in %d damaged copies, all acknowledged", len(raws), calls)
}
