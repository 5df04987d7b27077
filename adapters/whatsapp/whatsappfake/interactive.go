package whatsappfake

import (
	"strings"
	"unicode/utf8"
)

// interactive is a message with buttons or a list.
type interactive struct {
	Type string `json:"type"`
	Body struct {
		Text string `json:"text"`
	} `json:"body"`
	Action struct {
		Buttons []struct {
			Type  string `json:"type"`
			Reply option `json:"reply"`
		} `json:"buttons"`
		Button   string `json:"button"`
		Sections []struct {
			Title string   `json:"title"`
			Rows  []option `json:"rows"`
		} `json:"sections"`
	} `json:"action"`
}

// fill checks the parts the way the real service does.
func (i *interactive) fill(m *Message) *answer {
	bad := func(format string, args ...any) *answer {
		a := refuse(131009, format, args...)
		return &a
	}
	limits := struct{ body, options, title, id int }{maxButtonBody, maxButtons, maxButtonTitle, maxButtonID}
	switch i.Type {
	case "button":
		for _, b := range i.Action.Buttons {
			if b.Type != "reply" {
				return bad("Buttons: type must be reply")
			}
			m.options = append(m.options, b.Reply)
		}
	case "list":
		m.list = true
		limits.body, limits.options, limits.title, limits.id = maxListBody, maxRows, maxRowTitle, maxRowID
		if size := utf8.RuneCountInString(i.Action.Button); size < 1 || size > maxListButton {
			return bad("Button label must be 1 to %d characters long", maxListButton)
		}
		for _, section := range i.Action.Sections {
			if section.Title == "" && len(i.Action.Sections) > 1 {
				return bad("Section title is required")
			}
			m.options = append(m.options, section.Rows...)
		}
	default:
		return bad("Unknown interactive type")
	}
	m.Text = shown(i.Body.Text)
	if size := utf8.RuneCountInString(i.Body.Text); size < 1 || size > limits.body {
		return bad("Body text must be 1 to %d characters long", limits.body)
	}
	if len(m.options) < 1 || len(m.options) > limits.options {
		return bad("There must be 1 to %d options", limits.options)
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for _, o := range m.options {
		title, id := utf8.RuneCountInString(o.Title), utf8.RuneCountInString(o.ID)
		switch {
		case title < 1 || title > limits.title:
			return bad("Title must be 1 to %d characters long", limits.title)
		case id < 1 || id > limits.id || strings.TrimSpace(o.ID) != o.ID:
			return bad("Id must be 1 to %d characters long, without blanks at its ends", limits.id)
		case titles[o.Title] && !m.list:
			return bad("Duplicated title")
		case ids[o.ID]:
			return bad("Duplicated id")
		}
		titles[o.Title], ids[o.ID] = true, true
		m.Buttons = append(m.Buttons, o.Title)
	}
	return nil
}
