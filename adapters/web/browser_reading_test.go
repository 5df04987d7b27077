package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Where the view stands: at the end, at the question above the long answer, or where the
// reader put it.
const (
	standsAtEnd = `(v => v.scrollHeight - v.scrollTop - v.clientHeight < 3)(document.getElementById('scroll'))`
	standsAtAsk = `(v => [...v.querySelectorAll('.by-person')].pop().getBoundingClientRect().top - v.getBoundingClientRect().top)(document.getElementById('scroll')) < 60 &&
		(v => [...v.querySelectorAll('.by-person')].pop().getBoundingClientRect().top - v.getBoundingClientRect().top)(document.getElementById('scroll')) >= 0`
	standsAt300 = `document.getElementById('scroll').scrollTop === 300`
	scrollTo300 = `document.getElementById('scroll').scrollTop = 300`
)

// testReading: what is new and does not fit is shown from its first line, what fits is
// shown whole, and nothing moves under somebody who scrolled up to read.
func testReading(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	now := time.Now()
	say := func(to bot.Place, after time.Duration, text string) {
		s.desk.add(to, bot.Line{By: bot.ByStaff, Who: bot.Person{Name: "Bob"}, Text: text, At: now.Add(after)})
		_, err := s.Send(t.Context(), bot.Reply{ID: text, To: to})
		require.NoError(t, err)
	}
	steps := "Step 1.\n" + strings.Repeat("Then open the next drawer and look.\n", 40) + "That is the last step."
	s.desk.react = func(m bot.Message) {
		s.desk.add(m.Place, bot.Line{By: bot.ByPerson, Who: m.From, Text: m.Text, At: now})
		s.desk.add(m.Place, bot.Line{By: bot.ByBot, Text: steps, At: now})
		_, _ = s.Send(context.Background(), bot.Reply{ID: m.Delivery, To: m.Place})
	}
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url))
	p.write("#text", "How do I change the toner?")
	p.click("#composer button", "")
	p.sees(".by-bot", "the last step")
	p.holds(standsAtAsk)
	p.shot("reading-1-long")

	// The keyboard goes away, and the view stays at the beginning.
	place := s.desk.delivered()[0].Place
	p.run(chromedp.EmulateViewport(phone.width, phone.height-200))
	p.holds(`innerHeight === 540`)
	p.holds(standsAtAsk)

	// What follows at once does not push away what is being read.
	say(place, time.Second, "Does that help?")
	p.sees("#newer", "New messages")
	p.holds(standsAtAsk)
	p.js(scrollTo300)
	say(place, time.Minute, "I am here if not.")
	p.sees(".by-staff", "I am here if not.")
	p.holds(standsAt300)
	p.js(`document.getElementById('text').focus()`)
	p.run(chromedp.EmulateViewport(phone.width, phone.height))
	p.holds(`innerHeight === 740`)
	p.holds(standsAt300)

	// The button goes on where reading stopped, and what is short is shown as before.
	p.click("#newer", "New messages")
	p.holds(standsAtEnd)
	p.holds(`document.getElementById('newer').hidden`)
	say(place, 2*time.Minute, "Shall I call you?")
	p.sees(".by-staff", "Shall I call you?")
	p.holds(standsAtEnd)
	p.shot("reading-2-short")

	// Several short ones at once are one long one, and whoever comes back begins there.
	for _, text := range strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen") {
		say(place, 5*time.Minute, text+"\n"+text)
	}
	p.sees(".by-staff", "fifteen")
	const first = `(v => { const top = [...v.querySelectorAll('.by-staff')].find((n) => n.textContent.includes('one\none')).getBoundingClientRect().top - v.getBoundingClientRect().top;
		return top >= 0 && top < 60; })(document.getElementById('scroll'))`
	p.holds(first)
	p.run(chromedp.Reload())
	p.sees(".by-staff", "fifteen")
	p.holds(first)
}
