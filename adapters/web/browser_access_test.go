package web

import (
	"context"
	_ "embed"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// checks is a script with the rules; see testAccess.
//
//go:embed testdata/access.js
var checks string

// testAccess holds the pages to what people need who see little, use a
// keyboard or a screen reader, on both sizes and both colour schemes: each field and
// button has a name, text has a contrast of 4.5 to 1, the focus goes in the order of
// reading and is seen. https://www.w3.org/TR/WCAG22/
func testAccess(t *testing.T, browser context.Context) {
	for _, c := range []struct {
		size         window
		scheme, lang string
	}{{phone, "light", "ar"}, {laptop, "dark", "en"}, {phone, "dark", "en"}, {laptop, "light", "ar"}} {
		s := newSite(t, shelved(newFakeShelf()), func(o *Options) { o.Languages = []string{"en", "ar"} })
		busyDesk(s)
		s.desk.orders = []string{"find", "known", "help"}
		require.NoError(t, s.desk.tickets[0].Claim(bob, deskRoom, time.Now(), time.Hour))
		p := open(t, browser, c.size, c.scheme, c.lang)
		p.run(chromedp.Navigate(s.url))
		p.sees("#text", "")
		p.accessible("the chat")
		p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
		p.sees("#enter", "")
		p.accessible("the gate")
		p.click("#enter", "")
		p.sees("#rows a", "#12")
		p.accessible("the queue")
		p.click("#rows a", "#12")
		p.sees(".by-note", "Same model")
		p.click("#details summary", "")
		_, err := s.Send(t.Context(), bot.Reply{ID: "toast", To: deskRoom, Text: "Which one?", For: bob.ID, Buttons: []bot.Button{{Label: "This", Data: "t:12:this"}}})
		require.NoError(t, err)
		p.sees(".toast", "Which one?")
		p.accessible("a ticket")
		p.click(".switch", "")
		p.accessible("a note")
		p.click("#actions button[data-do=more]", "")
		p.js(`document.getElementById('order').value = 'find toner'; document.querySelector('#orders button').click()`)
		p.sees("#said .you", "find toner")
		p.accessible("the line to the desk")
		p.click("#telling .close", "")

		p.run(chromedp.Navigate(s.url + "/desk/articles"))
		p.sees("#shelved .title", "Printing")
		p.js(`for (const d of document.querySelectorAll('#shelved details')) d.open = true`)
		p.accessible("articles")
		p.js(`location.hash = '#gaps'`)
		p.sees("#gaps .title", "surname")
		p.accessible("questions in vain")
		p.click("#gaps button", "")
		p.sees(".channel", "Did this help?")
		p.click("#trial summary", "")
		p.accessible("a trial")
	}
}

// accessible runs the rules on what the page shows now.
func (p *tab) accessible(what string) {
	p.Helper()
	p.fits()
	p.holds(`document.getAnimations().every((a) => a.playState === 'finished')`)
	p.js(checks)
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`access.look()`))
	require.NoError(p, err)
	p.js(`access.begin()`)
	stops := 0
	for ; stops < 100; stops++ {
		p.tabKey()
		more, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`access.stop()`))
		require.NoError(p, err)
		if !more {
			break
		}
	}
	moved, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`access.end()`))
	require.NoError(p, err)
	if len(found)+len(moved) > 0 {
		p.shot(fmt.Sprintf("failed-access-%s", what))
	}
	require.Empty(p, append(found, moved...), what)
	require.NotZero(p, stops, what)
	p.Logf("%s: %d stops", what, stops)
	p.shot("access-" + what)
}

func (p *tab) tabKey() {
	p.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9,
		})
		require.NoError(p, err)
	}
}

// testAccessBites shows the rules a page that breaks each of them.
func testAccessBites(t *testing.T, browser context.Context) {
	s := newSite(t)
	p := open(t, browser, laptop, "light", "en")
	p.run(chromedp.Navigate(s.url))
	p.sees("#text", "")
	p.js(checks)
	for script, want := range map[string]string{
		`document.querySelector('label[for=text]').remove()`:                                     "textarea#text “” has no name",
		`document.querySelector('.welcome p').style.color = '#999'`:                              "contrast",
		`document.querySelector('.welcome').style.opacity = .4`:                                  "contrast",
		`document.querySelector('h1').id = 'text'`:                                               "id text is there twice",
		`document.querySelector('.top img').removeAttribute('alt')`:                              "img has no alt",
		`document.querySelector('#name').tabIndex = 3`:                                           "tabindex",
		`document.querySelector('.composer button').style.cssText = 'min-height:9px;height:9px'`: "too small",
	} {
		p.run(chromedp.Reload())
		p.sees("#text", "")
		p.js(checks)
		p.js(script)
		found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`access.look()`))
		require.NoError(t, err)
		require.Contains(t, fmt.Sprint(found), want, script)
	}
	for script, want := range map[string]string{
		`document.querySelector('.composer').style.flexDirection = 'row-reverse'`: "after",
		`document.querySelector('#text').style.outline = 'none'`:                  "focus is not seen",
	} {
		p.run(chromedp.Reload())
		p.sees("#text", "")
		p.js(checks)
		p.js(script)
		p.js(`access.begin()`)
		for range 4 {
			p.tabKey()
			p.js(`access.stop()`)
		}
		found, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]string](`access.end()`))
		require.NoError(t, err)
		require.Contains(t, fmt.Sprint(found), want, script)
	}
}
