package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

func newReadingDesk(t *testing.T, uses ...model.Purpose) *thinkingDesk {
	d := newThinkingDesk(t, paperArticles(), func(m *desk.Model, o *model.Options) { m.Uses, o.Voice = uses, "whisper" })
	d.uploads, d.chat.files = true, map[string]string{}
	d.start()
	d.says("ann", "ann", "person")
	return d
}

func note() bot.File {
	return bot.File{Channel: "test", ID: "n1", Name: "note.ogg", Type: "audio/ogg", Voice: true}
}

func TestAVoiceNoteStandsInWordsBelowTheAudio(t *testing.T) {
	d := newReadingDesk(t, model.ForVoice)
	d.says("ann", "ann", "", note())
	require.Equal(t, "bytes of n1", d.chat.files["room note.ogg audio/ogg"], "the audio stays")
	require.Contains(t, d.chat.heard("room"), "#1 Ann, a voice note written down by a language model: the printer is broken")
	require.NotContains(t, d.chat.heard("ann"), "the printer is broken")
	require.Equal(t, model.ForVoice, d.ModelUses()[0].For)
	d.says("room", "bob", "show 1")
	require.Contains(t, d.chat.sent[len(d.chat.sent)-1].Text, "written down by a language model", "it stays in the thread")
}

func TestAVoiceNoteThatCannotBeReadIsJustAudio(t *testing.T) {
	d := newReadingDesk(t, model.ForVoice)
	d.fake.Fail("voice", modelfake.Failure{How: modelfake.Ways()[0]}, 9)
	d.says("ann", "ann", "", note())
	require.NotEmpty(t, d.chat.files)
	require.NotContains(t, d.chat.heard("room"), "language model")

	d = newReadingDesk(t)
	d.says("ann", "ann", "", note())
	require.NotEmpty(t, d.chat.files)
	require.Zero(t, d.fake.Calls("voice"), "switched off")
}

func TestWhatOneReadsIsNotTranslated(t *testing.T) {
	d := newReadingDesk(t, model.ForTranslate)
	d.says("ann", "ann", "the screen is blue")
	d.says("room", "bob", "claim 1")
	d.says("room", "bob", "translate 1 hello")
	require.Zero(t, d.fake.Calls("chat"))
	require.Contains(t, d.chat.heard("room"), "Ann writes in the desk's language.")
}
