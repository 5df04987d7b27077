package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// printed shows a value in every way a careless line of code might.
func printed(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10s", "%U"} {
		fmt.Fprintf(&b, verb+"\n", v)
		fmt.Fprintf(&b, verb+"\n", []any{v})
	}
	fmt.Fprintln(&b, v)
	asJSON, err := json.Marshal(map[string]any{"v": v})
	require.NoError(t, err)
	b.Write(asJSON)
	asYAML, err := yaml.Dump(v)
	require.NoError(t, err)
	b.Write(asYAML)
	slog.New(slog.NewTextHandler(&b, nil)).Info("text", "v", v, "list", []any{v})
	slog.New(slog.NewJSONHandler(&b, nil)).Info("json", "v", v, "list", []any{v})
	return b.String()
}

func TestSecretHidesItself(t *testing.T) {
	s := NewSecret("hunter2")
	out := printed(t, s) + printed(t, &struct{ S Secret }{s}) + printed(t, &struct{ s Secret }{s}) + printed(t, struct{ s *Secret }{&s})
	asXML, err := xml.Marshal(s)
	require.NoError(t, err)
	out += string(asXML) + s.String() + s.GoString()
	require.NotContains(t, out, "hunter2")
	require.NotContains(t, out, "68756e74657232", "in hexadecimal")
	require.Contains(t, out, "REDACTED")
	require.Equal(t, "REDACTED REDACTED \"REDACTED\" REDACTED", fmt.Sprintf("%v %s %q %#v", s, s, s, s))
	require.Equal(t, "%!d(string=REDACTED)", fmt.Sprintf("%d", s), "also for a verb that does not fit")
	require.Equal(t, "hunter2", s.Reveal())
	require.Equal(t, `"" `, fmt.Sprintf("%q %v", Secret{}, NewSecret("")))
	asJSON, err := json.Marshal(map[Secret]Secret{s: {}})
	require.NoError(t, err)
	require.Equal(t, `{"REDACTED":""}`, string(asJSON))
}

func TestStoreURLHidesItsPassword(t *testing.T) {
	for _, text := range []string{
		"postgres://desk:hunter2@db/firstline", "postgresql://db/firstline?user=desk&password=hunter2",
		"postgres://desk:hunter2@db/firstline?sslpassword=hunter2", "postgres://desk:hunter2%zz@db", "postgres:hunter2",
	} {
		s := StoreURL{NewSecret(text)} // the last two would be refused: they must hide all the same
		out := printed(t, s) + printed(t, &struct{ s StoreURL }{s})
		require.NotContains(t, out, "hunter2", text)
		require.NotContains(t, out, "68756e74657232", text)
		require.Equal(t, text, s.Reveal())
	}
	s, err := ParseStoreURL("postgresql://desk:hunter2@db/firstline")
	require.NoError(t, err)
	require.Equal(t, "postgresql://desk:REDACTED@db/firstline", s.String())
	require.Equal(t, "postgres", s.Scheme())
	s, err = ParseStoreURL("bolt:data/f.db")
	require.NoError(t, err)
	require.Equal(t, "bolt:data/f.db", s.String())
	require.Equal(t, "bolt", s.Scheme())
	_, err = ParseStoreURL("postgres://desk:hun/ter2@db")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "ter2")
}

func TestConfigHidesItsSecrets(t *testing.T) {
	c := mustParse(t, string(sample(t)))
	out := printed(t, c) + printed(t, *c) + printed(t, c.Channels.Slack) + printed(t, *c.Channels.WhatsApp) + printed(t, c.Levels)
	require.NotContains(t, out, "hunter2")
	require.Contains(t, out, "REDACTED")
}

func secretFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	require.NoError(t, os.Chmod(path, mode))
	return path
}

func parseToken(token string) (*Config, []Problem) {
	env := func(string) (string, bool) { return token, true }
	return Parse("f", []byte("channels: {telegram: {token: '${T}'}}\nlevels: [{rooms: ['telegram:1']}]"), env)
}

func TestSecretFiles(t *testing.T) {
	for text, want := range map[string]string{"hunter2": "hunter2", "hunter2\n": "hunter2", "hunter2\r\n": "hunter2"} {
		c, problems := parseToken("file:" + secretFile(t, text, 0o600))
		require.Empty(t, problems)
		require.Equal(t, want, c.Channels.Telegram.Token.Reveal())
	}
	for text, want := range map[string]string{"": "is empty", "\n": "is empty", "hunter2\n\n": "line break", string(make([]byte, maxSecret+1)): "64 KiB"} {
		c, problems := parseToken("file:" + secretFile(t, text, 0o600))
		require.Nil(t, c)
		require.Contains(t, lines(problems), want)
	}
	_, problems := parseToken("file:" + t.TempDir())
	require.Contains(t, lines(problems), "is a folder or a device")
}

func TestSecretFileThatOthersMayRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps its rights elsewhere")
	}
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true} {
		c, problems := parseToken("file:" + secretFile(t, "hunter2", mode))
		require.NotNil(t, c)
		require.Equal(t, warned, len(problems) == 1 && problems[0].Severity == Warning, "%o: %v", mode, problems)
	}
}

func TestStorePasswordFromElsewhere(t *testing.T) {
	path := secretFile(t, "p@ss/w#rd\n", 0o600)
	c := mustParse(t, "store: postgres://desk:file:"+path+"@db:5432/firstline")
	require.Equal(t, "postgres://desk:p%40ss%2Fw%23rd@db:5432/firstline", c.Store.Reveal())
	whole := secretFile(t, "postgres://desk:hunter2@db/firstline\n", 0o600)
	require.Equal(t, "postgres://desk:hunter2@db/firstline", mustParse(t, "store: file:"+whole).Store.Reveal())
	require.Equal(t, "postgres://desk:hunter2_hook@db/f", mustParse(t, "store: postgres://desk:${HOOK_SECRET}@db/f").Store.Reveal())
}
