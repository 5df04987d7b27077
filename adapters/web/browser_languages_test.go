package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/firstline-helpdesk/firstline/bot"
)

// testLanguages: in every language each page says what it is for, fits a phone, cuts no
// words off, and writes numbers and times as the bot does.
func testLanguages(t *testing.T, browser context.Context) {
	for _, c := range []struct{ lang, asks, answer, says, opens string }{
		{"fr", "L’imprimante demande du papier letter", "1. Ouvrez le bac à papier.", "Comment pouvons-nous vous aider", "Prendre"},
		{"es", "La impresora pide papel carta", "1. Abra la bandeja de papel.", "¿Cómo podemos ayudarle?", "Tomar"},
		{"pt", "A impressora pede papel carta", "1. Abra a bandeja do papel.", "Como podemos ajudar?", "Assumir"},
		{"ar", "الطابعة تطلب ورق letter", "1. افتح درج الورق.", "كيف يمكننا مساعدتك؟", "استلام"},
		{"sw", "Printa inaomba karatasi ya letter", "1. Fungua trei ya karatasi.", "Tukusaidie vipi?", "Chukua"},
		{"bn", "প্রিন্টার letter কাগজ চাইছে", "1. কাগজের ট্রে খুলুন।", "আমরা কীভাবে সাহায্য করতে পারি?", "নিচ্ছি"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			s, _ := plainSite(t)
			busyDesk(s)
			s.desk.orders = strings.Fields("assign priority type tag send wait merge escalate return known issue link comment summary suggest translate draft history")
			// Ten past two in the afternoon, some day last year.
			past := time.Date(time.Now().Year()-1, 3, 9, 14, 10, 0, 0, time.Local)
			s.desk.tickets[0].Priority = bot.Urgent
			s.desk.tickets[0].Question, s.desk.tickets[0].Lang = c.asks, c.lang
			s.desk.threads[12][0].Text, s.desk.threads[12][1].Text, s.desk.threads[12][0].At = c.asks, c.answer, past
			answer := s.desk.react
			s.desk.react = func(m bot.Message) {
				if m.Place.Chat == deskChat {
					answer(m)
					return
				}
				s.desk.add(m.Place, bot.Line{By: bot.ByPerson, Who: m.From, Text: m.Text, At: past})
				s.desk.add(m.Place, bot.Line{By: bot.ByBot, Text: c.answer, Buttons: []bot.Button{{Label: "#12", Data: "a"}}})
				_, _ = s.Send(context.Background(), bot.Reply{ID: "1", To: m.Place})
			}
			p := open(t, browser, phone, "light", c.lang)
			p.run(chromedp.Navigate(s.url))
			p.sees("h2", c.says)
			p.js(`document.getElementById('text').value = ` + "`" + c.asks + "`")
			p.click("#composer button", "")
			p.sees(".by-bot", c.answer)
			p.holds(`/14:10/.test(document.querySelector('.by-person .who time').textContent)`)
			p.holds(`!/[٠-٩۰-۹০-৯]/.test(document.querySelector('.day').textContent)`)
			p.whole()
			p.shot("lang-" + c.lang + "-1-chat")

			p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
			p.sees("h2", "Bob Banda")
			p.whole()
			p.shot("lang-" + c.lang + "-2-gate")
			p.click("#enter", "")
			p.sees("#rows a", "#12")
			p.whole()
			p.shot("lang-" + c.lang + "-3-queue")
			p.click("#rows a", "#12")
			p.click("#actions button", c.opens)
			p.holds(`document.querySelector('#pills .mine') !== null`)
			p.js(`document.getElementById('details').open = true`)
			p.whole()
			p.shot("lang-" + c.lang + "-4-ticket")
			p.js(`document.querySelector('[data-do=more]').click()`)
			p.holds(`document.querySelectorAll('#ways button').length > 15`)
			p.whole()
			p.shot("lang-" + c.lang + "-6-orders")
			p.run(chromedp.Navigate(s.url + "/desk/articles"))
			p.holds(`document.querySelectorAll('#shelved > li').length > 0`)
			p.whole()
			p.shot("lang-" + c.lang + "-5-articles")
		})
	}
}

// whole checks that nothing is wider than the window, no label is cut off and no place
// in a text left unfilled.
func (p *tab) whole() {
	p.Helper()
	p.fits()
	p.holds(`!/\{\w+\}/.test(document.body.innerText)`)
	p.holds(`[...document.querySelectorAll('h2, button, .pill, .door, summary, label, .who, .state, dt, dd, .views a')].every((n) =>
		n.offsetParent === null || n.closest('.unseen') || n.classList.contains('unseen') || n.scrollWidth <= n.clientWidth + 1 || getComputedStyle(n).display === 'inline')`)
	p.holds(`[...document.querySelectorAll('.pills')].every((n) => n.scrollHeight <= n.clientHeight + 1)`)
}
