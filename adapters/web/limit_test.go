package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLimiterForgetsTheQuiet(t *testing.T) {
	now := time.Now()
	l := newLimiter(saidRate, func() time.Time { return now })
	for i := range maxBuckets {
		l.take(fmt.Sprint(i))
	}
	require.Len(t, l.full, maxBuckets)
	now = now.Add(2 * saidRate.refill)
	_, ok := l.take("one more")
	require.True(t, ok)
	require.Len(t, l.full, 1)
}

func TestLimiterHasItsBoundWhoeverComes(t *testing.T) {
	l := newLimiter(rate{1, time.Hour}, time.Now)
	v := newVoices(stepping(time.Minute))
	for i := range maxBuckets + 500 {
		_, ok := l.take(fmt.Sprint(i))
		require.True(t, ok)
	}
	for i := range maxVoices + 500 {
		_, ok := v.take(fmt.Sprint(i), "192.0.2.1")
		require.True(t, ok)
	}
	require.LessOrEqual(t, len(l.full), maxBuckets)
	require.LessOrEqual(t, len(v.seen), maxVoices)
}

func TestVisitorOf(t *testing.T) {
	for _, c := range []struct {
		peer, told string
		proxied    bool
		want       string
	}{
		{"192.0.2.7:1234", "", false, "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.1", true, "192.0.2.7"}, // a stranger writes what they like
		{"127.0.0.1:1234", "198.51.100.1", false, "198.51.100.1"},
		{"[::1]:1234", "203.0.113.9, 198.51.100.1", false, "198.51.100.1"}, // the last one counts
		{"10.0.0.2:1234", "198.51.100.1", true, "198.51.100.1"},
		{"10.0.0.2:1234", "198.51.100.1", false, "10.0.0.2"},
		{"127.0.0.1:1234", "nonsense", true, ""},
		{"[::1]:1234", "", false, ""}, // this machine
		{"127.0.0.1:1234", "198.51.100.1:5555", true, "198.51.100.1"},
		{"127.0.0.1:1234", "[2001:db8:1:2:3::4]:80", true, "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:ffff::9]:1", "", false, "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:1", "", false, "fe80::/64"},
		{"[::ffff:192.0.2.7]:1", "", false, "192.0.2.7"},
		{"@", "198.51.100.1", true, "unknown"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.told != "" {
			r.Header.Set("X-Forwarded-For", c.told)
		}
		require.Equal(t, c.want, visitorOf(r, c.proxied), "%v", c)
	}
}

// TestOneAddressCannotFloodTheDesk with new sessions, with sessions that begin to
// write, or with streams, and others do not notice.
func TestOneAddressCannotFloodTheDesk(t *testing.T) {
	var mu sync.Mutex
	now := time.Now()
	s := newSite(t, func(o *Options) {
		o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	})
	crowd, other := []string{"X-Forwarded-For", "192.0.2.1"}, []string{"X-Forwarded-For", "192.0.2.2"}
	var all []*visitor
	for range sessionRate.burst {
		v := s.visitor()
		require.Equal(t, http.StatusOK, v.get("/", crowd...).status)
		all = append(all, v)
	}
	r := s.visitor().get("/", crowd...)
	require.Equal(t, http.StatusTooManyRequests, r.status)
	require.Equal(t, "5", r.header.Get("Retry-After"))
	require.Contains(t, r.body, "Please try again in a minute")
	require.Empty(t, r.header.Values("Set-Cookie"))
	said := map[string]string{"id": anID, "text": "x"}
	require.Equal(t, http.StatusTooManyRequests, s.visitor().post("/say", said, crowd...).status)
	require.Equal(t, http.StatusOK, all[0].get("/", crowd...).status, "who has a session comes in")
	require.Equal(t, http.StatusOK, s.visitor().get("/", other...).status, "others do not notice")

	for _, v := range all {
		require.Equal(t, http.StatusAccepted, v.post("/say", said, crowd...).status)
	}
	mu.Lock()
	now = now.Add(sessionRate.refill)
	mu.Unlock()
	late := s.visitor()
	require.Equal(t, http.StatusOK, late.get("/", crowd...).status)
	require.Equal(t, http.StatusTooManyRequests, late.post("/say", said, crowd...).status, "each session could open a ticket")
	require.Equal(t, http.StatusAccepted, all[0].post("/say", said, crowd...).status, "who wrote before goes on")

	s.crowd.open["192.0.2.1"] = maxCrowd
	require.Equal(t, http.StatusTooManyRequests, all[0].listen("/events", crowd...).status)
	l := all[0].listen("/events", other...)
	require.Equal(t, http.StatusOK, l.status)
	l.close()
}

func TestLaneKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLanes()
		leave, err := l.enter(t.Context(), "a")
		require.NoError(t, err)
		var order []int
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				leave, err := l.enter(t.Context(), "a")
				if err == nil {
					order = append(order, i)
					leave()
				}
			})
			synctest.Wait()
		}
		require.Empty(t, order, "somebody is in the lane")
		other, err := l.enter(t.Context(), "b")
		require.NoError(t, err, "other lanes do not wait")
		other()

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = l.enter(ctx, "a")
		require.ErrorIs(t, err, context.Canceled)
		leave()
		wg.Wait()
		require.Equal(t, []int{0, 1, 2, 3, 4}, order)
		require.Empty(t, l.busy, "empty lanes need no memory")
	})
}
