package web

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLimiterForgetsTheQuiet(t *testing.T) {
	now := time.Now()
	l := newLimiter(func() time.Time { return now })
	for i := range maxBuckets {
		l.take(fmt.Sprint(i))
	}
	require.Len(t, l.full, maxBuckets)
	now = now.Add(2 * refill)
	_, ok := l.take("one more")
	require.True(t, ok)
	require.Len(t, l.full, 1)
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
