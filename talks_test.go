package main

import (
	"context"
	"flag"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot/desk/desktest"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

var update = flag.Bool("update", false, "rewrite the desk's lines in talks and scripts")

// TestTalks runs every talk on every store.
func TestTalks(t *testing.T) {
	stores := map[string]desktest.Open{
		"bolt": func(t testing.TB, dir string) store.Store {
			s, err := boltstore.Open(filepath.Join(dir, "talk.db"), boltstore.Options{})
			require.NoError(t, err)
			t.Cleanup(func() {
				// The last restart's store is open here; whole and readable it must be.
				if err := s.Check(context.Background()); err != nil {
					require.ErrorIs(t, err, store.ErrClosed)
				}
			})
			return s
		},
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			desktest.Run(t, "testdata/talks", open, *update)
		})
	}
}
