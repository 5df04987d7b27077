package desk_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"io/fs"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

const (
	paperText = "The printer asks for letter paper when tray 1 is empty. Fill tray 1 with letter paper and press OK. Do not open tray 2 while the printer is working. " +
		"The light of the printer turns green when it is ready. The help line is +260 955 000 000."
	paperWorded = "Fill tray 1 with letter paper, and press OK."
	paperAsked  = "the printer asks for letter paper"
)

func paperArticles() fs.FS {
	return fstest.MapFS{
		"paper.md": {Data: []byte("---\ntitle: Printer asks for letter paper\nquestions: [load letter paper, printer says load letter]\n---\n" + paperText + "\n")},
		"ink.md":   {Data: []byte("---\ntitle: Ink of the scanner\nquestions: [scanner is dry]\n---\nOpen the scanner and fill in blue ink.\n")},
		"leave.md": {Data: []byte("---\ntitle: Annual leave\nquestions: [how many holidays]\n---\nAsk the registrar for a leave form.\n")},
	}
}

// thinkingDesk is a small desk with a model, and the log that it wrote.
type thinkingDesk struct {
	*smallDesk
	fake *modelfake.Server
	log  bytes.Buffer
}

func newThinkingDesk(t *testing.T, articles fs.FS, change func(*desk.Model, *model.Options)) *thinkingDesk {
	d := &thinkingDesk{smallDesk: &smallDesk{t: t, dir: t.TempDir(), chat: &smallChat{}, now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}, fake: modelfake.New()}
	t.Cleanup(d.fake.Close)
	lib, err := kb.Open(kb.Options{FS: []fs.FS{articles}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	masks, err := bot.NewMasks([]byte("k"), []string{"email", "phone"}, nil)
	require.NoError(t, err)
	d.options = func(o *desk.Options) {
		o.KB, o.Languages = lib.Base, []string{"en", "fr"}
		o.Log = slog.New(slog.NewTextHandler(&d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		m := desk.Model{Uses: []model.Purpose{model.ForWording, model.ForRewrite, model.ForSearch}}
		opt := model.Options{
			BaseURL: d.fake.URL, APIKey: modelfake.Key, Chat: "llama3.1", Embed: "nomic", Masks: masks,
			Now: func() time.Time { return d.now }, HTTP: d.fake.Client(), Timeout: time.Second,
		}
		if change != nil {
			change(&m, &opt)
		}
		m.Client, err = model.Open(opt)
		require.NoError(t, err)
		o.Model = &m
	}
	d.start()
	t.Cleanup(func() { require.NoError(t, d.store.Close()) })
	return d
}

func worded(modelfake.Prompt) string { return "Fill tray 1 with letter paper, and press OK. [1]" }

func TestAnAnswerIsSentInOtherWordsAndSaysSo(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), nil)
	d.fake.Say(worded)
	d.says("ann", "ann", paperAsked)
	require.Contains(t, d.chat.heard("ann"), paperWorded+" (Printer asks for letter paper)\nPut into other words by a language model.")
	require.NotContains(t, d.chat.heard("ann"), "turns green")
	d.says("ann", "ann", "more")
	require.Contains(t, d.chat.heard("ann"), paperText, "the article itself")
	require.Equal(t, 1, d.fake.Calls("chat"))

	uses := d.ModelUses()
	require.Len(t, uses, 1)
	require.Equal(t, model.ForWording, uses[0].For)
	require.Equal(t, []string{"paper"}, uses[0].Sections)
	require.Positive(t, uses[0].Tokens())
	d.start()
	require.Equal(t, uses[0].MessageID, d.ModelUses()[0].MessageID, "a restart remembers")
	for _, secret := range []string{"letter paper", modelfake.Key, "tray"} {
		require.NotContains(t, d.log.String(), secret)
	}
}

func TestWhateverTheModelDoesThePersonGetsAnAnswerInTime(t *testing.T) {
	check := func(t *testing.T, prepare func(*modelfake.Server)) {
		d := newThinkingDesk(t, paperArticles(), nil)
		prepare(d.fake)
		began := time.Now()
		d.says("ann", "ann", paperAsked)
		require.Less(t, time.Since(began), 5*time.Second)
		require.Equal(t, paperText+" (Printer asks for letter paper)\nDid that help?", d.chat.heard("ann"))
		require.Equal(t, 1, d.fake.Calls("chat"))
		require.NotEmpty(t, d.ModelUses()[0].Outcome)
		require.NotContains(t, d.log.String(), "letter paper")
		require.NotContains(t, d.log.String(), modelfake.Key)
	}
	for _, way := range modelfake.Ways() {
		t.Run(way.String(), func(t *testing.T) {
			check(t, func(f *modelfake.Server) { f.Fail("chat", modelfake.Failure{How: way}, 1) })
		})
	}
	for name, lie := range modelfake.Lies("Fill tray 1 with letter paper and press OK. [1]") {
		t.Run(name, func(t *testing.T) {
			check(t, func(f *modelfake.Server) { f.Say(func(modelfake.Prompt) string { return lie }) })
		})
	}
}

func TestARewrittenQuestionIsOfferedAndNeverSure(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), nil)
	d.fake.Say(func(p modelfake.Prompt) string {
		if _, ok := p.Fenced("QUESTION"); ok && len(p.Sections()) == 0 {
			return paperAsked
		}
		return "UNSURE"
	})
	d.says("ann", "ann", "wachinga wuzza bimbom")
	require.Contains(t, d.chat.heard("ann"), "Which of these do you mean?")
	require.NotContains(t, d.chat.heard("ann"), "Fill tray 1")

	d.fake.Say(func(modelfake.Prompt) string { return "UNSURE" })
	d.says("bob", "bob", "wachinga wuzza bimbom")
	require.Contains(t, d.chat.heard("bob"), "I do not know the answer to that.")
}

