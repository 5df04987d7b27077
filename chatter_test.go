package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// chatter is what one person does in one chat, and what they see there. An empty id
// in answer and photo quotes nothing.
type chatter struct {
	t      *testing.T
	wait   func(cond func() bool, timeout time.Duration) bool
	sees   func() []shown
	say    func(text string) (id string)
	answer func(to, text string) (id string)
	press  func(id, label string)
	photo  func(to, caption string, data []byte) (id string)
	// marks are the signs of the desk on a message of this person.
	marks func(id string) []string
}

// shown is a message of the desk as people see it.
type shown struct {
	id, text string
	buttons  []string
	// to is what it quotes or whose thread it is in.
	to   string
	file []byte
	// pings counts what calls people, links are addresses that can be clicked.
	pings int
	links []string
}

func (m shown) String() string {
	line := m.text
	for _, label := range m.buttons {
		line += " [" + label + "]"
	}
	if m.file != nil {
		line += " (a file of " + strconv.Itoa(len(m.file)) + " bytes)"
	}
	return line
}

func (c *chatter) transcript() string {
	var lines []string
	for _, m := range c.sees() {
		lines = append(lines, m.String())
	}
	return strings.Join(lines, "\n")
}

// await waits for a message and gives the newest one that fits.
func (c *chatter) await(what string, fits func(m shown) bool) shown {
	c.t.Helper()
	var found shown
	ok := c.wait(func() bool {
		for _, m := range c.sees() {
			if fits(m) {
				found = m
			}
		}
		return found.id != ""
	}, patience)
	require.True(c.t, ok, "nothing came that is %s; there is:\n%s", what, c.transcript())
	return found
}

// hear waits for a message that begins with a text.
func (c *chatter) hear(begins string) shown {
	c.t.Helper()
	return c.await("like "+begins, func(m shown) bool { return strings.HasPrefix(m.text, begins) })
}

// photographed waits for a file of these bytes.
func (c *chatter) photographed(data []byte) shown {
	c.t.Helper()
	return c.await("the photo", func(m shown) bool { return bytes.Equal(m.file, data) })
}

// choose takes an option of a message: by its button where there are some, else by
// its number.
func (c *chatter) choose(m shown, number int, label string) {
	c.t.Helper()
	if slices.Contains(m.buttons, label) {
		c.press(m.id, label)
		return
	}
	require.Contains(c.t, m.text, strconv.Itoa(number)+". "+label)
	c.say(strconv.Itoa(number))
}

// card is the card of a ticket in a room as it stands now. What begins like it and
// comes later is an answer to an order.
func (c *chatter) card(ticket int) shown {
	c.t.Helper()
	begins := "#" + strconv.Itoa(ticket) + " how-to from "
	c.hear(begins)
	for _, m := range c.sees() {
		if strings.HasPrefix(m.text, begins) {
			return m
		}
	}
	return shown{}
}

// order does something to a ticket: by the card's button where it has it, else by
// the word, as an answer to the card.
func (c *chatter) order(ticket int, label string) {
	c.t.Helper()
	card := c.card(ticket)
	if slices.Contains(card.buttons, label) {
		c.press(card.id, label)
		return
	}
	c.answer(card.id, strings.ToLower(label))
}

// claimed waits until the room shows who has a ticket: on its card or, where cards
// cannot change, below it.
func (c *chatter) claimed(ticket int, owner string) {
	c.t.Helper()
	n := strconv.Itoa(ticket)
	c.await("a claim", func(m shown) bool {
		return m.text == "#"+n+" is now with "+owner+"." ||
			strings.HasPrefix(m.text, "#"+n+" ") && strings.Contains(m.text, "\nWith "+owner+" since ") && slices.Contains(m.buttons, "Solve")
	})
}

// marked waits for a sign on what this person wrote.
func (c *chatter) marked(id string, signs ...string) {
	c.t.Helper()
	ok := c.wait(func() bool {
		have := c.marks(id)
		return len(have) > 0 && (len(signs) == 0 || slices.Contains(signs, have[len(have)-1]))
	}, patience)
	require.True(c.t, ok, "message %s has the signs %q and not one of %q", id, c.marks(id), signs)
}

// times counts the messages that begin with a text.
func (c *chatter) times(begins string) int {
	n := 0
	for _, m := range c.sees() {
		if strings.HasPrefix(m.text, begins) {
			n++
		}
	}
	return n
}
