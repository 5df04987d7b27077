package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rules collects the names in every check and names tag.
func rules() map[string]bool {
	out := map[string]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || isText(t) {
			return
		}
		for _, sf := range keyed(t) {
			out[sf.Tag.Get("check")], out[sf.Tag.Get("names")] = true, true
			visit(sf.Type)
		}
	}
	visit(reflect.TypeFor[Config]())
	return out
}

// hostileSize is a quarter of what is read, to be quick under the race detector.
const hostileSize = MaxSize / 4

// hostile are files that aim at time or memory.
func hostile() map[string]string {
	laughs := "a: &a [x, x, x, x, x, x, x, x]\n"
	for c := byte('b'); c <= 'z'; c++ {
		laughs += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 8) + "]\n"
	}
	return map[string]string{
		"laughs":   laughs,
		"nesting":  strings.Repeat("[", hostileSize),
		"mappings": strings.Repeat("{a: ", hostileSize/4),
		"keys":     strings.Repeat("x: y\n", hostileSize/5),
		"unknown":  manyKeys("", ""),
		"patterns": manyKeys("privacy:\n  patterns:\n", "    "),
		"items":    "levels: [" + strings.Repeat("{},", hostileSize/3-10) + "]",
		"marks":    "name: \"" + strings.Repeat("${A}", hostileSize/4-10) + "\"",
		"pattern":  "privacy: {patterns: {a: '" + strings.Repeat("(a{1000})", 50) + "'}}",
		"hours":    "levels: [{hours: '" + strings.Repeat("1:00-2:00,", hostileSize/10-10) + "'}]",
	}
}

func manyKeys(head, indent string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < hostileSize-40; i++ {
		b.WriteString(indent + "k" + strings.Repeat("a", i%9) + time.Duration(i).String() + ": a{1000}\n")
	}
	return b.String()
}

func TestHostileFilesEnd(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(text), MaxSize)
			start := time.Now()
			_, problems := Parse("f", []byte(text), lookup)
			require.LessOrEqual(t, len(problems), maxProblems+1)
			t.Logf("%d problems in %s", len(problems), time.Since(start))
			require.Less(t, time.Since(start), 10*time.Second)
		})
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, file := range append(files, "testdata/sample.yaml") {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(hostile()["laughs"]))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		c, problems := Parse("f", data, lookup)
		require.Equal(t, Faulty(problems), c == nil)
		require.LessOrEqual(t, len(problems), maxProblems+1)
		for _, p := range problems {
			require.Positive(t, p.Line)
			require.Positive(t, p.Column)
			require.NotEmpty(t, p.Message)
			require.NotContains(t, p.String(), "xoxb-hunter2-bot")
		}
		if c != nil {
			for _, level := range c.Levels {
				require.LessOrEqual(t, len(level.Hours.Windows()), maxWindows)
			}
		}
		require.Less(t, time.Since(start), 20*time.Second)
	})
}
