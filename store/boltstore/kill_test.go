package boltstore

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

// killWriters is how many goroutines the child commits from.
const killWriters = 8

// commitForever commits and prints the id of every commit that was acknowledged,
// until it is killed.
func commitForever(path, cycle string) error {
	s, err := Open(path, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make(chan error, killWriters)
	for w := range killWriters {
		wg.Go(func() {
			for n := range 1_000_000 {
				id := fmt.Sprintf("%s/%d/%06d", cycle, w, n)
				if err := commitTraced(s, id); err != nil {
					errs <- err
					return
				}
				// One short write of a whole line: the pipe takes it whole.
				if _, err := os.Stdout.WriteString(id + "\n"); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	return <-errs
}

// commitTraced leaves a trace of id in every kind of place, with id in the value.
func commitTraced(s *Store, id string) error {
	value := bytes.Repeat([]byte(id+" "), 20)
	lane := id[:strings.LastIndex(id, "/")]
	r, err := s.Commit(context.Background(), store.ChangeSet{
		Now: start, Deliveries: []store.Delivery{{Key: id}}, Result: value,
		Put:     []store.Put{{Key: store.Key(id), Value: value}, {Key: store.Key("last/" + lane), Value: []byte(id)}},
		Inbox:   []store.Push{{ID: id, Lane: lane, Value: value}},
		Timers:  []store.Timer{{ID: id, Due: start, Value: value}},
		History: []store.Entry{{Subject: lane, At: start, Value: []byte(id)}},
	})
	if err == nil && r.Outcome != store.Applied {
		err = fmt.Errorf("%s: %s", id, r.Outcome)
	}
	return err
}

// TestKill kills a writing process at random moments; FIRSTLINE_KILLS sets how
// often. Everything acknowledged must be there, whole, and what was not
// acknowledged must be there whole or not at all.
func TestKill(t *testing.T) {
	cycles := 20
	if n, err := strconv.Atoi(os.Getenv("FIRSTLINE_KILLS")); err == nil {
		cycles = n
	}
	path := filepath.Join(t.TempDir(), "firstline.db")
	acknowledged, total := map[string]int{}, 0
	for cycle := range cycles {
		c := startChild(t, "commit", path, fmt.Sprintf("c%05d", cycle))
		for stop := 1 + rand.IntN(400); stop > 0 && c.out.Scan(); stop-- {
			noteAcknowledged(t, acknowledged, c.out.Text())
			total++
		}
		require.NoError(t, c.Process.Kill())
		for c.out.Scan() { // what it still said before it died
			noteAcknowledged(t, acknowledged, c.out.Text())
			total++
		}
		require.Error(t, c.Wait())
		require.Empty(t, c.errs.String())
		compareAfterKill(t, path, acknowledged)
	}
	t.Logf("%d kills, %d commits acknowledged, none lost", cycles, total)
}

// noteAcknowledged counts commits per lane; ids of a lane come in order.
func noteAcknowledged(t *testing.T, acknowledged map[string]int, id string) {
	t.Helper()
	cut := strings.LastIndex(id, "/")
	require.Positive(t, cut, "the child said %q", id)
	n, err := strconv.Atoi(id[cut+1:])
	require.NoError(t, err)
	require.Equal(t, acknowledged[id[:cut]], n)
	acknowledged[id[:cut]]++
}

// compareAfterKill looks at every lane. A writer has one commit under way, so a
// lane holds what was acknowledged and at most one more.
func compareAfterKill(t *testing.T, path string, acknowledged map[string]int) {
	t.Helper()
	s, err := Open(path, quiet())
	require.NoError(t, err)
	ctx := context.Background()
	require.NoError(t, s.Check(ctx))
	whole := 0
	for lane, least := range acknowledged {
		history, err := s.History(ctx, lane, 0, 1_000_000)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(history), least, "lane %s lost something acknowledged", lane)
		require.LessOrEqual(t, len(history), least+1)
		records, err := s.List(ctx, store.Key(lane+"/"), "", 1_000_000)
		require.NoError(t, err)
		require.Len(t, records, len(history), "half of a commit is there")
		for i, h := range history {
			require.Equal(t, fmt.Sprintf("%s/%06d", lane, i), string(h.Value))
			require.Equal(t, string(h.Value), string(records[i].Key))
			require.Equal(t, strings.Repeat(string(h.Value)+" ", 20), string(records[i].Value))
		}
		whole += len(history)
	}
	// Lanes whose first commit was under way are in the queue but not in the list.
	inbox, _, err := s.Depth(ctx)
	require.NoError(t, err)
	require.GreaterOrEqual(t, inbox, whole)
	require.Len(t, s.timers.byID, inbox)
	require.NoError(t, s.Close())
}
