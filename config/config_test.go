package config

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func sample(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/sample.yaml")
	require.NoError(t, err)
	return data
}

func mustParse(t testing.TB, text string) *Config {
	t.Helper()
	c, problems := Parse("test.yaml", []byte(text), lookup)
	require.Empty(t, problems)
	require.NotNil(t, c)
	return c
}

func TestSampleLoadsClean(t *testing.T) {
	c, problems, err := Load("testdata/sample.yaml", lookup)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.False(t, c.Demo)
	require.Equal(t, "OpenCRVS Farajaland help desk", c.Name)
	require.Equal(t, "Africa/Lusaka", c.Location().String())
	require.Equal(t, "data/firstline.db", c.Store.Path())
	require.Equal(t, []string{"kb/base", "kb/farajaland"}, c.KB.Dirs)
	require.Equal(t, map[string]string{"country": "Farajaland", "helpline": "+260 955 000 000"}, c.KB.Vars)
	require.NotNil(t, c.Channels.Web)
	require.Equal(t, "xoxb-hunter2-bot", c.Channels.Slack.BotToken.Reveal())
	require.Equal(t, Secret{}, c.Channels.Telegram.WebhookSecret)
	require.Equal(t, "105500000000000", c.Channels.WhatsApp.PhoneNumberID)
	require.Equal(t, &Template{"support_update", "en"}, c.Channels.WhatsApp.Template)
	require.Len(t, c.Levels, 3)
	require.Equal(t, []Date{{2026, time.December, 25}}, c.Levels[0].Holidays)
	require.Equal(t, map[string]Duration{"normal": Duration(30 * time.Minute), "high": Duration(10 * time.Minute)}, c.Levels[0].FirstResponse)
	require.Equal(t, Duration(2*time.Hour), c.Levels[1].ClaimFor)
	require.Equal(t, "opencrvs/opencrvs-core", c.Levels[2].Tracker.GitHub)
	require.True(t, c.Privacy.Patterns["national_id"].MatchString("123456/78/1"))
	require.Equal(t, Duration(365*24*time.Hour), c.Privacy.Keep)
	require.Equal(t, "hunter2-alerts", c.Alerts.Secret.Reveal())
	require.Equal(t, "hunter2-model", c.Model.APIKey.Reveal())
}

func TestDefaultIsTheDemo(t *testing.T) {
	c := Default()
	require.NotNil(t, c)
	require.True(t, c.Demo)
	require.Equal(t, []string{"en", "fr"}, c.Languages)
	require.Equal(t, "UTC", c.Timezone)
	require.Equal(t, "bolt:data/firstline.db", c.Store.Reveal())
	require.Equal(t, "127.0.0.1:8080", c.Listen)
	require.Equal(t, "127.0.0.1:8081", c.AdminListen)
	require.Empty(t, c.KB.Dirs)
	require.Equal(t, "balanced", c.KB.Confidence)
	require.NotNil(t, c.Channels.Web)
	require.False(t, c.Channels.Chat())
	require.Len(t, c.Levels, 1)
	level := c.Levels[0]
	minutes := func(n int) Duration { return Duration(time.Duration(n) * time.Minute) }
	require.Equal(t, []string{"web:desk"}, level.Rooms)
	require.Empty(t, level.Staff)
	require.Empty(t, level.Hours.Windows())
	require.Equal(t, minutes(24*60), level.NudgeAfter)
	require.Equal(t, minutes(72*60), level.CloseAfter)
	require.Equal(t, map[string]Duration{"normal": minutes(30), "high": minutes(10)}, level.FirstResponse)
	require.Equal(t, map[string]Duration{"normal": minutes(480), "high": minutes(120)}, level.Resolve)
	require.Equal(t, minutes(120), level.ClaimFor)
	require.Equal(t, []string{"email", "phone"}, c.Privacy.Mask)
	require.Nil(t, c.Model)
}

func TestEmptyFileIsTheDefaults(t *testing.T) {
	want := Default()
	want.Demo = false
	for _, text := range []string{"", "# nothing yet\n", "\ufeff", "---\n", "{}", "levels:\nchannels:\nkb:\nname:\n"} {
		require.Equal(t, want, mustParse(t, text), "%q", text)
	}
}

