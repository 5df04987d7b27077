package adaptertest

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// deliversText: every field of a plain message is right.
func deliversText(e *env) {
	id := e.Say("Where is my certificate?")
	m := e.nextSaid("Where is my certificate?")
	require.NotEmpty(e, m.Delivery, "a delivery needs a key")
	require.True(e, strings.HasPrefix(m.Delivery, e.Adapter.Name()+":"), "the key begins with the channel's name: %q", m.Delivery)
	if id != "" {
		require.Equal(e, id, m.ID)
	}
	require.Equal(e, e.Place, m.Place)
	require.Equal(e, e.Adapter.Name(), m.Place.Channel)
	require.Equal(e, e.Person.ID, m.From.ID)
	if e.Person.Name != "" {
		require.Equal(e, e.Person.Name, m.From.Name)
	}
	if e.Person.Lang != "" {
		require.Equal(e, e.Person.Lang, m.From.Lang)
	}
	require.True(e, m.Direct, "a one-to-one chat always speaks to the desk")
	require.False(e, m.At.IsZero(), "the time is missing")
	require.Empty(e, m.Press)
	require.Empty(e, m.ReplyTo)
	require.Empty(e, m.Files)
	require.False(e, m.Cut)
}

// acknowledgesAfterStoring: what could not be stored is not acknowledged, and comes
// again as the same delivery.
func acknowledgesAfterStoring(e *env) {
	e.need(e.Acked != nil, "acknowledgement")
	var tooEarly []int
	e.inbox.fail(2, func() { tooEarly = append(tooEarly, e.Acked()) })
	e.Say("please keep this")
	m := e.nextSaid("please keep this")
	refused := e.inbox.turnedAway()
	require.Equal(e, []int{0, 0}, tooEarly, "acknowledged before it was stored")
	require.Len(e, refused, 2)
	for _, r := range refused {
		require.Equal(e, m.Delivery, r.Delivery, "the same thing came again under another key")
		require.Equal(e, m.Text, r.Text)
	}
	e.eventually("what was stored must be acknowledged", func() bool { return e.Acked() == 1 })
	e.nothingElse()
}

// keepsOrder: one chat's messages arrive in the order they were written, also when
// storing one of them fails at first.
func keepsOrder(e *env) {
	const many = 25
	e.inbox.fail(1, nil)
	keys := map[string]bool{}
	for i := range many {
		e.Say(fmt.Sprintf("line %d", i))
	}
	for i := range many {
		keys[e.nextSaid(fmt.Sprintf("line %d", i)).Delivery] = true
	}
	require.Len(e, keys, many, "every delivery needs a key of its own")
	e.nothingElse()
}

// redeliveryKeepsKey: what the service delivers twice has one key.
func redeliveryKeepsKey(e *env) {
	e.need(e.Again != nil, "redelivery")
	e.Say("once")
	first := e.nextSaid("once")
	e.Again()
	second := e.nextSaid("once")
	require.Equal(e, first.Delivery, second.Delivery)
	require.Equal(e, first.ID, second.ID)
	require.Equal(e, first.From, second.From)
	e.Say("twice")
	require.NotEqual(e, first.Delivery, e.nextSaid("twice").Delivery)
}

// nasty are texts that have broken chats before. All must stay what people see.
var nasty = []string{
	"a\x00b", "👩‍👩‍👧‍👦 and 🇿🇲 and e\u0301", "مرحبا بالعالم 123", "\u202eevil\u202c", `'"` + "`;--\\n<b>&amp;", "tab\there",
	"two\nlines", "\ufeffmark", "ZW\u200dJ \u00a0 space", "/usr/bin/firstline", "…—“”", "x\ufffdy", "0", "null", "{}",
}

