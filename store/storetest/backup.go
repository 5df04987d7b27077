package storetest

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

var backupCases = []testCase{
	{"backup_restores", backupRestores},
	{"backup_while_committing", backupWhileCommitting},
	{"backup_to_a_writer_that_fails", backupFails},
}

// backupRestores takes a backup of everything, goes on, and finds in the copy
// what was there when it was taken.
func backupRestores(e *env) {
	e.apply(e.full("k", []byte("v")))
	var b bytes.Buffer
	require.NoError(e, e.s.Backup(e.Context(), &b))
	require.NotZero(e, b.Len())
	e.apply(put("k", "later"))
	if !e.restore(&b) {
		return
	}
	e.holds("k", []byte("v"))
	require.NoError(e, e.s.Check(e.Context()))
}

// restore goes on with a store made from the backup, where the store has one.
func (e *env) restore(b *bytes.Buffer) bool {
	e.Helper()
	if e.opt.Restore == nil {
		e.Log("NOT RESTORED: Options.Restore is not set")
		return false
	}
	require.NoError(e, e.s.Close())
	e.s = e.opt.Restore(e.T, b, e.T.TempDir())
	return true
}

// backupWhileCommitting: a copy never holds half of a set, and nothing later
// without what came before.
func backupWhileCommitting(e *env) {
	var b bytes.Buffer
	e.atOnce(2, func(i int) error {
		if i == 0 {
			return e.s.Backup(e.Context(), &b)
		}
		for n := range 50 {
			c := put("left", fmt.Sprint(n))
			c.Put = append(c.Put, put("right", fmt.Sprint(n)).Put...)
			c.Now, c.History = e.now, []store.Entry{entry("s", fmt.Sprint(n), e.now)}
			if _, err := e.s.Commit(e.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	if !e.restore(&b) {
		return
	}
	left, right := e.record("left"), e.record("right")
	require.Equal(e, left.Version, right.Version)
	require.Equal(e, string(left.Value), string(right.Value))
	require.Len(e, e.history("s", 0, 0), int(left.Version))
}

type brokenPipe struct{}

var errPipe = errors.New("the pipe is broken")

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

func backupFails(e *env) {
	e.apply(put("a", "1"))
	require.ErrorContains(e, e.s.Backup(e.Context(), brokenPipe{}), errPipe.Error())
	e.apply(put("a", "2"))
	require.Equal(e, "2", e.value("a"))
}
