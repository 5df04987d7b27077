package web

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// tellingDesk answers typed orders as the desk does: to who gave them, at length, with
// something to press.
func tellingDesk(s *site) {
	busyDesk(s)
	s.desk.orders = []string{"queue", "find", "assign", "escalate", "known", "history", "help"}
	s.desk.react = func(m bot.Message) {
		r := bot.Reply{ID: m.Delivery, To: deskRoom, For: m.From.ID, Text: "You said: " + m.Text + m.Press}
		switch {
		case m.Text == "help":
			r.Text = strings.Repeat("find printer ink - search tickets and articles\n", 40) + "the end"
		case strings.HasPrefix(m.Text, "find"):
			r.Text, r.Buttons = "2 tickets: #12, #9", []bot.Button{{Label: "Show #12", Data: "t:12:more"}}
		case m.Text == "assign 12":
			r.Text, r.Buttons = "To whom?", []bot.Button{{Label: "Eve Tembo", Data: "t:12:assign:slack:E"}}
		}
		_, _ = s.Send(context.Background(), r)
	}
}

// testOrders: what has no button of its own is typed or picked, and what the desk says
// to it stays to be read and pressed.
func testOrders(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	tellingDesk(s)
	p := open(t, browser, laptop, "light", "en")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "Sign in")
	p.sees("#rows a", "#12")
	p.run(chromedp.KeyEvent("/"))
	p.holds(`document.activeElement.id === 'order'`)
	p.js(`document.getElementById('order').value = ''`) // a real key is not typed as well
	p.write("#order", "find toner")
	p.enter("#order")
	p.sees("#said .you", "find toner")
	p.sees("#said .desk-says", "2 tickets")
	p.click("#said button", "Show #12")
	p.sees("#said .desk-says", "You said: t:12:more")
	p.click("#ways button", "All orders")
	p.sees("#said .desk-says", "the end")
	p.shot("desk-9-orders")
	p.fits()
	p.run(chromedp.KeyEvent(kb.Escape))
	p.holds(`!document.getElementById('telling').open`)
	p.holds(`document.querySelectorAll('.toast').length === 0`)

	// On a ticket its number is filled in, and only what is offered here is offered.
	p.click("#rows a", "#12")
	p.sees("#number", "#12")
	p.click("#actions button", "More")
	p.sees("#about", "About #12")
	p.holds(`!document.getElementById('ways').textContent.includes('To the makers')`)
	p.click("#ways button", "Give to a colleague")
	p.sees("#said .desk-says", "To whom?")
	p.click("#said button", "Eve Tembo")
	p.click("#ways button", "Pass to the next level")
	p.holds(`document.getElementById('order').value === 'escalate 12 because ' && document.activeElement.id === 'order'`)
	p.write("#order", "the server is down")
	p.enter("#order")
	p.sees("#said .desk-says", "You said: escalate 12 because the server is down")
	p.shot("desk-10-orders-of-a-ticket")
	require.Equal(t, []string{
		"find toner", "t:12:more", "help", "assign 12", "t:12:assign:slack:E", "escalate 12 because the server is down",
	}, orders(s))

	small := open(t, browser, phone, "dark", "fr")
	small.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	small.click("#enter", "Se connecter")
	small.click("#rows a", "#12")
	small.click("#actions button", "Plus")
	small.click("#ways button", "Donner à un collègue")
	small.sees("#said .desk-says", "To whom?")
	small.fits()
	small.shot("desk-11-orders-phone-dark-french")
	small.click("#telling .close", "")
	small.holds(`!document.getElementById('telling').open`)
}
