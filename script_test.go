package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// TestScripts runs every script of testdata/script: each command as people type
// it, with its exit code ("exits N command ..."), output and files.
func TestScripts(t *testing.T) {
	shared := os.Getenv("FIRSTLINE_SHARED")
	if shared == "" {
		shared = "../shared"
	}
	shared, err := filepath.Abs(shared)
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FIRSTLINE_SHARED", shared)
			return nil
		},
		Condition: func(name string) (bool, error) {
			_, err := os.Stat(filepath.Join(shared, "bench"))
			return name == "shared" && err == nil, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "model": plays},
	})
}

// exits runs firstline and checks the exact exit code: exits 3 check --config x.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("firstline", args[1:]...)
	code := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		code = strconv.Itoa(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("firstline: %v", err)
	}
	if code != args[0] {
		ts.Fatalf("firstline %v exits %s, not %s", args[1:], code, args[0])
	}
}

// plays has a language model at $MODEL_URL for which words have the same meaning as
// others (model sheets=paper), or which fails from now on (model 500).
func plays(ts *testscript.TestScript, _ bool, args []string) {
	fake := modelfake.New()
	ts.Defer(fake.Close)
	ts.Setenv("MODEL_URL", fake.URL)
	ts.Setenv("MODEL_KEY", modelfake.Key)
	var same []string
	for _, arg := range args {
		if word, other, ok := strings.Cut(arg, "="); ok {
			same = append(same, word, other)
			continue
		}
		way := slices.IndexFunc(modelfake.Ways(), func(h modelfake.How) bool { return h.String() == arg })
		if way < 0 {
			ts.Fatalf("model %s: write a word=another, or one of %v", arg, modelfake.Ways())
		}
		fake.Fail("embeddings", modelfake.Failure{How: modelfake.Ways()[way]}, 100)
	}
	fake.Mean(func(text string) []float32 { return modelfake.WordsOf(strings.NewReplacer(same...).Replace(text)) })
}
