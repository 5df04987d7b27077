package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

// flipThings is how many of each kind the file to be damaged holds.
const flipThings = 60

func flipKey(i int) string { return fmt.Sprintf("thing/%04d", i) }

func flipValue(i int) string { return strings.Repeat(fmt.Sprintf("value %d. ", i), 4+i*2) }

// fillForFlips writes a file with enough of everything to need several pages, and
// nothing but pages; it gives its size.
func fillForFlips(t *testing.T, path string) int {
	t.Helper()
	s, err := Open(path+".roomy", quiet())
	require.NoError(t, err)
	for i := range flipThings {
		key, value := flipKey(i), []byte(flipValue(i))
		_, err := s.Commit(t.Context(), store.ChangeSet{
			Now: start, Deliveries: []store.Delivery{{Key: key, Sum: uint32(i + 1)}}, Result: value,
			Put:     []store.Put{{Key: store.Key(key), Value: value}},
			Inbox:   []store.Push{{ID: key, Lane: key, Value: value}},
			Outbox:  []store.Push{{ID: key, Lane: key, Value: value}},
			Timers:  []store.Timer{{ID: key, Due: start.Add(time.Duration(i) * time.Second), Value: value}},
			History: []store.Entry{{Subject: "subject", At: start, Value: value}},
		})
		require.NoError(t, err)
	}
	var b bytes.Buffer
	require.NoError(t, s.Backup(t.Context(), &b))
	require.NoError(t, s.Close())
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	return b.Len()
}

// readFlipped opens one damaged copy after the other and prints a word for each:
// loud (somebody said ErrDamaged), same (all is as it was) or SILENT.
func readFlipped(path string, flips []string) error {
	sound, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, f := range flips {
		var at int
		var mask byte
		if _, err := fmt.Sscanf(f, "%d:%d", &at, &mask); err != nil {
			return err
		}
		bad := append([]byte(nil), sound...)
		bad[at] ^= mask
		// Each copy is a new file: a broken one may stay locked.
		name := fmt.Sprintf("%s.%d.%d", path, at, mask)
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			return err
		}
		fmt.Println(judgeFlipped(name))
		_ = os.Remove(name)
	}
	return nil
}

func judgeFlipped(path string) string {
	s, err := Open(path, Options{Log: slog.New(slog.DiscardHandler), Timeout: 5 * time.Second})
	if errors.Is(err, store.ErrDamaged) {
		return "loud: open: " + err.Error()
	}
	if err != nil {
		return "SILENT: open: " + err.Error()
	}
	defer func() { _ = s.Close() }()
	checked := s.Check(context.Background())
	if checked != nil && !errors.Is(checked, store.ErrDamaged) {
		return "SILENT: check: " + checked.Error()
	}
	wrong, missing := compareFlipped(s)
	switch {
	case wrong != "":
		return "SILENT: " + wrong
	case checked != nil:
		return "loud: check: " + checked.Error()
	case missing != "": // what cannot be read must show in Check
		return "SILENT: " + missing
	}
	return "same"
}

// compareFlipped reads everything back. wrong is a value that was never stored,
// missing is something that is not there or not readable.
func compareFlipped(s *Store) (wrong, missing string) {
	ctx := context.Background()
	see := func(what string, i int, got []byte, there bool, err error) {
		switch {
		case err != nil || !there:
			missing = fmt.Sprintf("%s %d is missing: %v", what, i, err)
		case string(got) != flipValue(i):
			wrong = fmt.Sprintf("%s %d holds %.40q", what, i, got)
		}
	}
	for i := range flipThings {
		if got, err := s.Load(ctx, store.Key(flipKey(i))); err == nil {
			see("record", i, got[0].Value, got[0].Version == 1, nil)
		} else {
			see("record", i, nil, false, err)
		}
		if got, err := s.History(ctx, "subject", uint64(i), 1); err == nil && len(got) == 1 {
			see("entry", i, got[0].Value, got[0].Seq == uint64(i+1) && got[0].At.Equal(start), nil)
		} else {
			see("entry", i, nil, false, err)
		}
		r, err := s.Commit(ctx, store.ChangeSet{
			Now: start, Deliveries: []store.Delivery{{Key: flipKey(i), Sum: uint32(i + 1)}}, Expect: []store.Expect{{Key: "none", Version: 1}},
		})
		see("delivery", i, r.Stored, r.Outcome == store.Duplicate && !r.Differs, err)
	}
	for what, lease := range map[string]leaseCall{"inbox item": s.LeaseInbox, "outbox item": s.LeaseOutbox} {
		items, err := lease(ctx, "desk", start, 2*flipThings, time.Minute)
		if err != nil || len(items) != flipThings {
			missing = fmt.Sprintf("%d %ss: %v", len(items), what, err)
		}
		for _, it := range items {
			see(what, number(it.ID), it.Value, it.ID == it.Lane && it.Attempt == 0, nil)
		}
	}
	due, err := s.DueTimers(ctx, "desk", start.Add(time.Hour), 2*flipThings, time.Minute)
	if err != nil || len(due) != flipThings {
		missing = fmt.Sprintf("%d timers: %v", len(due), err)
	}
	for _, d := range due {
		i := number(d.ID)
		see("timer", i, d.Value, d.Due.Equal(start.Add(time.Duration(i)*time.Second)), nil)
	}
	return wrong, missing
}

type leaseCall func(context.Context, store.Owner, time.Time, int, time.Duration) ([]store.Item, error)

// number gives i back from flipKey(i), -1 when that is not what it is.
func number(key string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(key, "thing/"))
	if err != nil {
		return -1
	}
	return n
}

// TestFlippedBytes damages one byte at a time; FIRSTLINE_FLIPS sets how many. No
// damage may go unseen. Each copy is opened in a child process, because a broken
// page can end a process; that is loud too.
func TestFlippedBytes(t *testing.T) {
	flips := 300
	if n, err := strconv.Atoi(os.Getenv("FIRSTLINE_FLIPS")); err == nil {
		flips = n
	}
	path := filepath.Join(t.TempDir(), "firstline.db")
	size := fillForFlips(t, path)
	random := rand.New(rand.NewPCG(22, 11))
	var left []string
	for range flips {
		left = append(left, fmt.Sprintf("%d:%d", random.IntN(size), 1<<random.IntN(8)))
	}
	count := map[string]int{}
	for len(left) > 0 {
		c := startChild(t, "flip", append([]string{path}, left...)...)
		judge := time.AfterFunc(2*time.Minute, func() { _ = c.Process.Kill() })
		for c.out.Scan() {
			word, _, _ := strings.Cut(c.out.Text(), ":")
			require.Contains(t, []string{"loud", "same"}, word, "flip %s: %s", left[0], c.out.Text())
			count[word]++
			left = left[1:]
		}
		judge.Stop()
		if err := c.Wait(); err != nil {
			t.Logf("flip %s ended the process (%v): %.300s", left[0], err, c.errs.String())
			count["died"]++
			left = left[1:]
		}
	}
	t.Logf("%d flips in %d bytes: %d loud, %d harmless, %d ended the process, 0 silent", flips, size, count["loud"], count["same"], count["died"])
	require.Positive(t, count["loud"])
	require.LessOrEqual(t, count["died"], flips/1000, "too many flips end the process instead of giving ErrDamaged")
}
