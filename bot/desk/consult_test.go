package desk_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// newConsultingDesk has a ticket of Ann's that Bob claimed, and a model that helps staff.
func newConsultingDesk(t *testing.T, budget model.Budget) *thinkingDesk {
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, _ *model.Options) {
		m.Uses, m.Budget = []model.Purpose{model.ForSummary, model.ForSuggestion, model.ForDraft}, budget
	})
	d.says("ann", "ann", "person")
	d.says("ann", "ann", "tray 3 of the scanner is stuck, call me on +260 977 123 456 or at ann@example.org")
	d.says("room", "bob", "claim 1")
	return d
}

// pressSay is the press under what was prepared last for Bob.
func (d *thinkingDesk) pressSay() string {
	for i := len(d.chat.sent) - 1; i >= 0; i-- {
		if r := d.chat.sent[i]; r.To.Chat == "bob" && len(r.Buttons) > 0 {
			return "[" + r.Buttons[0].Data + "]"
		}
	}
	d.t.Fatal("nothing was prepared")
	return ""
}

func TestASuggestionIsDroppedWhenTheTicketChangedHands(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.fake.Say(func(modelfake.Prompt) string {
		d.says("room", "eve", "claim 1 yes")
		return "Please open tray 3."
	})
	d.says("room", "bob", "suggest 1")
	require.Equal(t, 1, d.fake.Calls("chat"))
	require.Contains(t, d.chat.heard("room"), "#1 is with Eve")
	require.NotContains(t, d.chat.heard("room")+d.chat.heard("bob")+d.chat.heard("ann"), "open tray 3")
}

func TestOnlyTheOwnerSendsWhatWasPrepared(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.fake.Say(func(modelfake.Prompt) string { return "Please open tray 3." })
	d.says("room", "bob", "suggest 1")
	press := d.pressSay()
	require.NotContains(t, d.chat.heard("room"), "open tray 3")
	for _, who := range []string{"ann", "eve"} {
		d.says(who, who, press)
	}
	d.says("room", "eve", press)
	d.says("bob", "bob", "[t:1:say:forged]")
	require.NotContains(t, d.chat.heard("ann"), "open tray 3")
	d.start()
	d.says("bob", "bob", press)
	d.says("bob", "bob", press)
	require.Equal(t, 1, strings.Count(d.chat.heard("ann"), "Bob: Please open tray 3."))
	require.Contains(t, d.chat.heard("room"), "Sent to Ann (#1): Please open tray 3.", "colleagues read what went out")
}

func TestNothingPersonalLeavesForTheHelpOfStaff(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.fake.Say(func(p modelfake.Prompt) string {
		if strings.Contains(p.System, "TITLE:") {
			return "TITLE: A stuck scanner\nTEXT:\nOpen tray 3."
		}
		return "Somebody called from [PHONE-1]."
	})
	d.says("room", "bob", "note 1 her supervisor has 0966 000 111")
	d.says("room", "bob", "summary 1")
	d.says("room", "bob", "suggest 1")
	d.says("room", "bob", "solve 1")
	d.says("room", "bob", "draft 1")
	require.Len(t, d.fake.Prompts(), 3)
	for i, p := range d.fake.Prompts() {
		for _, secret := range []string{"977", "ann@", "Ann:", "Bob", "0966"} {
			require.NotContains(t, p.User, secret, i)
		}
		require.Equal(t, !strings.Contains(p.System, "suggest"), strings.Contains(p.User, "supervisor"), "notes go into no reply: %d", i)
	}
	require.Contains(t, d.chat.heard("room"), "Somebody called from [phone ", "masked as rooms see it")
	require.NotContains(t, d.chat.heard("room")+d.chat.heard("bob"), "977")
	require.NotContains(t, d.log.String(), "stuck")
}

func TestADraftIsAnArticle(t *testing.T) {
	for i, title := range []string{"Scanner is stuck", "the scanner: tray 3 is stuck, why?", "--- type: x"} {
		d := newConsultingDesk(t, model.Budget{})
		d.says("room", "bob", "solve 1")
		d.fake.Say(func(modelfake.Prompt) string {
			return "TITLE: " + title + "\nASK: scanner, it is: stuck\nTEXT:\n1. Open tray 3.\n2. Close it."
		})
		d.says("room", "bob", "draft 1")
		last := d.chat.sent[len(d.chat.sent)-1].Text
		_, article, found := strings.Cut(last, "\n\n")
		require.True(t, found, title+last)
		lib, err := kb.Open(kb.Options{FS: []fs.FS{fstest.MapFS{fmt.Sprintf("d%d.md", i): {Data: []byte(article)}}}, Languages: []string{"en"}})
		require.NoError(t, err)
		require.Len(t, lib.Base().Articles(), 1, article)
		a := lib.Base().Articles()[0]
		require.Equal(t, title, a.Title)
		require.Equal(t, []string{"scanner, it is: stuck"}, a.Questions)
		require.Equal(t, "how-to", a.Type)
	}
}

func TestStaffAreToldWhenTheirTokensAreSpent(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{Person: 1300})
	d.fake.Say(func(modelfake.Prompt) string { return "The scanner is stuck." })
	for range 8 {
		d.says("room", "bob", "summary 1")
	}
	asked := d.fake.Calls("chat")
	require.Positive(t, asked)
	require.Less(t, asked, 8)
	require.Contains(t, d.chat.heard("room"), "tokens for today are spent")
	d.start()
	d.says("room", "bob", "summary 1")
	require.Equal(t, asked, d.fake.Calls("chat"), "a restart does not forget")
	d.says("room", "eve", "summary 1")
	require.Equal(t, asked+1, d.fake.Calls("chat"), "a colleague has their own")
}
