package desktest

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

var (
	pressLine = regexp.MustCompile(`^\[([^\]]+)\]$`)
	photoLine = regexp.MustCompile(`^\(sends a photo ([^)]+)\) ?(.*)$`)
)

// say delivers what a person or a member of staff says or presses.
func (r *runner) say(l line) error {
	if r.begun && !l.atOnce {
		r.now = r.now.Add(time.Minute - r.passed)
	}
	r.passed = 0
	r.begun = true
	r.count++
	m := bot.Message{
		Delivery: channelName + ":" + strconv.Itoa(r.count), ID: "said" + strconv.Itoa(r.count),
		Place: r.channel.place(l.who), From: bot.Person{ID: channelName + ":" + l.who, Name: l.who},
		Kind: bot.Said, Text: strings.ReplaceAll(l.text, `\n`, "\n"), Direct: true, At: r.now,
	}
	if l.room != "" {
		m.Place, m.Direct = r.channel.place(l.room), false
		m.From.Name = strings.ToUpper(l.who[:1]) + l.who[1:]
	}
	ticket, _ := strconv.Atoi(l.ticket)
	if err := r.shape(&m, l, ticket); err != nil {
		return err
	}
	r.last, r.spoke = m, m.Place
	if m.Kind == bot.Said {
		r.said[l.who+l.room] = m.ID
	}
	return r.desk.Deliver(context.Background(), m)
}

// shape turns the written forms of a press, a file or an edit into the real ones.
func (r *runner) shape(m *bot.Message, l line, ticket int) error {
	if press := pressLine.FindStringSubmatch(l.text); press != nil {
		m.Kind, m.Text, m.Direct = bot.Pressed, "", true
		if data, forged := strings.CutPrefix(press[1], "data:"); forged {
			m.Press = data
			return nil
		}
		on, button, err := r.channel.button(m.Place, ticket, press[1])
		if err != nil {
			return err
		}
		m.Press, m.ReplyTo = button.Data, on.id
		return nil
	}
	if ticket != 0 || l.last {
		on, err := r.channel.about(m.Place, ticket)
		if err != nil {
			return err
		}
		m.ReplyTo, m.Direct = on.id, true
	}
	switch {
	case l.text == "(leaves)":
		m.Kind, m.Text = bot.Left, ""
	case l.text == "(sends a sticker)":
		m.Kind, m.Text = bot.Unreadable, ""
	case photoLine.MatchString(l.text):
		found := photoLine.FindStringSubmatch(l.text)
		m.Files, m.Text = []bot.File{{ID: "f1", Name: found[1], Type: "image/jpeg"}}, found[2]
	case strings.HasPrefix(l.text, "(edits) "):
		m.Kind, m.Text, m.ReplyTo = bot.Edited, strings.TrimPrefix(l.text, "(edits) "), r.said[l.who+l.room]
	case l.text == "(deletes)":
		m.Kind, m.Text, m.ReplyTo = bot.Deleted, "", r.said[l.who+l.room]
	case strings.HasPrefix(l.text, "(says 100 kB)"):
		m.Text = strings.Repeat("printer ", 12_800)
	}
	return nil
}

// heard gives what the desk has said since the last call, as lines of a talk.
func (r *runner) heard() []string {
	var out []string
	for _, m := range r.channel.fresh {
		prefix := "bot to " + m.place.Chat + "> "
		if m.place.Lane() == r.spoke.Lane() {
			prefix = "bot> "
		}
		for _, text := range render(m) {
			out = append(out, strings.TrimRight(prefix+text, " "))
		}
	}
	r.channel.fresh = nil
	return out
}

// render gives a message as lines, its buttons behind the last.
func render(m *message) []string {
	var lines []string
	for _, text := range strings.Split(m.text, "\n") {
		if strings.TrimSpace(text) != "" {
			lines = append(lines, text)
		}
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	for _, b := range m.buttons {
		lines[len(lines)-1] += fmt.Sprintf(" [%s]", b.Label)
	}
	return lines
}
