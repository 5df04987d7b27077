package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/terminal"
	"github.com/firstline-helpdesk/firstline/adapters/web"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
)

// generated is a part of a page that is made from the program.
var generated = regexp.MustCompile(`(?s)<!-- made: (\w+) -->\n.*?<!-- end -->`)

// TestReferenceIsFresh compares docs/reference.md with what the program says of
// itself. With -update it is written anew.
func TestReferenceIsFresh(t *testing.T) {
	const page = "docs/reference.md"
	have, err := os.ReadFile(page)
	require.NoError(t, err)
	parts := map[string]func(*testing.T) string{
		"commands": commandsPart, "configuration": func(*testing.T) string { return config.Table() },
		"channels": channelsPart, "metrics": metricsPart,
	}
	seen := 0
	want := generated.ReplaceAllStringFunc(string(have), func(block string) string {
		name := generated.FindStringSubmatch(block)[1]
		make, ok := parts[name]
		require.True(t, ok, "no part is called %s", name)
		seen++
		return fmt.Sprintf("<!-- made: %s -->\n\n%s\n\n<!-- end -->", name, strings.TrimSpace(make(t)))
	})
	require.Len(t, parts, seen, "every part must be on the page")
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(have), "stale; run: go test -run TestReference . -update")
}

func commandsPart(t *testing.T) string {
	var out strings.Builder
	for _, args := range append([][]string{{"help"}}, helpPages()...) {
		var text bytes.Buffer
		require.Equal(t, exitDone, run(context.Background(), args, shell{out: &text, err: &text, env: os.LookupEnv}))
		fmt.Fprintf(&out, "```\n$ firstline %s\n%s\n```\n\n", strings.Join(args, " "), strings.TrimRight(text.String(), "\n"))
	}
	return out.String()
}

func helpPages() [][]string {
	var pages [][]string
	for _, c := range commands() {
		if c.help != "" {
			pages = append(pages, []string{"help", c.name})
		}
	}
	return pages
}

func channelsPart(t *testing.T) string {
	pages, err := web.New(web.Options{Key: make([]byte, keySize), Desk: &desk.Desk{}, Uploads: &desk.Desk{}, Files: &desk.Desk{}, Shelf: &desk.Desk{}, Languages: []string{"en"}})
	require.NoError(t, err)
	c := config.Default()
	c.Channels.Slack = &config.Slack{BotToken: config.NewSecret("xoxb-1"), SigningSecret: config.NewSecret("x"), APIURL: "https://slack.com/api/"}
	c.Channels.Telegram = &config.Telegram{Token: config.NewSecret("1:x"), APIURL: "https://api.telegram.org"}
	c.Channels.WhatsApp = &config.WhatsApp{PhoneNumberID: "1", AccessToken: config.NewSecret("x"), AppSecret: config.NewSecret("x"),
		VerifyToken: config.NewSecret("x"), APIURL: "https://graph.facebook.com/v25.0"}
	c.Levels = append(c.Levels, config.Level{Tracker: &config.Tracker{GitHub: "a/b", Token: config.NewSecret("x"), APIURL: "https://api.github.com"}})
	all, err := services(c, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	issues, err := tracker(c, nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	var out strings.Builder
	out.WriteString("| channel | longest text | buttons | longest label | pace | largest file | edits | signs | read marks | files in | files out | online check |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, a := range append(all, pages, terminal.New(terminal.Options{}), issues) {
		l := a.Limits()
		_, edits := a.(adapters.Editor)
		_, signs := a.(adapters.Reactor)
		_, reads := a.(adapters.Reader)
		_, in := a.(adapters.Fetcher)
		_, outward := a.(adapters.Uploader)
		_, check := a.(adapters.Checker)
		fmt.Fprintf(&out, "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", a.Name(), orAny(l.Text, string(l.Unit)), l.Buttons,
			orAny(l.Label, "runes"), orNone(l.Pace.String()), orAny(int(l.FileBytes>>20), "MiB"), yesNo(edits), yesNo(signs), yesNo(reads), yesNo(in), yesNo(outward), yesNo(check))
	}
	return out.String()
}

func orAny(n int, unit string) string {
	if n == 0 {
		return "any"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

func orNone(pace string) string {
	if pace == "0s" {
		return "none"
	}
	return "1 each " + pace
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func metricsPart(t *testing.T) string {
	d := &desk.Desk{}
	var out strings.Builder
	out.WriteString("| name | meaning |\n|---|---|\n")
	for _, c := range d.Counts() {
		fmt.Fprintf(&out, "| `%s` | %s |\n", c.Name, c.Help)
	}
	for _, g := range gauges {
		fmt.Fprintf(&out, "| `%s` | %s |\n", g.name, g.help)
	}
	return out.String()
}
