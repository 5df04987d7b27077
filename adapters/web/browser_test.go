package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Sizes of windows.
var (
	phone  = window{360, 740, true}
	laptop = window{1280, 800, false}
)

type window struct {
	width, height int64
	touch         bool
}

// TestPages runs everything that needs a browser in one browser, which is slow to
// start. Pictures go to the folder named by FIRSTLINE_SHOTS, when it is set.
func TestPages(t *testing.T) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: the pages were not looked at")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	defer stop()
	browser, quit := chromedp.NewContext(allocator)
	defer quit()
	require.NoError(t, chromedp.Do(browser))

	for name, test := range map[string]func(*testing.T, context.Context){
		"Ask": testAsk, "WeakLink": testWeakLink, "MarkupStaysText": testMarkupStaysText,
		"RightToLeft": testRightToLeft, "Languages": testLanguages, "Reading": testReading, "Gate": testGate,
		"DeskWide": testDeskWide, "DeskPhone": testDeskPhone, "NoteNeverLeaks": testNoteNeverLeaks, "Files": testFiles, "Orders": testOrders,
		"Articles": testArticles, "ArticlesRightToLeft": testArticlesRightToLeft, "Access": testAccess, "AccessBites": testAccessBites,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

// tab is one page in a profile of its own.
type tab struct {
	*testing.T
	ctx context.Context
}

// open makes a tab of a size that speaks a language. When the test is over, the
// console must have stayed empty: also of what the policy refused.
func open(t *testing.T, browser context.Context, size window, scheme, lang string) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	p := &tab{T: t, ctx: ctx}
	console := chromedp.Console(ctx)
	complaints := make(chan []string, 1)
	go func() {
		var list []string
		for m, err := range console {
			if err != nil {
				break
			}
			// A request that fails is part of the tests of weak links.
			if m.Source != "network" && (m.IsException() || m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning) {
				list = append(list, m.String())
			}
		}
		complaints <- list
	}()
	t.Cleanup(func() {
		cancel()
		require.Empty(t, <-complaints, "the page complained")
	})
	touch := func(m *emulation.SetDeviceMetricsOverrideParams, e *emulation.SetTouchEmulationEnabledParams) {
		m.Mobile, e.Enabled = size.touch, size.touch
	}
	p.run(chromedp.EmulateViewport(size.width, size.height, chromedp.EmulateScale(2), touch))
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	require.NoError(t, err)
	_, err = chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
	require.NoError(t, err)
	return p
}

func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	require.NoError(p, chromedp.Do(p.ctx, actions...))
}

// js runs a script.
func (p *tab) js(script string) {
	p.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](script))
	require.NoError(p, err)
}

// sees waits until a selector's first visible text holds words.
func (p *tab) sees(selector, words string) {
	p.Helper()
	p.holds(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((n) => n.offsetParent !== null && n.textContent.includes(%q))`, selector, words))
}

// holds waits until an expression is true.
func (p *tab) holds(expression string) {
	p.Helper()
	ok := assert.Eventually(p, func() bool {
		yes, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		return err == nil && yes
	}, 20*time.Second, 20*time.Millisecond, "waited for %s", expression)
	if !ok {
		p.shot("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		p.FailNow()
	}
}

// click presses the visible button or link whose text holds words.
func (p *tab) click(selector, words string) {
	p.Helper()
	p.sees(selector, words)
	p.js(fmt.Sprintf(
		`[...document.querySelectorAll(%q)].find((n) => n.offsetParent !== null && n.textContent.includes(%q)).click()`, selector, words))
}

// enter presses Enter in a box, as a keyboard does: one event that a page can stop.
func (p *tab) enter(selector string) {
	p.Helper()
	p.run(chromedp.Focus(chromedp.CSS(selector)))
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
		})
		require.NoError(p, err)
	}
}

// write types into a box.
func (p *tab) write(selector, text string) {
	p.Helper()
	p.run(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// fits checks that nothing is wider than the window.
func (p *tab) fits() {
	p.Helper()
	p.holds(`document.documentElement.scrollWidth <= innerWidth`)
}

// shot takes a picture when a folder for it is named.
func (p *tab) shot(name string) {
	folder := os.Getenv("FIRSTLINE_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p, err)
	require.NoError(p, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
}

// plainSite is a site whose visitors come over plain http on a local network, where
// browsers do not say Sec-Fetch-Site, and whose link can be cut: on the way in, or
// on the way back when the message has arrived.
func plainSite(t *testing.T) (s *site, cut func(way string)) {
	s = newSite(t, func(o *Options) { o.Languages = []string{"en", "fr", "ar", "es", "pt", "sw", "bn"} }, shelved(newFakeShelf()))
	var mu sync.Mutex
	var down string
	mux := http.NewServeMux()
	s.Mount(mux)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		way := down
		mu.Unlock()
		r.Header.Del("Sec-Fetch-Site")
		if way != "" && r.Method == http.MethodPost {
			if way == "back" {
				mux.ServeHTTP(httptest.NewRecorder(), r)
			}
			panic(http.ErrAbortHandler) // The way net/http cuts a connection.
		}
		mux.ServeHTTP(w, r)
	}))
	// Streams end with Run, and the server can only close when they have.
	t.Cleanup(func() { s.stop(); server.Close() })
	s.url = server.URL
	return s, func(way string) { mu.Lock(); down = way; mu.Unlock() }
}

// script is a desk that answers like the real one.
func script(s *site) {
	say := func(m bot.Message, by bot.Author, who, text string, buttons ...bot.Button) {
		s.desk.add(m.Place, bot.Line{By: by, Who: bot.Person{ID: "x:1", Name: who}, Text: text, Buttons: buttons})
		_, _ = s.Send(context.Background(), bot.Reply{ID: text, To: m.Place, Text: text})
	}
	s.desk.react = func(m bot.Message) {
		said := m.Text
		if m.Kind == bot.Pressed {
			said = map[string]string{"d:1:yes": "Yes", "d:1:no": "No", "d:1:person": "Talk to a person"}[m.Press]
		}
		s.desk.add(m.Place, bot.Line{By: bot.ByPerson, Who: m.From, Text: said, Files: m.Files})
		switch m.Press {
		case "d:1:person":
			say(m, bot.ByBot, "", "I passed this to our support team as #12. Someone will answer here, usually within 30 minutes.")
			say(m, bot.ByStaff, "Bob", "Good morning! Which printer is it? There is a list at https://help.example.org/printers (see “models”).")
		case "d:1:yes":
			say(m, bot.ByBot, "", "Glad it helped.")
		case "":
			say(m, bot.ByBot, "", "1. Open the paper tray.\n2. Fill it with letter paper.\n3. Press OK on the printer.\n\n"+
				"Printing certificates, checked 3 Mar 2026\nhttps://help.example.org/print#letter.",
				bot.Button{Label: "Yes", Data: "d:1:yes"}, bot.Button{Label: "No", Data: "d:1:no"}, bot.Button{Label: "Talk to a person", Data: "d:1:person"})
		}
	}
}
