package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// TestAnEvaluationByMeaningLeavesARunningDeskAlone asks while a desk has the database
// open: everything is asked for, and nothing is kept.
func TestAnEvaluationByMeaningLeavesARunningDeskAlone(t *testing.T) {
	fake := modelfake.New()
	defer fake.Close()
	c, path := modelConfig(t, fake)
	questions := filepath.Join(t.TempDir(), "questions.tsv")
	require.NoError(t, os.WriteFile(questions, []byte("a\tmy sign-in is strange today\ten\tdev\taccess/login-code\n"), 0o600))
	eval := func() (said string, asked int) {
		before := fake.Calls("embeddings")
		var out, told bytes.Buffer
		require.Equal(t, exitDone, runKB(t.Context(), shell{out: &out, err: &told, env: os.LookupEnv}, []string{"eval", "--config", path, questions}))
		require.Contains(t, out.String(), "newly right with meaning")
		require.NotContains(t, out.String()+told.String(), modelfake.Key)
		return told.String(), fake.Calls("embeddings") - before
	}
	desk, err := boltstore.Open(c.Store.Path(), boltstore.Options{})
	require.NoError(t, err)
	said, all := eval()
	require.Contains(t, said, "not kept for the next time: open the database: ")
	require.NoError(t, desk.Check(t.Context()))
	require.NoError(t, desk.Close())

	_, asked := eval()
	require.Equal(t, all, asked, "nothing was kept")
	said, asked = eval()
	require.Zero(t, asked, "the database has it all")
	require.Empty(t, said)
}
