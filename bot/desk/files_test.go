package desk

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// TestTroubleOfTheChannelAFileCameOn is tried again a few times and then told in
// words; it is never a fault of the channel the file goes to, which would be paused
// or moved for it.
func TestTroubleOfTheChannelAFileCameOn(t *testing.T) {
	for _, kind := range []adapters.FaultKind{
		adapters.Broken, adapters.Busy, adapters.Gone, adapters.Moved, adapters.Closed, adapters.Refused, adapters.Misconfigured,
	} {
		never := kind == adapters.Refused || kind == adapters.Gone
		for attempt := range fetchAttempts {
			want := adapters.Broken
			if never || attempt == fetchAttempts-1 {
				want = adapters.Refused
			}
			got := sourceFault(&adapters.Fault{Kind: kind, Err: errors.New("no")}, attempt)
			require.Equal(t, want, got.Kind, "%s, attempt %d", kind, attempt)
			require.Zero(t, got.After)
		}
	}
}
