package boltstore

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/firstline-helpdesk/firstline/store"
)

// spread runs n calls of do on some writers and gives the time it took.
func spread(b *testing.B, writers, n int, do func(i int) error) time.Duration {
	b.Helper()
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	begin := time.Now()
	for range writers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := do(int(i)); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(begin)
	if err := failed.Load(); err != nil {
		require.NoError(b, *err)
	}
	return took
}

// rawGroup is the plainest group commit there can be: one goroutine, one bucket,
// 8-byte keys, no checks.
type rawGroup struct {
	db   *bolt.DB
	line chan rawPut
	done chan struct{}
}

type rawPut struct {
	key   uint64
	value []byte
	ready chan error
}

func newRawGroup(b *testing.B) *rawGroup {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	require.NoError(b, err)
	require.NoError(b, db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte("b"))
		return err
	}))
	r := &rawGroup{db: db, line: make(chan rawPut, maxGroup), done: make(chan struct{})}
	go r.run()
	b.Cleanup(func() {
		close(r.line)
		<-r.done
		require.NoError(b, db.Close())
	})
	return r
}

func (r *rawGroup) run() {
	defer close(r.done)
	var group []rawPut
	for first := range r.line {
		group = append(group[:0], first)
		for len(r.line) > 0 && len(group) < maxGroup {
			group = append(group, <-r.line)
		}
		err := r.db.Update(func(tx *bolt.Tx) error {
			bucket := tx.Bucket([]byte("b"))
			for _, p := range group {
				if err := bucket.Put(binary.BigEndian.AppendUint64(nil, p.key), p.value); err != nil {
					return err
				}
			}
			return nil
		})
		for _, p := range group {
			p.ready <- err
		}
	}
}

func (r *rawGroup) put(i int, value []byte) error {
	p := rawPut{uint64(i), value, make(chan error, 1)}
	r.line <- p
	return <-p.ready
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCommit writes records of 1 KB, in slices that take turns with a raw
// group commit on bbolt, and reports the speed relative to it (x_raw).
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s, raw := openTest(b, filepath.Join(b.TempDir(), "firstline.db")), newRawGroup(b)
			value := make([]byte, 1024)
			var ours, theirs, used time.Duration
			const slices = 8
			each := b.N/slices + 1
			b.ReportAllocs()
			for n := range slices {
				theirs += spread(b, writers, each, func(i int) error { return raw.put(n*each+i, value) })
				before := cpu(b)
				ours += spread(b, writers, each, func(i int) error {
					_, err := s.Commit(b.Context(), store.ChangeSet{Now: start, Put: []store.Put{
						{Key: store.Key(fmt.Sprintf("record/%09d", n*each+i)), Value: value},
					}})
					return err
				})
				used += cpu(b) - before
			}
			n := float64(slices * each)
			b.ReportMetric(n/ours.Seconds(), "commits/s")
			b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x_raw")
			b.ReportMetric(float64(used.Microseconds())/n, "cpu-µs/commit")
		})
	}
}

// BenchmarkMessage takes messages through their three commits: received, decided,
// sent. Every writer is one conversation.
func BenchmarkMessage(b *testing.B) {
	for _, writers := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := openTest(b, filepath.Join(b.TempDir(), "firstline.db"))
			before := cpu(b)
			b.ReportAllocs()
			took := spread(b, writers, b.N, func(i int) error { return oneMessage(b, s, i) })
			b.ReportMetric(float64(b.N)/took.Seconds(), "messages/s")
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/message")
		})
	}
}

// The sizes of what the desk writes for a question that an article answers.
var (
	message      = make([]byte, 258)
	question     = make([]byte, 160)
	answer       = make([]byte, 1250)
	conversation = make([]byte, 390)
	reply        = make([]byte, 1310)
)

func oneMessage(b *testing.B, s *Store, i int) error {
	lane := fmt.Sprintf("telegram:%d", i%2000)
	id := fmt.Sprintf("telegram:%02d:%09d", i%64, i)
	ctx := b.Context()
	if _, err := s.Commit(ctx, store.ChangeSet{
		Now: time.Now(), Deliveries: []store.Delivery{{Key: id, Sum: 5}},
		Inbox: []store.Push{{ID: id, Lane: lane, Value: message}},
	}); err != nil {
		return err
	}
	items, err := s.LeaseInbox(ctx, "desk", start, 1, time.Minute)
	if err != nil || len(items) == 0 {
		return err
	}
	chat := "chat/" + items[0].Lane
	line := i / 2000 * 2
	if _, err := s.Commit(ctx, store.ChangeSet{
		Now: start,
		Put: []store.Put{
			{Key: store.Key(fmt.Sprintf("%s/talk/%08d", chat, line)), Value: question},
			{Key: store.Key(fmt.Sprintf("%s/talk/%08d", chat, line+1)), Value: answer},
			{Key: store.Key(chat + "/to"), Value: conversation},
		},
		Outbox: []store.Push{{ID: id, Lane: items[0].Lane, Value: reply}},
		Done:   []store.Token{items[0].Token},
	}); err != nil {
		return err
	}
	out, err := s.LeaseOutbox(ctx, "desk", start, 1, time.Minute)
	if err != nil || len(out) == 0 {
		return err
	}
	_, err = s.Commit(ctx, store.ChangeSet{Now: start, Done: []store.Token{out[0].Token}})
	return err
}