// nastyTextArrives: whatever a person writes arrives as the same visible
// characters, and nothing stops what comes after.
func nastyTextArrives(e *env) {
	for _, text := range append(nasty, strings.Repeat("lång ", 20_000)) {
		text = e.sayable(text)
		e.Say(text)
		require.Equal(e, visible(text), visible(e.next().Text), "%.40q", text)
	}
	if e.MaxSay == 0 {
		e.Say("")
		e.Say("after the empty one")
		if m := e.next(); m.Text == "" {
			e.nextSaid("after the empty one")
		} else {
			require.Equal(e, "after the empty one", m.Text)
		}
	}
}

// sayable cuts a text to what the service lets people write.
func (e *env) sayable(text string) string {
	if e.OneLine {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	if e.MaxSay > 0 && len(text) > e.MaxSay {
		end := e.MaxSay
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	return text
}

// visible is what the desk keeps of a text.
func visible(text string) string { return bot.Message{Text: text}.Clean().Text }

// answerNamesTheMessage: an answer to one of our messages names it by the id that
// Send gave.
func answerNamesTheMessage(e *env) {
	e.need(e.Answer != nil, "answers to a message")
	first := e.send(e.reply("Which office?"))
	e.send(e.reply("And since when?"))
	require.NotEmpty(e, first.ID, "a message that can be answered needs an id")
	e.Answer(first.ID, "the one in Ibombo")
	m := e.nextSaid("the one in Ibombo")
	require.Equal(e, first.ID, m.ReplyTo)
	require.True(e, m.Direct, "an answer to the bot speaks to the desk")
}

// unreadableLeadsSomewhere: a voice note or sticker reaches the desk as Unreadable.
func unreadableLeadsSomewhere(e *env) {
	e.need(e.Unreadable != nil, "unreadable messages")
	e.Unreadable()
	m := e.next()
	require.Equal(e, bot.Unreadable, m.Kind)
	require.Equal(e, e.Place, m.Place)
	require.Equal(e, e.Person.ID, m.From.ID)
	require.NotEmpty(e, m.Delivery)
	require.True(e, m.Direct)
}

// poisonDoesNotStopOthers: what no decoder understands takes nothing else with it.
func poisonDoesNotStopOthers(e *env) {
	e.need(e.Poison != nil, "poison")
	e.Say("before")
	e.Poison()
	e.Poison()
	e.Say("after")
	e.nextSaid("before")
	m := e.next()
	for range 2 {
		// It is allowed, and good, to pass poison on as unreadable.
		if m.Kind == bot.Unreadable {
			m = e.next()
		}
	}
	require.Equal(e, "after", m.Text)
	if e.Acked != nil {
		e.eventually("poison must be acknowledged too", func() bool { return e.Acked() >= 2 })
	}
}

// ignoresOwnMessages: bots are never answered, so that two cannot talk for ever.
func ignoresOwnMessages(e *env) {
	e.need(e.Own != nil, "messages by bots")
	e.Own()
	e.Say("a person")
	e.nextSaid("a person")
	e.nothingElse()
}

// survivesTrouble: receiving goes on after a bad time, without loss.
func survivesTrouble(e *env) {
	e.need(e.Trouble != nil, "trouble with receiving")
	e.Say("before")
	e.nextSaid("before")
	e.Trouble()
	e.Say("during")
	e.nextSaid("during")
	e.Trouble()
	e.Say("after")
	e.nextSaid("after")
	e.nothingElse()
}

// refusesForgery: a request that is not authentic gets 401 or 403 and delivers
// nothing.
func refusesForgery(e *env) {
	_, webhook := e.Adapter.(adapters.Webhook)
	if !webhook || e.Forge == nil {
		require.False(e, webhook && e.Forge == nil, "a Webhook adapter's harness must have Forge")
	}
	e.need(webhook, "webhook")
	status := e.Forge()
	require.Contains(e, []int{http.StatusUnauthorized, http.StatusForbidden}, status)
	e.Say("a real one")
	e.nextSaid("a real one")
	e.nothingElse()
}

// stopsOnCancel: Run ends soon after its context, also while it waits for
// messages; stop fails the case otherwise.
func stopsOnCancel(e *env) {
	e.Say("working")
	e.nextSaid("working")
	e.stop()
}
