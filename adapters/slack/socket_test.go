package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

func connected(t *testing.T, prepare func(*desk)) *desk {
	t.Helper()
	d := running(t, appToken, prepare)
	require.True(t, d.Wait(func() bool { return d.Connections() == 1 }, limit))
	return d
}

// Nothing is acknowledged before it is stored, and an acknowledgement is empty.
func TestEnvelopesAreAcknowledgedAfterStoring(t *testing.T) {
	var early []int
	d := connected(t, func(d *desk) {
		d.inbox.refuses = func(bot.Message) bool {
			early = append(early, len(d.Frames()))
			return len(early) < 3
		}
	})
	d.Say(ann, "keep this")
	require.Equal(t, "keep this", d.next(t).Text)
	require.Equal(t, []int{0, 0, 0}, early)
	d.settled(t)
	require.Len(t, d.Frames(), 1)
	var ack map[string]string
	require.NoError(t, json.Unmarshal([]byte(d.Frames()[0]), &ack))
	require.Len(t, ack, 1)
	require.Contains(t, ack, "envelope_id")
}

// A store that stays broken ends the connection; nothing is acknowledged, all comes
// again and in order.
func TestABrokenStoreLosesNothing(t *testing.T) {
	var calls atomic.Int64
	d := connected(t, func(d *desk) {
		d.inbox.refuses = func(bot.Message) bool { return calls.Add(1) <= 3*storeTries }
	})
	for i := range 3 {
		d.Say(ann, fmt.Sprint(i))
	}
	for i := range 3 {
		require.Equal(t, fmt.Sprint(i), d.next(t).Text)
	}
	d.settled(t)
	require.Equal(t, 4, d.Count("apps.connections.open"))
	require.Zero(t, d.Lost())
}

func TestWhatIsNotAcknowledgedInTimeComesAgain(t *testing.T) {
	release := make(chan struct{})
	var calls atomic.Int64
	d := connected(t, func(d *desk) {
		d.AckWithin(20 * time.Millisecond)
		d.inbox.refuses = func(bot.Message) bool {
			if calls.Add(1) == 1 {
				<-release
			}
			return false
		}
	})
	d.Say(ann, "slow")
	require.True(t, d.Wait(func() bool { return d.Lost() == 1 }, limit), "the service gives up after three retries")
	close(release)
	first := d.next(t)
	for range 3 {
		require.Equal(t, first.Delivery, d.next(t).Delivery, "a retry is the same delivery")
	}
	require.True(t, d.Wait(func() bool { return len(d.Frames()) == 4 }, limit))
}

func TestHelloAndDisconnectAreNotAcknowledged(t *testing.T) {
	d := connected(t, nil)
	d.SendFrame(`{"type":"hello","num_connections":3}`)
	d.SendFrame("no JSON at all")
	d.SendFrame(`{"type":"hologram","payload":{}}`)
	d.SendFrame(`{"type":"hologram","envelope_id":"e-1","payload":{"a":[]}}`)
	d.SendFrame(`{"type":"events_api","envelope_id":"e-2","payload":"odd"}`)
	d.SendFrame(`{"type":"events_api","envelope_id":"e-3"}`)
	d.Say(ann, "still there")
	require.Equal(t, "still there", d.next(t).Text)
	d.settled(t)
	frames := d.Frames()
	require.Len(t, frames, 4)
	for i, id := range []string{"e-1", "e-2", "e-3"} {
		require.JSONEq(t, fmt.Sprintf(`{"envelope_id":%q}`, id), frames[i])
	}
	require.Contains(t, d.log.String(), "another program is connected")
}

func TestANewConnectionIsOpened(t *testing.T) {
	for i, leave := range []func(*desk){
		func(d *desk) { d.Disconnect("warning") },
		func(d *desk) { d.Disconnect("refresh_requested") },
		func(d *desk) { d.Disconnect("too_many_websockets") },
		func(d *desk) { d.DropConnections() },
	} {
		d := connected(t, nil)
		leave(d)
		require.True(t, d.Wait(func() bool { return d.Count("apps.connections.open") >= 2 && d.Connections() == 1 }, limit), i)
		d.Say(ann, "again")
		require.Equal(t, "again", d.next(t).Text)
		require.Equal(t, 2, d.Count("apps.connections.open"))
	}
}

func TestWhatCannotWorkIsToldAndNotTriedAgain(t *testing.T) {
	d := connected(t, nil)
	d.Disconnect("link_disabled")
	err := d.ended(t)
	require.Equal(t, adapters.Misconfigured, adapters.AsFault(err).Kind)
	require.ErrorContains(t, err, "Socket Mode is switched off")
	require.Equal(t, 1, d.Count("apps.connections.open"))

	for _, code := range []string{"invalid_auth", "not_allowed_token_type", "token_revoked", "missing_scope"} {
		d := running(t, appToken, func(d *desk) { d.Fail("apps.connections.open", slackfake.Failure{Status: 200, Code: code}, 1) })
		err := d.ended(t)
		require.Equal(t, adapters.Misconfigured, adapters.AsFault(err).Kind)
		require.ErrorContains(t, err, code)
		require.NotContains(t, err.Error(), "TestAppToken")
		require.Equal(t, 1, d.Count("apps.connections.open"))
	}
}

func TestBackOff(t *testing.T) {
	require.LessOrEqual(t, backoff(0), firstWait/4)
	longest := firstWait
	for failed := 1; failed < 12; failed++ {
		wait := backoff(failed)
		require.GreaterOrEqual(t, wait, longest/2)
		require.LessOrEqual(t, wait, longest)
		longest = min(2*longest, longestWait)
	}
}

// Failures in a row wait longer and longer, and for as long as Slack asks.
func TestFailuresInARowWaitLonger(t *testing.T) {
	waits := make(chan time.Duration, 100)
	d := running(t, appToken, func(d *desk) {
		d.Fail("apps.connections.open", slackfake.Failure{Status: 503, HTML: "down"}, 3)
		d.Fail("apps.connections.open", slackfake.Failure{Status: 429, RetryAfter: 40}, 1)
		quick := d.adapter.pause
		d.adapter.pause = func(ctx context.Context, w time.Duration) {
			waits <- w
			quick(ctx, w)
		}
	})
	require.True(t, d.Wait(func() bool { return d.Connections() == 1 }, limit))
	for failed := range 3 {
		require.GreaterOrEqual(t, <-waits, []time.Duration{0, firstWait / 2, firstWait}[failed])
	}
	require.GreaterOrEqual(t, <-waits, 40*time.Second)
}

func TestTheHookRefusesEverythingWithSocketMode(t *testing.T) {
	d := connected(t, nil)
	status, _ := d.send(t, hello(1), d.Sign([]byte(hello(1)), time.Now()))
	require.Equal(t, 403, status)
	d.settled(t)
}
