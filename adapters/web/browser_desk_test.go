package web

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var bob = bot.Person{ID: "telegram:4242", Name: "Bob Banda"}

// busyDesk fills a desk with a morning's tickets and has it obey orders.
func busyDesk(s *site) {
	now := time.Now()
	person := func(name string) bot.Person { return bot.Person{ID: "telegram:9" + name, Name: name} }
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	s.desk.tickets = []bot.Ticket{
		{Number: 12, Level: 1, State: bot.Open, Type: "how-to", Priority: bot.High, Person: person("Ann Phiri"), Place: bot.Place{Channel: "web", Chat: "a"},
			Lang: "en", Question: "My printer says load letter paper and nothing comes out since yesterday morning. The office in Ibombo is full of people.",
			Tried: []string{"print#load-letter", "print#tray"}, Opened: ago(14 * time.Minute)},
		{Number: 11, Level: 1, State: bot.Open, Type: "data", Priority: bot.Normal, Person: bot.Person{ID: "web:k2v7q4x9"}, Place: bot.Place{Channel: "web", Chat: "k2v7q4x9"},
			Lang: "fr", Question: "", Opened: ago(31 * time.Minute)},
		{Number: 9, Level: 1, State: bot.Claimed, Type: "operations", Priority: bot.Normal, Person: person("Grace Mwansa"), Place: bot.Place{Channel: "telegram", Chat: "7"},
			Question: "The birth register does not open", Owner: bot.Person{ID: "slack:E", Name: "Eve Tembo"}, OwnerSince: ago(time.Hour),
			FirstResponse: ago(50 * time.Minute), Opened: ago(80 * time.Minute)},
		{Number: 7, Level: 1, State: bot.Solved, Priority: bot.Normal, Person: person("Joseph"), Place: bot.Place{Channel: "telegram", Chat: "8"},
			Question: "I forgot my password", SolvedBy: bob, SolvedAt: ago(3 * time.Hour), FirstResponse: ago(4 * time.Hour), Opened: ago(5 * time.Hour)},
	}
	ann := person("Ann Phiri")
	s.desk.threads[12] = []bot.Line{
		{Seq: 1, By: bot.ByPerson, Who: ann, Text: "My printer says load letter paper", At: ago(16 * time.Minute)},
		{Seq: 2, By: bot.ByBot, Text: "1. Open the paper tray.\n2. Fill it with letter paper.\n3. Press OK.", At: ago(16 * time.Minute)},
		{Seq: 3, By: bot.ByPerson, Who: ann, Text: "I did that. Here is a picture.", Files: []bot.File{{ID: "f", Name: "printer.jpg"}}, At: ago(14 * time.Minute)},
		{Seq: 4, By: bot.ByNote, Who: bot.Person{ID: "slack:E", Name: "Eve Tembo"}, Text: "Same model as in #9, see https://wiki.example.org/hp", At: ago(9 * time.Minute)},
	}
	s.desk.react = func(m bot.Message) { obey(s, m) }
}

// obey does what an order or a press asks and answers like the desk.
func obey(s *site, m bot.Message) {
	order := m.Text
	if m.Kind == bot.Pressed {
		part := strings.Split(m.Press, ":")
		order = part[2] + " " + part[1]
	}
	verb, rest, _ := strings.Cut(order, " ")
	var number int
	_, _ = fmt.Sscan(rest, &number)
	_, words, _ := strings.Cut(rest, " ")
	answer := fmt.Sprintf("#%d: done", number)
	s.desk.mu.Lock()
	for i := range s.desk.tickets {
		t := &s.desk.tickets[i]
		if t.Number != number {
			continue
		}
		now := time.Now()
		var err error
		switch verb {
		case "claim":
			err = t.Claim(m.From, deskRoom, now, 2*time.Hour)
			answer = fmt.Sprintf("#%d is yours.", number)
		case "reply":
			err = t.Answer(m.From, now, 2*time.Hour)
		case "solve":
			err = t.Solve(m.From, now)
			answer = fmt.Sprintf("#%d is solved. Ann Phiri is asked to confirm.", number)
		case "release":
			err = t.Release(m.From)
		}
		if err != nil {
			answer = err.Error()
		} else if by := map[string]bot.Author{"reply": bot.ByStaff, "note": bot.ByNote}[verb]; by != "" {
			s.desk.threads[number] = append(s.desk.threads[number],
				bot.Line{Seq: len(s.desk.threads[number]) + 1, By: by, Who: m.From, Text: words, Files: m.Files, At: now})
			answer = ""
		}
	}
	s.desk.mu.Unlock()
	s.changed(number)
	if answer != "" {
		_, _ = s.Send(context.Background(), bot.Reply{ID: m.Delivery, To: deskRoom, For: m.From.ID, Text: answer, Ticket: number})
	}
}

// orders are the texts and presses that arrived.
func orders(s *site) (list []string) {
	for _, m := range s.desk.delivered() {
		list = append(list, m.Text+m.Press)
	}
	return list
}

