package adaptertest

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// sendsText: what is sent is seen, once and in order, under the id that Send gave.
func sendsText(e *env) {
	first := e.send(e.reply("Please take a seat."))
	second := e.send(e.reply("It is ready: https://example.org/a?b=1&c=2"))
	shown := e.Shown()
	require.Len(e, shown, 2)
	require.Equal(e, "Please take a seat.", shown[0].Text)
	require.Equal(e, "It is ready: https://example.org/a?b=1&c=2", shown[1].Text)
	require.Empty(e, shown[0].Buttons)
	require.Equal(e, first.ID, shown[0].ID)
	require.Equal(e, second.ID, shown[1].ID)
	if first.ID != "" {
		require.NotEqual(e, first.ID, second.ID)
	}
}

// nastyTextLeaves: the desk's words are seen as they are, whatever is in them, and
// an empty reply is refused or shown but breaks nothing.
func nastyTextLeaves(e *env) {
	for _, text := range nasty {
		e.send(e.reply(text))
		require.Equal(e, visible(text), visible(e.last().Text), "%q", text)
	}
	if _, err := e.Adapter.Send(e.context(), e.reply("")); err != nil {
		require.Equal(e, adapters.Refused, adapters.AsFault(err).Kind, "an empty reply can never be sent: %v", err)
	}
	e.send(e.reply("still here"))
	require.Equal(e, "still here", e.last().Text)
}

// quotesOrSendsAnyway: a reply names what it answers where the service shows that,
// and is sent all the same when that message is gone.
func quotesOrSendsAnyway(e *env) {
	e.Say("a question")
	m := e.nextSaid("a question")
	answer := e.reply("an answer")
	answer.Quote = m.ID
	e.send(answer)
	require.Equal(e, "an answer", e.last().Text)
	if quote := e.last().Quote; quote != "" {
		require.Equal(e, m.ID, quote)
	}
	late := e.reply("a late answer")
	late.Quote = "987654321"
	e.send(late)
	require.Equal(e, "a late answer", e.last().Text)
}

// markup are texts that mean something in one service or another.
var markup = []string{
	`<b>x</b> & *_~` + "`" + ` [a](b)`, "&lt;i&gt; &amp;amp; &#60;", "<script>alert(1)</script>", "</b> < > <3 a<b",
	"<!channel> <@U1> <https://evil.example|bank>", "**bold** __x__ ||spoiler|| ```code```", "# title\n> quote\n- item", `\*_\[`,
	"<a href='https://evil.example'>bank</a>",
}

// escapesMarkup: text is never markup, in a message, in an edit and on a button.
func escapesMarkup(e *env) {
	for _, text := range markup {
		sent := e.send(e.reply(text))
		require.Equal(e, text, e.last().Text)
		if editor, can := e.Adapter.(adapters.Editor); can {
			require.NoError(e, editor.Edit(e.context(), sent.ID, e.reply(text+" again")))
			require.Equal(e, text+" again", e.last().Text)
		}
	}
	if e.Adapter.Limits().Buttons > 0 {
		e.send(e.reply("choose", bot.Button{Label: "<b>A & B</b>", Data: "d:1:a"}))
		require.Equal(e, []string{"<b>A & B</b>"}, e.last().Buttons)
	}
}

// linksOnlyWhenTold: what somebody who asks has written is never made a link, in a
// message nor in an edit.
func linksOnlyWhenTold(e *env) {
	for _, text := range append([]string{"see https://evil.example/a?b=1, please"}, markup...) {
		sent := e.send(e.reply(text))
		require.Equal(e, text, e.last().Text)
		require.Empty(e, e.last().Links)
		if editor, can := e.Adapter.(adapters.Editor); can {
			require.NoError(e, editor.Edit(e.context(), sent.ID, e.reply(text+" again")))
			require.Empty(e, e.last().Links)
		}
	}
	told := e.reply("Printing, https://help.example.org/print")
	told.Linked = true
	e.send(told)
	require.Equal(e, "Printing, https://help.example.org/print", e.last().Text)
	for _, link := range e.last().Links {
		require.Equal(e, "https://help.example.org/print", link)
	}
}

// longTextFits: Fit and the Limits together make parts that the service takes, and
// lose no word.
func longTextFits(e *env) {
	var long strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&long, "Line %d <of> & 👩‍👧 %s.\n", i, strings.Repeat("w", i%7))
	}
	text := strings.TrimSpace(long.String())
	buttons := []bot.Button{{Label: "More", Data: "d:1:more"}}
	e.send(e.reply(text, buttons...))
	e.send(e.reply(strings.Repeat("&<😀", 4000)))
	var read strings.Builder
	for _, shown := range e.Shown() {
		read.WriteString(shown.Text)
	}
	want := text + strings.Repeat("&<😀", 4000)
	if e.Adapter.Limits().Buttons == 0 {
		want = text + "1. More" + strings.Repeat("&<😀", 4000)
	}
	require.True(e, solid(want) == solid(read.String()), "words were lost, added or changed on the way")
}

