package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// commandOn runs a command on a configuration and gives its exit code and what it
// printed.
func commandOn(config string, args ...string) (code int, out, err string) {
	var printed, complained bytes.Buffer
	code = run(context.Background(), append(args, "--config", config), shell{
		in: strings.NewReader("yes\n"), out: &printed, err: &complained,
		env: func(name string) (string, bool) {
			return map[string]string{"USER": "olga", "API_URL": "http://127.0.0.1:1"}[name], true
		},
	})
	return code, printed.String(), complained.String()
}

// TestCommandsWorkWhileTheDeskRuns: they ask the process that has the database, and
// what they change people see at once.
func TestCommandsWorkWhileTheDeskRuns(t *testing.T) {
	s := newService(t)
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	config := telegramConfig(t)
	s.serveOn(config)
	s.SayIn(ann, ann, "person")
	s.hear(testRoom, "#1 how-to from Ann")
	s.SayIn(ann, ann, "call 0955 123 456")
	s.hear(testRoom, "#1 Ann: call [phone ")

	code, out, _ := commandOn(config, "ticket", "show", "1")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, "[phone ")
	require.NotContains(t, out, "Ann")
	code, out, _ = commandOn(config, "ticket", "export", "--clear")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, "0955 123 456")
	code, out, _ = commandOn(config, "ticket", "verify", "-o", "json")
	require.Equal(t, exitDone, code)
	var v desk.Verified
	require.NoError(t, json.Unmarshal([]byte(out), &v))
	require.Equal(t, 1, v.Tickets)
	code, _, err := commandOn(config, "ticket", "show", "2")
	require.Equal(t, exitFailed, code)
	require.Equal(t, "firstline: there is no #2\n", err)

	code, out, _ = commandOn(config, "person", "forget", "telegram:7")
	require.Equal(t, exitDone, code, out)
	s.hear(testRoom, "#1: the person asked to be forgotten.")
	code, out, _ = commandOn(config, "ticket", "show", "1", "--clear")
	require.Equal(t, exitDone, code)
	require.NotContains(t, out, "0955")
	code, _, err = commandOn(config, "person", "export", "telegram:7")
	require.Equal(t, exitFailed, code)
	require.Contains(t, err, "nothing is kept about this person")
}

// TestADatabaseInUseIsSaid: a process that has the database and does not answer is
// named, with the mend.
func TestADatabaseInUseIsSaid(t *testing.T) {
	dir := t.TempDir()
	db, err := boltstore.Open(dir+"/firstline.db", boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	config := dir + "/firstline.yaml"
	require.NoError(t, os.WriteFile(config, []byte("store: bolt:"+dir+"/firstline.db\n"), 0o600))
	for _, args := range [][]string{{"ticket", "list"}, {"ticket", "verify"}, {"person", "export", "web:x"}, {"person", "forget", "web:x"}} {
		code, _, said := commandOn(config, args...)
		require.Equal(t, exitFailed, code)
		require.Contains(t, said, "in use by a process that does not answer", "%v", args)
	}
}
