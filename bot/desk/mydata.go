package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// sendData answers "my data": with a file where the channel takes files, else with
// the text itself. What is read by others too gets neither.
func (f *draft) sendData(c *bot.Conversation, m bot.Message) error {
	if !f.forOneOnly(m) {
		f.tellKey(c, "data.private")
		return nil
	}
	data, err := f.PersonData(f.ctx, c.Person.ID)
	var none *bot.Refusal
	if err != nil && !errors.As(err, &none) {
		return err
	}
	data.Name = c.Person.Name
	lang := f.dialogue.Lang(*c)
	text := data.Text(lang, f.opt.Location)
	if file, ok := f.dataFile(c.Place, text); ok {
		here := dialogue.Text(lang, "data.here")
		f.talk(c, bot.Line{By: bot.ByBot, Text: here, Files: []bot.File{file}})
		f.send(outgoing{Reply: bot.Reply{To: c.Place, Text: here, Files: []bot.File{file}}})
		return nil
	}
	if len(text) > bot.MaxText-200 {
		text = dialogue.Text(lang, "data.cut") + "\n…" + lastPart(text, bot.MaxText-200)
	}
	f.send(outgoing{Reply: bot.Reply{To: c.Place, Text: text}})
	return nil
}

// dataName is what a person's file is called.
const dataName = "my-data"

// dataFile keeps the text as a file for a place, where its channel takes files.
func (f *draft) dataFile(at bot.Place, text string) (bot.File, bool) {
	if _, ok := f.adapters[at.Channel].(adapters.Uploader); !ok {
		return bot.File{}, false
	}
	// Without the mark some programs take the text for Latin letters.
	id, size, err := f.KeepUpload(at, 0, dataName, bytes.NewReader([]byte("\ufeff"+text)))
	if err != nil {
		f.log.Warn("the file with a person's data could not be kept, so they get it as text", "channel", at.Channel, "err", err)
		return bot.File{}, false
	}
	return bot.File{Channel: at.Channel, ID: id, Stored: id, Name: dataName + ".txt", Type: "text/plain", Size: size}, true
}

// lastPart gives about the last size bytes of a text, from the beginning of a line.
func lastPart(text string, size int) string {
	from := max(0, len(text)-size)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	if _, rest, ok := strings.Cut(text[from:], "\n"); ok {
		return rest
	}
	return text[from:]
}

// PersonData is everything that is kept about somebody and that is theirs to see.
// Notes of staff are not in it.
type PersonData struct {
	Person  string     `json:"person"`
	Name    string     `json:"name,omitempty"`
	Made    time.Time  `json:"made"`
	Talks   []TalkData `json:"conversations"`
	Tickets []Account  `json:"tickets"`
}

// TalkData is one conversation of theirs.
type TalkData struct {
	Place string `json:"place"`
	Lang  string `json:"lang,omitempty"`
	// Office and Role are what they said of themselves.
	Office string    `json:"office,omitempty"`
	Role   string    `json:"role,omitempty"`
	Seen   time.Time `json:"seen,omitzero"`
	Lines  []Said    `json:"lines"`
}

// PersonData gathers what is kept about somebody. It returns a *bot.Refusal when that
// is nothing.
func (d *Desk) PersonData(ctx context.Context, person string) (PersonData, error) {
	data := PersonData{Person: person, Made: d.opt.Now(), Talks: []TalkData{}, Tickets: []Account{}}
	talks, err := d.talksOf(ctx, person)
	if err != nil {
		return data, err
	}
	for _, c := range talks {
		talk := TalkData{Place: c.Place.String(), Lang: c.Lang, Seen: c.Seen}
		if c.Person.ID == person {
			data.Name, talk.Office, talk.Role = c.Person.Name, c.Profile.Office, c.Profile.Role
		}
		lines, err := d.allLines(ctx, talkPrefix(c.Place))
		if err != nil {
			return data, err
		}
		theirs := voice(person)
		for _, line := range lines {
			if theirs(line) || !c.shared {
				talk.Lines = append(talk.Lines, d.said(line, true))
			}
		}
		data.Talks = append(data.Talks, talk)
	}
	err = d.eachTicket(ctx, 0, func(t *bot.Ticket) error {
		if t.Person.ID != person {
			return nil
		}
		a, err := d.Account(ctx, t.Number, true)
		var theirs []Said
		for _, line := range a.Thread {
			if line.By == bot.ByPerson || line.By == bot.ByStaff {
				theirs = append(theirs, line)
			}
		}
		a.Thread, a.History, a.Tried, a.Tags = theirs, nil, nil, nil
		data.Tickets = append(data.Tickets, a)
		return err
	})
	if errors.Is(err, store.ErrDamaged) {
		d.log.Error("what is kept about somebody was gathered, but some tickets cannot be read, and may be theirs", "err", err)
		err = nil
	}
	if err == nil && len(data.Talks)+len(data.Tickets) == 0 {
		return data, &bot.Refusal{Reason: bot.NoSuchPerson}
	}
	return data, err
}

// Text is the data for people to read, in a language.
func (p PersonData) Text(lang string, zone *time.Location) string {
	var out strings.Builder
	clock := func(t time.Time) string {
		t = t.In(zone)
		return dialogue.Day(lang, t) + " " + t.Format("15:04")
	}
	fmt.Fprintf(&out, "%s\n%s (%s)\n", dialogue.Text(lang, "data.title", "day", clock(p.Made)), p.Name, p.Person)
	lines := func(said []Said, inTalk bool) {
		for _, s := range said {
			who := s.Who
			if s.By != bot.ByPerson && inTalk {
				who = "<" // words of staff begin with their name there
			}
			fmt.Fprintf(&out, "%s  %s: %s\n", clock(s.At), who, strings.Join(append([]string{s.Text}, s.Files...), " "))
		}
	}
	for _, t := range p.Talks {
		about := strings.Join(strings.Fields(t.Place+" "+t.Office+" "+t.Role), " ")
		fmt.Fprintf(&out, "\n%s (%s)\n", dialogue.Text(lang, "data.talk"), about)
		lines(t.Lines, true)
	}
	if len(p.Tickets) > 0 {
		fmt.Fprintf(&out, "\n%s\n", dialogue.Text(lang, "data.tickets"))
	}
	for _, a := range p.Tickets {
		fmt.Fprintf(&out, "\n#%d  %s  %s: %s\n", a.Number, clock(a.Opened), dialogue.Text(lang, "status."+string(a.State), "name", a.Owner), a.Question)
		lines(a.Thread, false)
	}
	return out.String()
}
