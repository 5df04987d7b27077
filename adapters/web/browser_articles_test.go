package web

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// testArticles: search, take words back and give them again, try a question, see why,
// take one that was asked in vain.
func testArticles(t *testing.T, browser context.Context) {
	shelf := newFakeShelf()
	s := newSite(t, shelved(shelf))
	p := open(t, browser, laptop, "light", "en")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "Sign in")
	p.click(".door", "Articles")
	p.sees("#shelved .title", "Printing certificates")
	p.sees("#gaps", "There is no article.")
	p.shot("articles-1-list")

	p.js(`document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }))`)
	p.holds(`document.activeElement.id === 'q'`)
	p.write("#q", "fire")
	p.sees("#count", "1 of 4")
	p.click("#shelved summary", "Printing")
	p.click("#shelved button", "Undo")
	p.sees("#shelved li", "taken back")
	p.sees("#said", "No longer counts")
	p.holds(`document.activeElement.dataset.key && document.querySelector('#shelved details').open`)
	p.click("#shelved button", "Redo")
	p.sees("#said", "Counts again")
	require.False(t, shelf.articles[1].Ways[0].TakenBack)

	p.write("#question", "which paper")
	p.enter("#question")
	p.sees(".verdict", "Sure. Confidence 94%")
	p.sees(".channel", "2. No, show me something")
	p.holds(`document.querySelector('.channel .text a').href === 'https://help.example.org/paper'`)
	p.click("#trial summary", "Why")
	p.sees("#trial pre", "counts 3.2")
	p.shot("articles-2-trial")
	p.fits()
	p.click("#gaps button", "Try")
	p.holds(`document.activeElement.id === 'question' && document.activeElement.value.includes('surname')`)

	small := open(t, browser, phone, "dark", "en")
	small.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	small.click("#enter", "Sign in")
	small.click(".door", "Articles")
	small.click("#shelved summary", "Printing")
	small.fits()
	small.shot("articles-3-phone")
	small.click(".views a", "Asked in vain")
	small.sees("#gaps", "surname")
	small.shot("articles-4-phone-gaps")
	small.click("#gaps button", "Try")
	small.sees(".verdict", "Sure")
	small.holds(`document.querySelector('#view-gaps').offsetParent === null`)
	small.fits()
	small.shot("articles-5-phone-trial")
}

// testArticlesRightToLeft: the page in Arabic, with articles in both directions.
func testArticlesRightToLeft(t *testing.T, browser context.Context) {
	s := newSite(t, shelved(newFakeShelf()), func(o *Options) { o.Languages = []string{"en", "ar"} })
	p := open(t, browser, laptop, "light", "ar")
	p.run(chromedp.Navigate(s.SignInLink(s.url, bob)))
	p.click("#enter", "")
	p.click(".door", "المقالات")
	p.sees("#shelved .title", "طباعة الشهادات")
	p.click("#shelved summary", "Printing")
	p.write("#question", "ورق")
	p.enter("#question")
	p.sees(".verdict", "94")
	p.fits()
	p.shot("articles-6-right-to-left")
}