// testDeskWide: keyboard to a ticket, claim, answer, note, solve.
func testDeskWide(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	busyDesk(s)
	p := open(t, browser, laptop, "light", "en")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "Sign in")
	p.sees("#rows a", "#12")
	p.shot("desk-1-queue")
	p.run(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent(kb.Enter))
	p.sees("#number", "#12")
	p.sees(".by-note", "Same model")
	p.sees("#why", "Claim #12 to write to Ann Phiri")
	p.shot("desk-2-open")
	p.click("#actions button", "Claim")
	p.sees("#pills", "Yours")
	p.sees(".toast", "#12 is yours.")
	p.write("#text", "Good morning Ann, which model is it?")
	p.enter("#text")
	p.sees(".by-staff[data-seq]", "which model is it?")
	p.write("#text", "//Toner and tray were changed last week")
	p.enter("#text")
	p.sees(".by-note[data-seq]", "Toner and tray")
	p.holds(`document.querySelectorAll('#thread .line:not([data-seq])').length === 0`)
	p.click("summary", "Details")
	p.shot("desk-3-thread")
	p.fits()
	p.click("#actions button", "Solve")
	p.sees("#pills", "Solved")
	p.sees(".toast", "is solved")
	require.Equal(t, []string{"t:12:claim", "reply 12 Good morning Ann, which model is it?", "note 12 Toner and tray were changed last week", "t:12:solve"}, orders(s))

	dark := open(t, browser, laptop, "dark", "fr")
	dark.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	dark.click("#enter", "Se connecter")
	dark.click("#rows a", "#12")
	dark.sees(".by-note", "Same model")
	dark.sees("#rows .pill.high", "Priorité haute")
	s.desk.mu.Lock()
	s.desk.tickets[1].Priority = bot.Urgent
	s.desk.mu.Unlock()
	s.changed(11)
	dark.sees("#rows .pill.urgent", "Urgent")
	dark.shot("desk-4-dark-french")
}

// testDeskPhone: the same work with a thumb.
func testDeskPhone(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	busyDesk(s)
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "Sign in")
	p.sees("#rows a", "#12")
	p.fits()
	p.shot("desk-5-phone-queue")
	p.click("#rows a", "#12")
	p.click("#actions button", "Claim")
	p.sees("#pills", "Yours")
	p.fits()
	p.write("#text", "Which model is it?")
	p.click("#send", "Send")
	p.sees(".by-staff[data-seq]", "Which model is it?")
	p.click(".switch", "Note")
	p.write("#text", "Ask Eve about the toner")
	p.shot("desk-6-phone-note")
	p.click("#send", "Add note")
	p.sees(".by-note[data-seq]", "Ask Eve")
	p.shot("desk-7-phone-thread")
	p.click(".back", "Queue")
	p.sees("#rows a", "Yours")
	p.click("#rows a", "#12")
	p.click("#actions button", "Solve")
	p.sees("#pills", "Solved")
	require.Equal(t, []string{"t:12:claim", "reply 12 Which model is it?", "note 12 Ask Eve about the toner", "t:12:solve"}, orders(s))
}

// testNoteNeverLeaks: what is being written as a note stays a note, and nobody
// writes to a person by accident.
func testNoteNeverLeaks(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	busyDesk(s)
	p := open(t, browser, laptop, "light", "en")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "Sign in")
	p.click("#rows a", "#12")
	p.sees("#why", "Claim #12")
	p.write("#text", "to nobody")
	p.enter("#text")
	p.holds(`document.getElementById('send').disabled`)
	p.js(`document.getElementById('text').value = ''`)
	p.click(".switch", "Note")
	p.write("#text", "she is angry")
	p.click("#actions button", "Claim")
	p.sees("#pills", "Yours")
	p.holds(`document.getElementById('note').checked`)
	// Another ticket has its own box.
	p.click("#rows a", "#9")
	p.sees("#number", "#9")
	p.holds(`document.getElementById('text').value === '' && !document.getElementById('note').checked`)
	p.click("#rows a", "#12")
	p.sees("#number", "#12")
	p.holds(`document.getElementById('text').value === 'she is angry' && document.getElementById('note').checked`)
	p.enter("#text")
	p.sees(".by-note[data-seq]", "she is angry")
	require.Equal(t, []string{"t:12:claim", "note 12 she is angry"}, orders(s))

	// An order that the desk refuses gives its words back.
	p.click(".switch", "Note")
	s.desk.mu.Lock()
	s.desk.react = func(m bot.Message) {
		s.desk.mu.Lock()
		s.desk.tickets[0].Owner = bot.Person{ID: "slack:E", Name: "Eve Tembo"}
		s.desk.mu.Unlock()
		obey(s, m)
	}
	s.desk.mu.Unlock()
	p.write("#text", "are you there?")
	p.enter("#text")
	p.sees(".toast", "#12 is with Eve Tembo")
	p.sees(".state.bad", "Not in the thread")
	p.click(".state.bad button", "Edit")
	p.holds(`document.getElementById('text').value === 'are you there?' && document.getElementById('send').disabled`)
	p.shot("desk-8-refused")
}