// solid leaves white space out.
func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// sendsButtonsAndPressComesBack: buttons are shown in order, and a press brings back
// the very data, under the message it was on.
func sendsButtonsAndPressComesBack(e *env) {
	limits := e.Adapter.Limits()
	e.need(limits.Buttons > 0 && e.Press != nil, "buttons")
	buttons := []bot.Button{{Label: "Yes", Data: "d:7:yes"}, {Label: "Noé 👍", Data: strings.Repeat("é", bot.MaxData/2)}}[:min(2, limits.Buttons)]
	last := buttons[len(buttons)-1]
	sent := e.send(e.reply("Did that help?", buttons...))
	shown := e.last()
	require.Equal(e, "Did that help?", shown.Text)
	require.Len(e, shown.Buttons, len(buttons))
	require.Equal(e, last.Label, shown.Buttons[len(buttons)-1])
	e.send(e.reply("something else"))
	e.Press(sent.ID, last.Label)
	m := e.next()
	require.Equal(e, bot.Pressed, m.Kind)
	require.Equal(e, last.Data, m.Press)
	require.Equal(e, sent.ID, m.ReplyTo)
	require.Equal(e, e.Place, m.Place)
	require.Equal(e, e.Person.ID, m.From.ID)
	require.True(e, m.Direct)
	require.NotEmpty(e, m.Delivery)
	require.False(e, m.At.IsZero())
	e.Press(sent.ID, last.Label)
	require.NotEqual(e, m.Delivery, e.next().Delivery, "two presses are two deliveries")
	e.takesAllButtons(limits)
}

// takesAllButtons: as many buttons, of the longest labels, as the Limits promise.
func (e *env) takesAllButtons(limits adapters.Limits) {
	e.Helper()
	var buttons []bot.Button
	for i := range limits.Buttons {
		label := fmt.Sprintf("%d ", i)
		if limits.Label > 0 {
			label += strings.Repeat("m", limits.Label-len(label))
		}
		buttons = append(buttons, bot.Button{Label: label, Data: fmt.Sprintf("t:%d:claim", i)})
	}
	e.send(e.reply("all of them", buttons...))
	require.Len(e, e.last().Buttons, limits.Buttons)
}

// typedTwinOnNoButtons: where buttons do not fit they are a numbered list.
func typedTwinOnNoButtons(e *env) {
	var buttons []bot.Button
	for i := range e.Adapter.Limits().Buttons + 2 {
		buttons = append(buttons, bot.Button{Label: fmt.Sprintf("Choice %c", 'A'+i%26), Data: fmt.Sprintf("d:1:%d", i)})
	}
	e.send(e.reply("Which one?", buttons...))
	shown := e.last()
	require.Empty(e, shown.Buttons)
	require.Contains(e, shown.Text, "Which one?")
	require.Contains(e, shown.Text, "1. Choice A")
	require.Contains(e, shown.Text, "2. Choice B")
}

// editsInPlace: an edit changes the one message, with its buttons; saying the same
// again is no error; a message nobody knows is Uneditable.
func editsInPlace(e *env) {
	editor, can := e.Adapter.(adapters.Editor)
	e.need(can, "editing")
	sent := e.send(e.reply("#1 open", bot.Button{Label: "Claim", Data: "t:1:claim"}))
	e.send(e.reply("another message"))
	changed := e.reply("#1 claimed by Bob", bot.Button{Label: "Release", Data: "t:1:release"})
	require.NoError(e, editor.Edit(e.context(), sent.ID, changed))
	require.NoError(e, editor.Edit(e.context(), sent.ID, changed), "saying the same again is no error")
	shown := e.Shown()
	require.Len(e, shown, 2)
	require.Equal(e, "#1 claimed by Bob", shown[0].Text)
	require.Equal(e, []string{"Release"}, shown[0].Buttons)
	require.NoError(e, editor.Edit(e.context(), sent.ID, e.reply("#1 solved")))
	require.Empty(e, e.Shown()[0].Buttons, "an edit without buttons takes them away")
	err := editor.Edit(e.context(), "987654321", e.reply("nothing there"))
	require.Error(e, err)
	require.Equal(e, adapters.Uneditable, adapters.AsFault(err).Kind)
}
