package desk

import (
	"slices"

	"github.com/firstline-helpdesk/firstline/bot"
)

// What is said in a room is masked where it is queued, so that no order, card or
// alert can forget to. People read their own words whole, and the store keeps them
// whole: masks are for eyes, not for records.

// defaultMasks are what a desk without configuration hides.
func defaultMasks() *bot.Masks {
	m, err := bot.NewMasks(nil, []string{bot.MaskEmail, bot.MaskPhone}, nil)
	if err != nil {
		return nil
	}
	return m
}

// masked gives a reply as its place may read it.
func (d *Desk) masked(r bot.Reply) bot.Reply {
	if d.levelOf(r.To) == 0 {
		return r
	}
	m := d.opt.Masks
	r.Text, r.Instead = m.Text(r.Text), m.Text(r.Instead)
	r.Files, r.Buttons = d.maskedFiles(r.Files), slices.Clone(r.Buttons)
	for i := range r.Buttons {
		r.Buttons[i].Label = m.Text(r.Buttons[i].Label)
	}
	return r
}

// maskedFiles hides what is in the names of files.
func (d *Desk) maskedFiles(files []bot.File) []bot.File {
	files = slices.Clone(files)
	for i := range files {
		files[i].Name = d.opt.Masks.Text(files[i].Name)
	}
	return files
}

// maskedName gives a name as rooms may read it. Who has none is called by their id,
// which on some channels is a phone number: then it stands masked in the name's place.
func (d *Desk) maskedName(p bot.Person) string {
	if masked := d.opt.Masks.Text(p.Called()); p.Name != "" || masked != p.Called() {
		return masked
	}
	return ""
}

// maskedTicket gives a ticket as rooms may read it.
func (d *Desk) maskedTicket(t bot.Ticket) bot.Ticket {
	t.Question = d.opt.Masks.Text(t.Question)
	t.Person.Name = d.maskedName(t.Person)
	t.Remark = d.opt.Masks.Text(t.Remark)
	t.Why, t.Advice = d.opt.Masks.Text(t.Why), d.opt.Masks.Text(t.Advice)
	t.Profile = bot.Profile{Office: d.opt.Masks.Text(t.Profile.Office), Role: d.opt.Masks.Text(t.Profile.Role)}
	return t
}

// maskedLines gives a thread as rooms may read it.
func (d *Desk) maskedLines(lines []bot.Line) []bot.Line {
	lines = slices.Clone(lines)
	for i := range lines {
		l := &lines[i]
		l.Text, l.Files = d.opt.Masks.Text(l.Text), d.maskedFiles(l.Files)
		if l.By == bot.ByPerson {
			l.Who.Name = d.maskedName(l.Who)
		}
	}
	return lines
}

// brief is an excerpt for a room. It is masked first: cut in two, a number would
// not be known for one. Who asked to see all sees all of it.
func (f *draft) brief(s string) string {
	if f.clear {
		return s
	}
	return excerpt(f.opt.Masks.Text(s))
}
