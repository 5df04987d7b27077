package desktest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/starter"
	"github.com/firstline-helpdesk/firstline/store"
)

// Open opens the store of one talk in dir; it is called again after a restart.
type Open func(t testing.TB, dir string) store.Store

// Run runs every talk in dir as a subtest. With update the desk's lines are
// rewritten to what it says now; people's lines never are.
func Run(t *testing.T, dir string, open Open, update bool) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no talks in %s", dir)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			runFile(t, file, open, update)
		})
	}
}

func runFile(t *testing.T, file string, open Open, update bool) {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	talk, err := parse(data)
	require.NoError(t, err, file)
	r := start(t, talk, open)
	defer func() { _ = r.store.Close() }()
	got := r.play(talk)
	if update {
		require.NoError(t, os.WriteFile(file, talk.format(got), 0o644))
		return
	}
	want := make([]string, len(talk.lines))
	for i, l := range talk.lines {
		want[i] = strings.TrimRight(l.raw, " ")
	}
	require.Equal(t, strings.Join(want, "\n"), strings.Join(got, "\n"), "%s: run with -update and read the difference", file)
}

// runner plays one talk.
type runner struct {
	t        testing.TB
	dir      string
	open     Open
	settings map[string]string
	kb       *kb.Library
	channel  *channel
	store    store.Store
	desk     *desk.Desk
	now      time.Time
	last     bot.Message
	spoke    bot.Place
	begun    bool
	count    int
}

func start(t testing.TB, talk *talk, open Open) *runner {
	r := &runner{
		t: t, dir: t.TempDir(), open: open, settings: talk.settings(),
		now:     time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC),
		channel: &channel{limits: adapters.Limits{Text: 4096, Buttons: 10, Label: 60}},
	}
	if n, err := strconv.Atoi(r.settings["buttons"]); err == nil {
		r.channel.limits.Buttons = n
	}
	if n, err := strconv.Atoi(r.settings["text"]); err == nil {
		r.channel.limits.Text = n
	}
	library, err := kb.Open(kb.Options{
		FS: []fs.FS{articles(talk)}, Languages: r.languages(), Confidence: kb.Balanced,
		Now: func() time.Time { return r.now },
	})
	require.NoError(t, err)
	for _, p := range library.Problems() {
		require.NotEqual(t, kb.Fault, p.Severity, "%s", p)
	}
	r.kb = library
	r.restart()
	return r
}

func articles(talk *talk) fs.FS {
	files := fstest.MapFS{}
	for _, f := range talk.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "kb/"); ok {
			files[name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	if len(files) == 0 {
		return starter.Articles()
	}
	return files
}

func (r *runner) languages() []string {
	if langs := strings.Fields(r.settings["languages"]); len(langs) > 0 {
		return langs
	}
	return []string{"en", "fr"}
}

// restart makes a new desk on the same files, as after a crash.
func (r *runner) restart() {
	if r.store != nil {
		require.NoError(r.t, r.store.Close())
	}
	r.store = r.open(r.t, r.dir)
	d, err := desk.New(desk.Options{
		Store: r.store, KB: r.kb.Base, Teach: r.teach, Languages: r.languages(), Now: func() time.Time { return r.now },
		Location: r.zone(), Levels: []desk.Level{r.level()},
	})
	require.NoError(r.t, err)
	var a adapters.Adapter = r.channel
	if r.settings["edit"] != "no" {
		a = editingChannel{r.channel}
	}
	require.NoError(r.t, d.Attach(a))
	r.desk = d
}

// play plays the talk and gives its lines with what the desk really said.
func (r *runner) play(talk *talk) []string {
	var out []string
	for _, l := range talk.lines {
		switch l.kind {
		case answer:
			continue
		case state:
			shown, err := r.state(l.text)
			require.NoError(r.t, err, "line %d", l.no)
			out = append(out, "= "+shown)
			continue
		}
		out = append(out, strings.TrimRight(l.raw, " "))
		if l.kind == remark {
			continue
		}
		require.NoError(r.t, r.act(l), "line %d: %s\nso far:\n%s", l.no, l.raw, strings.Join(out, "\n"))
		require.NoError(r.t, r.desk.Drain(context.Background()), "line %d", l.no)
		out = append(out, r.heard()...)
	}
	return out
}

func (r *runner) act(l line) error {
	switch l.kind {
	case passing:
		d, err := time.ParseDuration(l.text)
		if err != nil {
			return err
		}
		r.spoke = bot.Place{}
		return r.pass(d)
	case fault:
		return r.misfortune(l.text)
	}
	return r.say(l)
}

// state describes what the talk asks for, in the form a talk writes it.
func (r *runner) state(text string) (string, error) {
	ctx := context.Background()
	words := strings.Fields(text)
	if len(words) == 0 {
		return "", fmt.Errorf("= needs #1, card #1 or queue")
	}
	if words[0] == "queue" {
		tickets, err := r.desk.Queue(ctx)
		out := "queue"
		for _, t := range tickets {
			out += " #" + strconv.Itoa(t.Number)
		}
		return out, err
	}
	if words[0] == "card" && len(words) > 1 {
		n, err := strconv.Atoi(strings.TrimPrefix(words[1], "#"))
		if err != nil {
			return "", err
		}
		m, err := r.channel.card(n)
		if err != nil {
			return "", err
		}
		return "card #" + strconv.Itoa(n) + " " + strings.Join(render(m), " | "), nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(words[0], "#"))
	if err != nil {
		return "", err
	}
	t, _, err := r.desk.Ticket(ctx, n)
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("#%d L%d %s", t.Number, t.Level, t.State)
	if !t.Owner.Nobody() {
		out += " by " + strings.TrimPrefix(t.Owner.ID, channelName+":")
	}
	return out, nil
}

// teach takes up what use has taught at once.
func (r *runner) teach(lessons []kb.Lesson) {
	r.kb.Teach(lessons)
	r.kb.Reload(context.Background())
}
