package boltstore

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// childVar names what this test binary does instead of testing, in a process
// that may be killed or may die.
const childVar = "FIRSTLINE_TEST_CHILD"

func TestMain(m *testing.M) {
	switch args := os.Args[1:]; os.Getenv(childVar) {
	case "":
		os.Exit(m.Run())
	case "commit":
		fail(commitForever(args[0], args[1]))
	case "flip":
		fail(readFlipped(args[0], args[1:]))
	case "open":
		fail(openOnce(args[0]))
	case "full":
		fail(fillUpChild(args[0]))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child starts this binary in another role.
type child struct {
	*exec.Cmd
	out  *bufio.Scanner
	errs strings.Builder
}

func startChild(t *testing.T, role string, args ...string) *child {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := &child{Cmd: exec.CommandContext(t.Context(), self, args...)}
	c.Env = append(os.Environ(), childVar+"="+role)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	c.Stderr = &c.errs
	c.out = bufio.NewScanner(out)
	require.NoError(t, c.Start())
	return c
}
