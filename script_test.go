package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
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
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
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
