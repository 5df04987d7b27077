package desktest

import (
	"context"
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
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
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
	makers   *makers
	store    store.Store
	desk     *desk.Desk
	now      time.Time
	last     bot.Message
	spoke    bot.Place
	begun    bool
	count    int
	// passed is how much of the minute until the next line is over; said is what
	// everybody said last, by place.
	passed time.Duration
	codes  int
	model  *modelfake.Server
	said   map[string]string
}

func start(t testing.TB, talk *talk, open Open) *runner {
	r := &runner{
		t: t, dir: t.TempDir(), open: open, settings: talk.settings(),
		now:     time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC),
		said:    map[string]string{},
		channel: &channel{limits: adapters.Limits{Text: 4096, Buttons: 10, Label: 60}},
	}
	r.makers = &makers{channel: r.channel}
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
		Announce: r.announce,
		Code:     func() string { r.codes++; return "CODE" + strconv.Itoa(r.codes) },
		Store:    r.store, KB: r.kb.Base, Picture: r.kb.Picture, Teach: r.teach, Languages: r.languages(), Now: func() time.Time { return r.now },
		Location: r.zone(), Levels: r.levels(), Tracker: r.tracker(), Model: r.thinker(),
	})
	require.NoError(r.t, err)
	require.NoError(r.t, d.Attach(deafChannel{}))
	var a adapters.Adapter = r.channel
	if r.settings["edit"] != "no" {
		a = editingChannel{r.channel}
	}
	if r.settings["typing"] == "on" {
		a = typingChannel{editingChannel{r.channel}}
	}
	require.NoError(r.t, d.Attach(a))
	if !r.tracker().Zero() {
		require.NoError(r.t, d.Attach(r.makers))
	}
	r.desk = d
}

// play plays the talk and gives its lines with what the desk really said.
func (r *runner) play(talk *talk) []string {
	var out []string
	for i, l := range talk.lines {
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
		if l.more {
			continue
		}
		require.NoError(r.t, r.desk.Drain(context.Background()), "line %d", l.no)
		out = append(out, r.heard()...)
		if l.kind == said && !hasty(talk.lines[i+1:]) {
			r.now, r.passed = r.now.Add(quietTime), quietTime
			require.NoError(r.t, r.desk.Drain(context.Background()), "line %d", l.no)
			out = append(out, r.heard()...)
		}
	}
	return out
}

const (
	// holdTime is how long words of staff can be taken back; after every line of a
	// talk comes a pause of quietTime, in which they go out.
	holdTime  = 5 * time.Second
	quietTime = 10 * time.Second
)

// hasty tells that what comes next happens before the pause is over.
func hasty(lines []line) bool {
	for _, l := range lines {
		switch l.kind {
		case answer, remark, state:
			continue
		case passing:
			d, err := time.ParseDuration(l.text)
			return err == nil && d < quietTime
		}
		return l.atOnce || (l.kind == fault && l.text == "restart at once")
	}
	return false
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
