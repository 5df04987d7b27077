package web

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// testAsk: a question on a phone, an answer with buttons, a press, a person.
func testAsk(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	script(s)
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url))
	p.sees("h1", "Farajaland help desk")
	p.shot("chat-1-first")
	p.write("#name", "Ann Phiri")
	p.write("#text", "My printer says load letter paper")
	p.click("#composer button", "")
	p.sees(".by-person", "load letter paper")
	p.sees(".choices button", "Talk to a person")
	p.fits()
	p.shot("chat-2-answer")
	p.holds(`document.querySelector('.by-bot a').href === 'https://help.example.org/print#letter'`)
	p.click(".choices button", "Talk to a person")
	p.sees(".by-person", "Talk to a person")
	p.sees(".by-staff", "Which printer is it?")
	p.holds(`!document.querySelector('.choices')`)
	p.holds(`document.querySelectorAll('.by-person').length === 2`)
	p.fits()
	p.shot("chat-3-staff")

	first := s.desk.delivered()[0]
	require.Equal(t, "Ann Phiri", first.From.Name)
	require.Equal(t, bot.Pressed, s.desk.delivered()[1].Kind)

	// Everything is there again after a reload, and the question under way too.
	p.run(chromedp.Reload())
	p.sees(".by-staff", "Which printer is it?")
	p.holds(`document.querySelectorAll('.line').length === 5`)
	p.holds(`document.getElementById('name').value === 'Ann Phiri'`)

	wide := open(t, browser, laptop, "dark", "en")
	wide.run(chromedp.Navigate(s.url))
	wide.write("#text", "My printer says load letter paper")
	wide.enter("#text")
	wide.sees(".choices button", "Yes")
	wide.shot("chat-4-wide-dark")
}

// testWeakLink: what cannot be sent is kept, also over a reload, and sent once.
func testWeakLink(t *testing.T, browser context.Context) {
	s, cut := plainSite(t)
	script(s)
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url))
	p.holds(`document.getElementById('log').getAttribute('aria-busy') === 'false'`)
	cut("in")
	p.write("#text", "Is anybody there?")
	p.click("#composer button", "")
	p.sees(".state", "Not sent yet")
	p.shot("chat-5-unsent")
	p.run(chromedp.Reload())
	p.sees(".state", "Not sent yet")
	cut("")
	p.click(".state button", "Try now")
	p.sees(".by-bot", "paper tray")
	p.holds(`document.querySelectorAll('.by-person').length === 1 && !document.querySelector('.state')`)
	require.Len(t, s.desk.delivered(), 1)
	p.holds(`Object.keys(localStorage).filter((key) => key.includes('unsent')).length === 0`)

	// What arrived without the page hearing of it is sent again as the same thing.
	cut("back")
	p.write("#text", "Hello again")
	p.click("#composer button", "")
	p.sees(".by-person", "Hello again")
	p.holds(`document.querySelectorAll('.by-person').length === 2`)
	p.holds(`Object.keys(localStorage).some((key) => key.includes('unsent'))`)
	cut("")
	p.run(chromedp.Reload())
	p.holds(`Object.keys(localStorage).filter((key) => key.includes('unsent')).length === 0`)
	p.holds(`document.querySelectorAll('.by-person').length === 2 && !document.querySelector('.state')`)
	got := s.desk.delivered()
	// Whether the page hears of it first, by the transcript, or sends it first is a race.
	require.GreaterOrEqual(t, len(got), 2)
	for _, m := range got[2:] {
		require.Equal(t, got[1].Delivery, m.Delivery)
	}

	// A text that is too long says so and can be edited.
	p.js(`document.getElementById('text').value = 'x'.repeat(100001)`)
	p.click("#composer button", "")
	p.sees(".state.bad", "too long")
	p.click(".state.bad button", "Edit")
	p.holds(`document.getElementById('text').value.length === 100001 && !document.querySelector('.state')`)
}

// testMarkupStaysText: nothing anybody writes becomes part of the page.
func testMarkupStaysText(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	script(s)
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url))
	const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	p.write("#text", evil)
	p.click("#composer button", "")
	p.sees(".by-bot", "paper tray")
	p.sees(".by-person .text", evil)
	place := s.desk.delivered()[0].Place
	s.desk.add(place, bot.Line{By: bot.ByStaff, Who: bot.Person{Name: evil}, Text: evil + " javascript:alert(1) https://a.example/" + evil})
	_, err := s.Send(t.Context(), bot.Reply{ID: "1", To: place})
	require.NoError(t, err)
	p.sees(".by-staff .text", evil)
	p.sees(".by-staff .who", evil)
	p.holds(`document.title === 'Farajaland help desk' && !document.querySelector('#lines img, #lines script')`)
	p.holds(`[...document.querySelectorAll('#lines a')].every((a) => /^https?:/.test(a.protocol))`)
	p.fits()
}

// testRightToLeft: in Arabic the page runs the other way and still fits.
func testRightToLeft(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	script(s)
	p := open(t, browser, phone, "light", "ar")
	p.run(chromedp.Navigate(s.url))
	p.holds(`document.documentElement.dir === 'rtl' && document.documentElement.lang === 'ar'`)
	p.write("#text", "الطابعة تطلب ورق letter")
	p.click("#composer button", "")
	p.sees(".choices button", "Talk to a person")
	// The person's line stands at the other edge.
	p.holds(`document.querySelector('.by-person').getBoundingClientRect().left < 60`)
	p.fits()
	p.shot("chat-6-arabic")
}

// testGate: a link signs in once, and only when the button is pressed.
func testGate(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	link := s.SignInLink(s.url, bot.Person{ID: "telegram:4242", Name: "Bob Banda"})
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url + "/desk"))
	p.sees("h2", "Sign in with a link")
	p.shot("gate-1-shut")
	p.run(chromedp.Navigate(link))
	p.sees("h2", "Sign in as Bob Banda")
	p.shot("gate-2-enter")
	p.click("#enter", "Sign in")
	p.sees("#none", "Nobody is waiting.")
	p.run(chromedp.Navigate(link))
	p.sees("h2", "does not work any more")
	p.click("a", "signed in already")
	p.sees("#none", "Nobody is waiting.")
	p.click("#leave", "Sign out")
	p.sees("h2", "Sign in with a link")
}