func TestABudgetIsKeptForEachPersonAndToldOnce(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, _ *model.Options) { m.Budget = model.Budget{Person: 1500} })
	d.fake.Say(worded)
	for range 4 {
		d.says("ann", "ann", paperAsked)
		d.says("ann", "ann", "thanks")
		d.pass(time.Minute)
	}
	asked := d.fake.Calls("chat")
	require.Less(t, asked, 4)
	require.Positive(t, asked)
	require.Equal(t, 1, strings.Count(d.log.String(), "budget is spent"))
	require.Contains(t, d.chat.heard("ann"), "turns green")
	d.says("eve", "eve", paperAsked)
	require.Equal(t, asked+1, d.fake.Calls("chat"), "another person has their own")
	d.start()
	d.says("ann", "ann", paperAsked)
	require.Equal(t, asked+1, d.fake.Calls("chat"), "a restart does not forget")
	d.pass(24 * time.Hour)
	d.says("ann", "ann", paperAsked)
	require.Equal(t, asked+2, d.fake.Calls("chat"), "a new day")
}

// TestALateAnswerIsDroppedWhenAHumanJoins claims the ticket while the model is asked.
func TestALateAnswerIsDroppedWhenAHumanJoins(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), func(_ *desk.Model, o *model.Options) { o.Timeout = 30 * time.Second })
	d.says("ann", "ann", "person")
	d.says("ann", "ann", "my screen is blue and nothing works here")
	require.Contains(t, d.chat.heard("ann"), "#1")
	d.fake.Say(func(p modelfake.Prompt) string {
		if d.fake.Calls("chat") > 1 {
			return "UNSURE"
		}
		d.says("room", "bob", "claim 1")
		require.Contains(t, d.chat.heard("ann"), "Bob is looking into it")
		return worded(p)
	})
	before := len(d.chat.heard("ann"))
	d.says("ann", "ann", paperAsked)
	after := d.chat.heard("ann")[before:]
	require.Equal(t, 1, d.fake.Calls("chat"), "the model was asked while nobody had the ticket")
	require.Contains(t, after, "Bob is looking into it")
	require.NotContains(t, after, "tray 1", "what it said came too late")
	require.Contains(t, d.chat.heard("room"), paperAsked, "the human reads it instead")
}

func TestTheModelIsNotAskedForWhatIsSwitchedOff(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, _ *model.Options) { m.Uses = nil })
	d.says("ann", "ann", paperAsked)
	d.says("ann", "ann", "wachinga wuzza bimbom")
	require.Empty(t, d.fake.Prompts())
	require.Empty(t, d.ModelUses())
}

func TestMeaningOffersWhatWordsDoNotFind(t *testing.T) {
	var index *model.Index
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, o *model.Options) {
		client, err := model.Open(*o)
		require.NoError(t, err)
		index = model.NewIndex(client, emptyShelf{})
		m.Index = index
	})
	d.fake.Mean(func(text string) []float32 {
		if strings.Contains(text, "wachinga") || strings.Contains(text, "scanner") {
			return []float32{1, 0, 0}
		}
		return []float32{0, 1, float32(len(text)%7) / 10}
	})
	lib, err := kb.Open(kb.Options{FS: []fs.FS{paperArticles()}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	require.NoError(t, index.Build(t.Context(), lib.Articles(), nil))
	d.says("ann", "ann", "wachinga wuzza bimbom")
	require.Contains(t, d.chat.heard("ann"), "Which of these do you mean?")
	require.NotEmpty(t, d.chat.sent[0].Buttons)
	require.Equal(t, "Ink of the scanner", d.chat.sent[0].Buttons[0].Label)
	require.NotContains(t, d.chat.heard("ann"), "blue ink")
}

type emptyShelf struct{}

func (emptyShelf) Get(context.Context, string) ([]byte, bool, error) { return nil, false, nil }
func (emptyShelf) Put(context.Context, string, []byte) error         { return nil }
