package dialogue

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// A talk is written down as it happens:
//
//	> forgot my password       she says it; see says for what else she can do
//	Choose Reset. [Yes] [No]   what the desk says
//	= relay                    any other effect
//	! solved Done.             what staff do meanwhile
//
// play says again what stands behind ">" and "!" and gives what then happens.
type talk struct {
	t       *testing.T
	d       Dialogue
	c       bot.Conversation
	from    bot.Person
	tickets int
	out     strings.Builder
}

func begin(t *testing.T, languages ...string) *talk {
	t.Helper()
	return &talk{t: t, d: Dialogue{Languages: languages}, from: bot.Person{ID: "web:ann", Name: "Ann"}}
}

// check plays a talk and compares all of it.
func check(t *testing.T, script string) *talk {
	t.Helper()
	b := begin(t, "en", "fr")
	b.check(script)
	return b
}

func (b *talk) check(script string) {
	b.t.Helper()
	var lines []string
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	require.Equal(b.t, strings.Join(lines, "\n"), b.play(lines))
}

func (b *talk) play(lines []string) string {
	b.out.Reset()
	for _, line := range lines {
		if text, ok := strings.CutPrefix(line, "> "); ok {
			b.write(line)
			b.step(b.says(text))
		} else if what, ok := strings.CutPrefix(line, "! "); ok {
			b.write(line)
			b.staff(what)
		}
	}
	return strings.TrimSpace(b.out.String())
}

func (b *talk) write(line string) { fmt.Fprintln(&b.out, line) }

// says reads what a person does: "[Label]" presses a button of the last reply,
// "{data}" any button, "(sticker)", "(photo) words", "(edited) words", "(cut)
// words" and "(left)" are what they say, everything else is text.
func (b *talk) says(text string) bot.Message {
	m := bot.Message{Kind: bot.Said, From: b.from, Place: bot.Place{Channel: "web", Chat: "ann"}, Text: text}
	mark, words, _ := strings.Cut(text, ")")
	words = strings.TrimSpace(words)
	switch {
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		m.Kind, m.Text = bot.Pressed, ""
		for _, button := range b.c.Offered {
			if "["+button.Label+"]" == text {
				m.Press = button.Data
			}
		}
		require.NotEmpty(b.t, m.Press, "there is no button %s", text)
	case strings.HasPrefix(text, "{"):
		m.Kind, m.Text, m.Press = bot.Pressed, "", strings.Trim(text, "{}")
	case mark == "(nothing":
		m.Text = ""
	case mark == "(sticker":
		m.Kind, m.Text = bot.Unreadable, ""
	case mark == "(photo":
		m.Text, m.Files = words, []bot.File{{ID: "f1", Type: "image/jpeg"}}
	case mark == "(edited":
		m.Kind, m.Text = bot.Edited, words
	case mark == "(cut":
		m.Cut, m.Text = true, words
	case mark == "(left":
		m.Kind, m.Text = bot.Left, ""
	}
	return m
}

// step takes one message through Wants and Step, and carries out what follows as
// the desk does.
func (b *talk) step(m bot.Message) {
	effects := b.pure(m)
	for _, effect := range effects {
		switch e := effect.(type) {
		case Say:
			b.said(e)
		case OpenTicket:
			b.tickets++
			b.write(fmt.Sprintf("= open #%d %q tried %v", b.tickets, e.Question, e.Tried))
			var say Say
			b.c, say = b.d.HandedOver(b.c, b.tickets, e.Question != "", fmt.Sprintf("Passed on as #%d.", b.tickets))
			b.said(say)
		case Relay:
			b.write("= relay")
			if e.Tell {
				b.said(Say{Text: Text(b.c.Lang, "ticket.added", "number", strconv.Itoa(b.c.Ticket))})
			}
		case Confirm:
			b.write(fmt.Sprintf("= solved %t", e.Solved))
		case Rate:
			b.write(fmt.Sprintf("= rate %d", e.Stars))
		case ShowStatus:
			b.write("= status")
		case Unreachable:
			b.write("= unreachable")
		}
	}
}

func (b *talk) wants(m bot.Message) want { return wants(b.c, b.d.read(&b.c, m)) }

// pure runs Step twice on the same values and holds that they are left alone.
func (b *talk) pure(m bot.Message) []Effect {
	before := spacious(b.c)
	answer := b.d.LookUp(before, m, shelves{})
	next, effects := b.d.Step(before, m, answer)
	answer.in = nil // Step reads the message itself where LookUp has not
	again, sameEffects := b.d.Step(before, m, answer)
	require.Equal(b.t, []any{m.From, m.Place}, []any{next.Person, next.Place})
	require.Equal(b.t, written(b.c), written(before), "Step changed what it was given")
	require.Equal(b.t, next, again, "Step is not the same twice")
	require.Equal(b.t, effects, sameEffects)
	for _, past := range before.Past[len(before.Past):cap(before.Past)] {
		require.Equal(b.t, spare, past, "Step wrote behind a slice it was given")
	}
	for _, s := range [][]string{before.Tried, before.Choices} {
		for _, text := range s[len(s):cap(s)] {
			require.Empty(b.t, text, "Step wrote behind a slice it was given")
		}
	}
	b.turned(b.c, next)
	b.c = next
	return effects
}

// turned holds that new buttons come with a new turn, so that old ones are stale.
func (b *talk) turned(before, after bot.Conversation) {
	if before.Turn == after.Turn && len(after.Offered) > 0 {
		require.Equal(b.t, before.Offered, after.Offered, "a button of an earlier turn would work")
	}
}

