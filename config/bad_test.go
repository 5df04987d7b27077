package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the expected problems in testdata/bad")

// environment is what ${NAME} finds in tests.
var environment = map[string]string{
	"SLACK_BOT_TOKEN": "xoxb-hunter2-bot", "SLACK_SIGNING_SECRET": "hunter2-signing", "SLACK_APP_TOKEN": "xapp-hunter2",
	"TELEGRAM_TOKEN": "4242:hunter2", "HOOK_SECRET": "hunter2_hook",
	"WHATSAPP_TOKEN": "hunter2-wa", "WHATSAPP_APP_SECRET": "hunter2-app", "WHATSAPP_VERIFY_TOKEN": "hunter2-verify",
	"GITHUB_TOKEN": "hunter2-gh", "GITHUB_SECRET": "hunter2-hook", "DEPLOY_SECRET": "hunter2-deploy", "MODEL_KEY": "hunter2-model", "ALERTS_SECRET": "hunter2-alerts", "EMPTY": "", "BLANK": "hunter2\n",
}

func lookup(name string) (string, bool) {
	value, found := environment[name]
	return value, found
}

// TestBad holds one file for each mistake and the lines that tell of it.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			c, problems := Parse(name+".yaml", data, lookup)
			require.NotEmpty(t, problems)
			require.Equal(t, Faulty(problems), c == nil, "a configuration comes only without faults")
			got := lines(problems)
			require.NotContains(t, strings.ToLower(got), "hunter", "a problem shows a secret")
			for _, p := range problems {
				require.NotEmpty(t, p.Mend, "%s has no mend", p)
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

func lines(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

func TestFiveFaultsAtOnce(t *testing.T) {
	data, err := os.ReadFile("testdata/bad/five-faults.yaml")
	require.NoError(t, err)
	_, problems := Parse("f", data, lookup)
	var got []spot
	var fields []string
	for _, p := range problems {
		got = append(got, spot{p.Line, p.Column})
		fields = append(fields, p.Field)
	}
	require.Equal(t, []string{"langauges", "timezone", "listen", "kb.confidence", "levels[0].claim_for"}, fields)
	require.Equal(t, []spot{{2, 1}, {3, 11}, {4, 9}, {6, 15}, {12, 16}}, got)
}
