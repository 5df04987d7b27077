package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// memory is a folder of articles, and a keeper of what they mean.
type memory struct {
	keeper
	t    *testing.T
	dir  string
	fake *modelfake.Server
}

func newMemory(t *testing.T) *memory {
	fake := modelfake.New()
	t.Cleanup(fake.Close)
	c, _ := modelConfig(t, fake)
	client, err := modelClient(c)
	require.NoError(t, err)
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "firstline.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	m := &memory{t: t, dir: t.TempDir(), fake: fake}
	m.write("well.md", "# The well\n\nBehind the school.\n")
	m.write("paper.md", "# Paper\n\nOn the shelf.\n")
	library, err := kb.Open(kb.Options{Dirs: []string{m.dir}, Languages: []string{"en"}})
	require.NoError(t, err)
	m.keeper = keeper{library: library, index: model.NewIndex(client, meanings{s}), meanings: meanings{s}, log: slog.New(slog.DiscardHandler)}
	return m
}

func (m *memory) write(name, text string) {
	require.NoError(m.t, os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600))
}

// edit changes the folder and has it read.
func (m *memory) edit(change func()) {
	change()
	m.library.Reload(m.t.Context())
}

func (m *memory) remove(name string) { require.NoError(m.t, os.Remove(filepath.Join(m.dir, name))) }

// look is what comes once in a while: something is learned, something forgotten.
func (m *memory) look() {
	require.Equal(m.t, lookForEdits, m.learn(m.t.Context()))
	require.NoError(m.t, m.forget(m.t.Context()))
}

// kept is how many meanings the store has.
func (m *memory) kept() int {
	records, err := m.meanings.store.List(m.t.Context(), meaningPrefix, "", 0)
	require.NoError(m.t, err)
	return len(records)
}

func TestWhatNoArticleSaysAnyMoreIsForgotten(t *testing.T) {
	m := newMemory(t)
	m.look()
	m.look()
	all := m.kept()
	require.Equal(t, 4, all, "two titles and two sections")
	m.edit(func() { m.remove("paper.md") })
	m.look()
	require.Equal(t, all, m.kept(), "it may come back")
	m.look()
	require.Equal(t, all-2, m.kept())
	asked := m.fake.Calls("embeddings")
	m.known = nil
	m.look()
	require.Equal(t, asked, m.fake.Calls("embeddings"), "what is said is still known")
}

func TestWhatIsAwayForAMomentIsKept(t *testing.T) {
	m := newMemory(t)
	m.look()
	all, asked := m.kept(), m.fake.Calls("embeddings")
	for range 3 {
		m.edit(func() { m.remove("paper.md") })
		m.look()
		m.edit(func() { m.write("paper.md", "# Paper\n\nOn the shelf.\n") })
		m.look()
	}
	require.Equal(t, all, m.kept())
	require.Equal(t, asked, m.fake.Calls("embeddings"))
}

func TestWhatAnotherModelSaidIsForgotten(t *testing.T) {
	m := newMemory(t)
	m.look()
	all := m.kept()
	c, _ := modelConfig(t, m.fake)
	masks, err := modelMasks(c)
	require.NoError(t, err)
	other, err := model.Open(model.Options{BaseURL: m.fake.URL, APIKey: modelfake.Key, Embed: "another", Masks: masks})
	require.NoError(t, err)
	m.keeper = keeper{library: m.library, index: model.NewIndex(other, m.meanings), meanings: m.meanings, log: m.log}
	m.look()
	require.Equal(t, 2*all, m.kept())
	m.look()
	require.Equal(t, all, m.kept())

	m.keeper = keeper{library: m.library, meanings: m.meanings, log: m.log}
	require.NoError(t, m.forget(t.Context()))
	require.NoError(t, m.forget(t.Context()))
	require.Zero(t, m.kept(), "nothing is found by meaning any more")
}

// TestForgettingDoesNotRaceAReload has articles come and go while the keeper learns and
// forgets as fast as it can: at the end it knows all there is.
func TestForgettingDoesNotRaceAReload(t *testing.T) {
	m := newMemory(t)
	var editing sync.WaitGroup
	done, looked := make(chan struct{}), make(chan struct{})
	editing.Go(func() {
		defer close(done)
		for i := range 60 {
			for range i % 4 { // so that some of it is forgotten
				<-looked
			}
			if i%2 == 0 {
				m.edit(func() { m.remove("paper.md") })
			} else {
				m.edit(func() { m.write("paper.md", "# Paper\n\nOn the shelf.\n") })
			}
		}
	})
	for editingStill := true; editingStill; {
		select {
		case <-done:
			editingStill = false
		case looked <- struct{}{}:
		default:
		}
		m.look()
	}
	editing.Wait()
	m.look()
	for key := range m.index.Needs(m.library.Articles()) {
		_, version, err := store.Get[[]byte](t.Context(), m.meanings.store, meaningKey(key))
		require.NoError(t, err)
		require.NotZero(t, version, "what is needed is there")
	}
	near, _, err := m.index.Near(t.Context(), "Paper", nil, false, model.Allowance{})
	require.NoError(t, err)
	require.Equal(t, "paper", near[0].Article)
}
