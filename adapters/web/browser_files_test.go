package web

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// choose puts files into the page's chooser, as a person does; make is the script of
// a list of files.
func (p *tab) choose(make string) {
	p.Helper()
	p.js(fmt.Sprintf(`(async () => {
		const chosen = new DataTransfer();
		for (const file of await (%s)()) chosen.items.add(file);
		const input = document.getElementById('files');
		input.files = chosen.files;
		input.dispatchEvent(new Event('change'));
	})()`, make))
}

// photoOf is the script of a photo of noise, which no format makes small.
const photoOf = `(async (width, height) => {
	const canvas = new OffscreenCanvas(width, height), paint = canvas.getContext('2d');
	const noise = paint.createImageData(width, height);
	for (let i = 0; i < noise.data.length; i += 4) { noise.data.set([Math.random() * 255, Math.random() * 255, Math.random() * 255, 255], i); }
	paint.putImageData(noise, 0, 0);
	return new File([await canvas.convertToBlob({ type: 'image/png' })], 'where.png', { type: 'image/png' });
})`

// testFiles: a person attaches a photo and a document, staff see and save them, and
// what staff attach reaches the person.
func testFiles(t *testing.T, browser context.Context) {
	s, _ := plainSite(t)
	script(s)
	p := open(t, browser, phone, "light", "en")
	p.run(chromedp.Navigate(s.url))
	p.choose(`async () => [await ` + photoOf + `(2600, 400), new File(['%PDF-1.4 form'], 'form <b>.pdf', { type: 'application/pdf' }), new File([new Uint8Array(21 << 20)], 'film.mp4')]`)
	p.sees("#chosen li", "where.jpg")
	p.sees("#chosen .bad", "film.mp4 is too large: at most 20 MB.")
	p.shot("files-1-chosen")
	p.fits()
	p.write("#text", "This is what it shows")
	p.click("#composer button", "")
	p.holds(`(() => { const img = document.querySelector('.by-person[data-seq] .picture img'); return img && img.complete && img.naturalWidth === 2000; })()`)
	p.holds(`document.querySelector('.by-person[data-seq] a.file').textContent.includes('form <b>.pdf')`)
	p.holds(`document.querySelectorAll('.by-person').length === 1 && document.getElementById('chosen').hidden`)
	p.shot("files-2-sent")
	m := s.desk.delivered()[0]
	require.Equal(t, []string{"image/jpeg", "application/pdf"}, []string{m.Files[0].Type, m.Files[1].Type})
	require.Less(t, m.Files[0].Size, int64(2<<20), "a large photo was made smaller")

	busyDesk(s)
	s.desk.mu.Lock()
	s.desk.threads[12] = append(s.desk.threads[12], bot.Line{Seq: 5, By: bot.ByPerson, Text: "see https://evil.example/x", Files: m.Files})
	s.desk.tickets[0].State, s.desk.tickets[0].Owner = bot.Claimed, bob
	s.desk.mu.Unlock()
	d := open(t, browser, laptop, "light", "en")
	d.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	d.click("#enter", "Sign in")
	d.sees("#rows li", "Ann Phiri")
	d.run(chromedp.Navigate(s.url + "/desk#12"))
	d.holds(`(() => { const img = document.querySelector('#thread .picture img'); return img && img.complete && img.naturalWidth === 2000; })()`)
	d.holds(`!document.querySelector('#thread a[href*="evil.example"]')`)
	d.shot("files-3-desk")
	d.js(`fetch([...document.querySelectorAll('#thread a.file')].find((a) => a.textContent.includes('form')).href).then(async (r) => { window.saved = r.headers.get('Content-Disposition') + ' ' + await r.text(); })`)
	d.holds(`(window.saved || '').startsWith('attachment; ') && window.saved.endsWith('%PDF-1.4 form')`)
	d.choose(`async () => [await ` + photoOf + `(60, 40)]`)
	d.sees("#chosen li", "where.png")
	d.click("#rows a", "Grace Mwansa")
	d.holds(`document.getElementById('chosen').hidden && document.getElementById('files').disabled`)
	d.run(chromedp.Navigate(s.url + "/desk#12"))
	d.sees("#chosen li", "where.png")
	d.click("#send", "Send")
	d.holds(`document.querySelectorAll('#thread .by-staff .picture img').length === 1`)
	var reply bot.Message
	for _, m := range s.desk.delivered() {
		if len(m.Files) == 1 {
			reply = m
		}
	}
	require.Equal(t, "reply 12", reply.Text)

	s.desk.add(m.Place, bot.Line{By: bot.ByStaff, Who: bob, Text: "Press this one", Files: reply.Files})
	_, err := s.Upload(t.Context(), bot.Reply{ID: "9", To: m.Place}, reply.Files[0], nil)
	require.NoError(t, err)
	p.holds(`(() => { const img = document.querySelector('.by-staff .picture img'); return img && img.complete && img.naturalWidth === 60; })()`)
	p.shot("files-4-person")
	p.fits()
}
