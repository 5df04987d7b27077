package desk_test

import (
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// edits lets a test put other articles in the place of those of a desk, at any time.
func (d *thinkingDesk) edits() (put func(fs.FS)) {
	var base atomic.Pointer[kb.Base]
	before := d.options
	d.options = func(o *desk.Options) {
		before(o)
		base.CompareAndSwap(nil, o.KB())
		o.KB = base.Load
	}
	d.start()
	return func(articles fs.FS) {
		lib, err := kb.Open(kb.Options{FS: []fs.FS{articles}, Languages: []string{"en", "fr"}})
		require.NoError(d.t, err)
		base.Store(lib.Base())
	}
}

func paperInTray(head, tray string) fs.FS {
	return fstest.MapFS{"paper.md": {Data: []byte("---\ntitle: Printer asks for letter paper\nquestions: [load letter paper]\n" + head + "---\n" +
		strings.ReplaceAll(paperText, "tray 1", "tray "+tray) + "\n")}}
}

func TestWhatWasEditedMeanwhileIsNotSaid(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), nil)
	put := d.edits()
	d.fake.Say(func(p modelfake.Prompt) string {
		put(paperInTray("", "7"))
		return worded(p)
	})
	d.says("ann", "ann", paperAsked)
	require.Contains(t, d.chat.heard("ann"), "Fill tray 7 with letter paper")
	require.NotContains(t, d.chat.heard("ann"), "tray 1")

	d.fake.Say(func(modelfake.Prompt) string {
		put(paperInTray("audience: staff\n", "7"))
		return "Fill tray 7 with letter paper and press OK. [1]"
	})
	d.says("eve", "eve", paperAsked)
	require.Equal(t, 2, d.fake.Calls("chat"))
	require.NotContains(t, d.chat.heard("eve"), "tray 7", "it is for staff by now")

	d.fake.Say(func(modelfake.Prompt) string {
		put(paperInTray("owner: bob\n", "7"))
		return "Fill tray 7 with letter paper and press OK. [1]"
	})
	put(paperInTray("", "7"))
	d.says("joe", "joe", paperAsked)
	require.Contains(t, d.chat.heard("joe"), "Put into other words", "the text is the same")
}

// TestTheTimeIsForAllThatIsAskedForAMessage changes conversation and articles while the
// model is slow, so that it would be asked anew.
func TestTheTimeIsForAllThatIsAskedForAMessage(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), func(_ *desk.Model, o *model.Options) { o.Timeout = 2 * time.Second })
	put := d.edits()
	d.says("ann", "ann", "person")
	d.says("ann", "ann", "my screen is blue and nothing works here")
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	at := d.now
	d.fake.Say(func(modelfake.Prompt) string {
		put(paperInTray("", "7"))
		for _, order := range []string{"claim 1", "release 1"} { // while ann is being answered
			require.NoError(t, d.Deliver(t.Context(), bot.Message{
				Delivery: "test:" + order, Place: bot.Place{Channel: "test", Chat: "room"}, From: bot.Person{ID: "test:bob", Name: "Bob"},
				Kind: bot.Said, Text: order, Direct: true, At: at,
			}))
			require.NoError(t, d.Drain(t.Context()))
		}
		<-never
		return ""
	})
	d.says("ann", "ann", paperAsked)
	require.Equal(t, 1, d.fake.Calls("chat"))
	require.Contains(t, d.chat.heard("ann"), "Is this about #1", "it was decided without it")
}

func TestWhatBecameStaffsIsNotFoundByMeaning(t *testing.T) {
	var index *model.Index
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, o *model.Options) {
		client, err := model.Open(*o)
		require.NoError(t, err)
		index = model.NewIndex(client, emptyShelf{})
		m.Index, m.Uses = index, []model.Purpose{model.ForSearch}
	})
	put := d.edits()
	lib, err := kb.Open(kb.Options{FS: []fs.FS{paperInTray("", "1")}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	d.fake.Mean(func(text string) []float32 {
		if strings.Contains(text, "wachinga") || strings.Contains(text, "turns green") {
			return []float32{1, 0}
		}
		return []float32{0, 1}
	})
	require.NoError(t, index.Build(t.Context(), lib.Articles(), nil))
	put(paperInTray("audience: staff\n", "1"))
	d.says("ann", "ann", "wachinga wuzza bimbom")
	require.Equal(t, 2, d.fake.Calls("embeddings"))
	require.NotContains(t, d.chat.heard("ann"), "Which of these", "its title is not offered")
}

func TestNamesOfStaffOfThePastDoNotLeave(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.says("room", "bob", "solve 1")
	d.says("ann", "ann", "yes")
	d.pass(30 * 24 * time.Hour)
	d.options = thinksToo(d.options)
	d.start()
	d.says("ann", "ann", "wachinga wuzza Bob bimbom")
	require.Positive(t, d.fake.Calls("chat"))
	for _, p := range d.fake.Prompts() {
		require.NotContains(t, p.User, "Bob")
	}
}

func thinksToo(before func(*desk.Options)) func(*desk.Options) {
	return func(o *desk.Options) {
		before(o)
		o.Model.Uses = []model.Purpose{model.ForWording, model.ForRewrite}
	}
}

func TestOneWhoSpentTheirShareIsNotEverybody(t *testing.T) {
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, _ *model.Options) { m.Budget = model.Budget{Day: 1900, Person: 1500} })
	d.fake.Say(worded)
	for _, who := range []string{"ann", "eve", "joe", "zoe"} {
		for range 3 {
			d.says(who, who, paperAsked)
			d.says(who, who, "thanks")
		}
		if who == "ann" {
			require.Contains(t, d.log.String(), "one person's share")
			require.NotContains(t, d.log.String(), "people get plain sections")
		}
	}
	require.Equal(t, 1, strings.Count(d.log.String(), "people get plain sections until tomorrow"), "and then everybody hears")
}

// TestWhatRestsKeepsNothingElseFromWorking: many local endpoints tell what texts mean, and
// their chat is down.
func TestWhatRestsKeepsNothingElseFromWorking(t *testing.T) {
	var index *model.Index
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, o *model.Options) {
		if index == nil {
			client, err := model.Open(*o)
			require.NoError(t, err)
			index = model.NewIndex(client, emptyShelf{})
		}
		m.Index = index
	})
	lib, err := kb.Open(kb.Options{FS: []fs.FS{paperArticles()}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	require.NoError(t, index.Build(t.Context(), lib.Articles(), nil))
	d.fake.Fail("chat", modelfake.Failure{How: modelfake.Forbidden}, 9)
	for range 5 {
		d.says("ann", "ann", paperAsked)
		d.says("ann", "ann", "thanks")
	}
	require.Equal(t, 3, d.fake.Calls("chat"), "then it rests")
	asked := d.fake.Calls("embeddings")
	d.says("eve", "eve", "wachinga wuzza bimbom")
	require.Equal(t, asked+1, d.fake.Calls("embeddings"))
}