const spare = -1

// spacious copies a conversation, with room behind each slice, where a careless
// append would write.
func spacious(c bot.Conversation) bot.Conversation {
	c.Tried = append(make([]string, 0, len(c.Tried)+3), c.Tried...)
	c.Choices = append(make([]string, 0, len(c.Choices)+3), c.Choices...)
	c.Offered = append(make([]bot.Button, 0, len(c.Offered)+3), c.Offered...)
	past := append(slices.Clone(c.Past), spare, spare, spare)
	c.Past = past[:len(c.Past)]
	return c
}

func written(c bot.Conversation) string {
	text, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (b *talk) said(say Say) {
	text := say.Text
	for _, button := range say.Buttons {
		text += " [" + button.Label + "]"
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.write(line)
		}
	}
}

// staff does what happens on the other side: "solved WORDS" and "closed".
func (b *talk) staff(what string) {
	word, words, _ := strings.Cut(what, " ")
	switch word {
	case "solved":
		next, say := b.d.Solved(b.c, bot.Ticket{Number: b.c.Ticket, SolvedBy: bot.Person{Name: "Bob"}}, words)
		b.turned(b.c, next)
		b.c = next
		b.said(say)
	case "closed":
		b.c.Leave()
		b.c.Forget()
	default:
		require.Fail(b.t, "staff cannot "+what)
	}
}

var march = time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)

// shelf holds the articles of the tests by name.
var shelf = map[string]*kb.Article{
	"print": article("print", "en", "Printing certificates", "Fill tray 1."),
	"steps": article("steps", "en", "Register a birth", "1. Open it.\n2. Save it."),
	"fees":  article("fees", "en", "Fees", "It is free."),
	"payer": article("payer", "fr", "Les frais", "C'est gratuit."),
	"sw":    article("sw", "sw", "Ada", "Ni bure."),
	"three": article("three", "en", "Three pages", strings.TrimSpace(strings.Repeat("Go. ", 220))+"\n\n"+
		strings.TrimSpace(strings.Repeat("On. ", 220))+"\n\n"+strings.Repeat("End. ", 100)),
	"long": article("long", "en", "The long way", strings.Repeat("One step. ", 60)+"\n\n"+
		strings.Repeat("Two steps. ", 60)+"\n\nThe end."),
	"headed": {Name: "headed", Lang: "en", Title: "Office", Sections: []kb.Section{
		{ID: "headed#office", Heading: "Office"},
		{ID: "headed#hours", Heading: "Hours", Above: []string{"Office"}, Text: "From eight."},
		{ID: "headed#place", Heading: "Place", Above: []string{"Office"}, Text: "By the school."},
		{ID: "headed#empty", Heading: "Empty", Above: []string{"Office"}},
	}},
}

func article(name, lang, title, text string) *kb.Article {
	a := &kb.Article{Name: name, Lang: lang, Title: title, Sections: []kb.Section{{ID: name, Text: strings.TrimSpace(text)}}}
	switch name {
	case "print":
		a.Checked = march
	case "steps":
		a.URL = "https://help.example.org/steps"
	}
	return a
}

// questions are what the tests ask, with the articles that answer: one is sure,
// several are torn.
var questions = map[string][]string{
	"how to print": {"print"}, "how to register": {"steps"}, "est-ce gratuit": {"payer"},
	"the long way": {"long"}, "ni bei gani": {"sw"}, "the office": {"headed"}, "three pages": {"three"},
	"how to free": {"fees"}, "how to office": {"headed"}, "how to wibble": {"print"}, "how to tray": {"print"}, "is it free": {"fees"}, "the paper tray": {"print"}, "certificate tray": {"print"}, "my forms certificates": {"print", "fees"},
	"certificate": {"print", "fees"}, "frais": {"payer", "fees"}, "vanished": {"gone", "print"},
}

// shelves is the knowledge base of the tests.
type shelves struct{}

func (shelves) DetectLang(text string) (string, bool) {
	for lang, words := range map[string]string{"fr": " est-ce gratuit comment combien imprimer ", "en": " how to is it free the what print ", "sw": " ni bei gani "} {
		known := 0
		for _, word := range strings.Fields(text) {
			if strings.Contains(words, " "+word+" ") {
				known++
			}
		}
		if known > 1 && known == len(strings.Fields(text)) {
			return lang, true
		}
	}
	return "en", false
}

func (shelves) Section(id, _ string) (kb.Hit, bool) {
	a := shelf[strings.TrimSuffix(id, "#office")]
	if a == nil {
		return kb.Hit{}, false
	}
	return kb.Hit{Article: a, Section: &a.Sections[0]}, true
}

func (shelves) Search(q kb.Question) kb.Answer {
	answer := kb.Answer{Verdict: kb.Sure}
	for _, name := range questions[q.Text] {
		a := shelf[name]
		if name == "gone" {
			a = article("gone", "en", "Gone", "It was here.")
		}
		answer.Hits = append(answer.Hits, kb.Hit{Article: a, Section: &a.Sections[0]})
	}
	switch {
	case len(answer.Hits) == 0:
		return kb.Answer{}
	case len(answer.Hits) > 1:
		answer.Verdict, answer.Choices = kb.Torn, len(answer.Hits)
		near := shelf["sw"]
		answer.Hits = append(answer.Hits, kb.Hit{Article: near, Section: &near.Sections[0]})
	}
	answer.Lang = answer.Hits[0].Article.Lang
	return answer
}
