package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

func TestEveryKeyHasHelp(t *testing.T) {
	for _, k := range Keys() {
		require.NotEmpty(t, k.Help, k.Path)
		require.True(t, strings.HasSuffix(k.Help, "."), "%s: the help is a sentence", k.Path)
		require.NotEmpty(t, k.Type, k.Path)
	}
}

// TestKeysAreThoseOfTheSample compares both ways: the sample has every key.
func TestKeysAreThoseOfTheSample(t *testing.T) {
	var root yaml.Node
	require.NoError(t, yaml.Load(sample(t), &root))
	written := map[string]bool{}
	collect(root.Content[0], "", written)
	known := map[string]bool{}
	for _, k := range Keys() {
		known[k.Path] = true
	}
	require.Equal(t, known, written)
}

// collect lists the keys of a tree, without the names that people choose.
func collect(n *yaml.Node, path string, out map[string]bool) {
	switch path {
	case "kb.vars", "privacy.patterns", "levels[].first_response", "levels[].resolve", "levels[].needs":
		return
	}
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			collect(item, path+"[]", out)
		}
		return
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		key := join(path, n.Content[i].Value)
		out[key] = true
		collect(n.Content[i+1], key, out)
	}
}

func TestEveryRuleExists(t *testing.T) {
	for name := range rules() {
		require.Contains(t, checks, name)
	}
}

func TestTable(t *testing.T) {
	table := Table()
	require.Equal(t, len(Keys())+2, strings.Count(table, "\n"))
	require.Contains(t, table, "| `levels[].claim_for` | duration | `2h` | How long")
	require.Contains(t, table, "| `channels.telegram.token` | secret | required |")
	for line := range strings.Lines(table) {
		require.Equal(t, 5, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), line)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"languages", "listen", "name", "kb"}
	for name, want := range map[string]string{"langauges": "languages", "lisen": "listen", "Name": "name", "nmae": "name", "wallpaper": "", "x": "", strings.Repeat("n", 99): ""} {
		require.Equal(t, want, nearest(name, words), name)
	}
}