func TestDefaultsFillWhatAFileLeavesOut(t *testing.T) {
	c := mustParse(t, "levels:\n  - first_response: {normal: 1h}\n")
	require.Equal(t, Duration(time.Hour), c.Levels[0].FirstResponse["normal"])
	require.Equal(t, Duration(10*time.Minute), c.Levels[0].FirstResponse["high"])
	require.Equal(t, []string{"web:desk"}, c.Levels[0].Rooms)
	slack := mustParse(t, "channels: {slack: {bot_token: '${SLACK_BOT_TOKEN}', app_token: '${SLACK_APP_TOKEN}'}}\nlevels: [{rooms: ['slack:C1']}]")
	require.Nil(t, slack.Channels.Web, "a channel that is left out is off")
	require.Equal(t, "https://slack.com/api/", slack.Channels.Slack.APIURL)
}

func TestBOMAndCRLF(t *testing.T) {
	data := append([]byte("\ufeff"), bytes.ReplaceAll(sample(t), []byte("\n"), []byte("\r\n"))...)
	require.Equal(t, mustParse(t, string(sample(t))), mustParse(t, string(data)))
	_, problems := Parse("f", []byte("\ufeffname: A\r\ntimezone: Moon\r\n"), nil)
	require.Len(t, problems, 1)
	require.Equal(t, spot{2, 11}, spot{problems[0].Line, problems[0].Column})
}

func TestEnvironment(t *testing.T) {
	c := mustParse(t, "name: \"$${HOOK_SECRET} costs $5, ${HOOK_SECRET}${EMPTY}!\"\npublic_url: ${EMPTY}\nkb: {vars: {a: '${HOOK_SECRET}'}}")
	require.Equal(t, "${HOOK_SECRET} costs $5, hunter2_hook!", c.Name)
	require.Empty(t, c.PublicURL)
	require.Equal(t, "hunter2_hook", c.KB.Vars["a"])
}

func TestTextStaysAsItIsWritten(t *testing.T) {
	c := mustParse(t, "name: 0x1F\nlanguages: [no, en]\nkb: {vars: {a: +260955, b: 007, c: yes, d: 2026-01-02}}")
	require.Equal(t, "0x1F", c.Name)
	require.Equal(t, "no", c.Languages[0])
	require.Equal(t, map[string]string{"a": "+260955", "b": "007", "c": "yes", "d": "2026-01-02"}, c.KB.Vars)
}

func TestLocation(t *testing.T) {
	require.Equal(t, "Africa/Lusaka", (&Config{Timezone: "Africa/Lusaka"}).Location().String())
	require.Equal(t, time.UTC, (&Config{Timezone: "Moon"}).Location())
}

func TestProblemAsJSON(t *testing.T) {
	_, problems := Parse("f", []byte("timezone: Moon\nadmin_listen: :8081"), nil)
	out, err := json.Marshal(problems)
	require.NoError(t, err)
	require.Contains(t, string(out), `"file":"f","line":1,"column":11,"field":"timezone","severity":"fault"`)
	require.Contains(t, string(out), `"severity":"warning"`)
}

func TestLoadWithoutAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	c, problems, err := Load("", lookup)
	require.NoError(t, err)
	require.Empty(t, problems)
	require.True(t, c.Demo)

	_, _, err = Load("desk.yaml", lookup)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "run the demo")

	require.NoError(t, os.WriteFile(DefaultFile, []byte("name: Found"), 0o600))
	c, _, err = Load("", lookup)
	require.NoError(t, err)
	require.Equal(t, "Found", c.Name)

	_, _, err = Load(t.TempDir(), lookup)
	require.ErrorContains(t, err, "a folder")
}

func TestTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.yaml")
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("#\n"), MaxSize/2), 0o600))
	c, problems, err := Load(path, nil)
	require.NoError(t, err)
	require.Empty(t, problems, "1 MiB is still read")
	require.NotNil(t, c)
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("##\n"), MaxSize), 0o600))
	c, problems, err = Load(path, nil)
	require.NoError(t, err)
	require.Nil(t, c)
	require.Contains(t, lines(problems), "larger than 1 MiB")
}

func TestManyProblemsAreCounted(t *testing.T) {
	_, problems := Parse("f", []byte(strings.Repeat("? []\n: x\n", 150)), nil)
	require.Len(t, problems, maxProblems+1)
	require.Contains(t, problems[maxProblems].Message, "50 more")
	require.True(t, Faulty(problems[maxProblems:]))
}

func TestLoadIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	data := sample(t)
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			Parse("f", data, lookup)
		}
	})
	// The aim is 5 ms; the race detector and a busy machine get ten times that.
	require.Less(t, result.NsPerOp(), (50 * time.Millisecond).Nanoseconds())
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, _, err := Load("testdata/sample.yaml", lookup); err != nil {
			b.Fatal(err)
		}
	}
}
