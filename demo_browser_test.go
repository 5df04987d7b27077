package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDemoInTheBrowser runs the program as somebody who tries it: no model, no
// token, nothing but a free address; asks on the web page, hands over, signs in with
// the printed link, claims, answers and solves. Pictures go to the folder named by
// FIRSTLINE_SHOTS, when it is set.
func TestDemoInTheBrowser(t *testing.T) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("SKIPPED: no chromium on this machine")
	}
	said := startDemo(t)
	ask := said.find(t, `Ask:\s+(\S+)`)
	links, err := os.ReadFile(said.find(t, `links that sign staff in are in (\S+)`))
	require.NoError(t, err)
	link := regexp.MustCompile(`http\S+`).FindString(string(links))

	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	defer stop()
	browser, quit := chromedp.NewContext(allocator)
	defer quit()
	require.NoError(t, chromedp.Do(browser))

	ann := newTab(t, browser, 400, 760)
	ann.visit(ask)
	ann.write("#name", "Ann")
	ann.write("#text", "how do I print a birth certificate")
	ann.click("#composer button", "")
	ann.sees(".by-bot", "assign it to yourself")
	ann.shot("demo-1-answer")
	ann.click(".choices button", "No")
	ann.sees(".by-bot", "as #1")

	desk := newTab(t, browser, 1280, 800)
	desk.visit(link)
	desk.click("button", "Sign in")
	desk.sees("#rows", "print a birth certificate")
	desk.click("#rows button, #rows a", "print a birth certificate")
	desk.click("#actions button", "Claim")
	ann.sees(".by-bot", "Tester is looking into it")
	desk.sees("#actions button", "Solve")
	desk.write("#ticket textarea", "Is it registered already?")
	desk.click("#ticket form button", "Send")
	ann.sees(".by-staff", "Is it registered already?")
	ann.write("#text", "Yes, since Monday")
	ann.click("#composer button", "")
	desk.sees("#ticket", "since Monday")
	desk.shot("demo-2-desk")
	desk.click("#actions button", "More")
	desk.click("#ways button", "Urgency")
	desk.click("#said .choices button", "")
	desk.click("#ways button", "History")
	desk.sees("#said", "claimed (Tester)")
	desk.shot("demo-2-orders")
	desk.click("#telling .close", "")
	desk.click("#actions button", "Solve")
	ann.click(".choices button", "Yes, solved")
	ann.click(".choices button", "5")
	ann.sees(".by-bot", "Thank you for telling us")
	ann.shot("demo-3-rated")
	require.Contains(t, said.metrics(t), `firstline_tickets_total{event="closed"} 1`)

	desk.click(".door", "Articles")
	desk.sees("#shelved summary", "did not help 1")
	desk.sees("#gaps", "print a birth certificate")
	desk.write("#question", "how do I print a birth certificate")
	desk.click("#ask button", "Try")
	for _, channel := range []string{"Web", "WhatsApp", "Telegram", "Slack"} {
		desk.sees(".channel", channel)
	}
	desk.click("#trial summary", "Why")
	desk.sees("#trial pre", "Verdict: sure")
	desk.shot("demo-4-articles")
}

// demo is a running demo, with what it printed.
type demo struct{ *journal }

func startDemo(t *testing.T) demo {
	dir := t.TempDir()
	path := filepath.Join(dir, "demo.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join([]string{
		"store: bolt:" + filepath.Join(dir, "data", "firstline.db"), "listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0",
		"levels:", "  - rooms: [\"web:desk\"]", "    staff: [\"web:tester\"]", "    hold: 1ms",
	}, "\n")), 0o600))
	ctx, cancel := context.WithCancel(context.Background())
	said, log := &journal{}, &journal{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--config", path}, shell{in: strings.NewReader(""), out: said, err: log, env: os.LookupEnv})
	}()
	t.Cleanup(func() {
		cancel()
		require.Equal(t, exitDone, <-ended, "the log:\n%s", log)
	})
	return demo{said}
}

// find waits for something that is printed.
func (d demo) find(t *testing.T, pattern string) string {
	form := regexp.MustCompile(pattern)
	var found []string
	require.Eventually(t, func() bool {
		found = form.FindStringSubmatch(d.String())
		return found != nil
	}, patience, 10*time.Millisecond)
	return found[1]
}

func (d demo) metrics(t *testing.T) string {
	response, err := http.Get(d.find(t, `Metrics:\s+(\S+)`))
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text)
}

// tab is one page in a profile of its own.
type tab struct {
	*testing.T
	ctx context.Context
}

func newTab(t *testing.T, browser context.Context, width, height int64) *tab {
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	p := &tab{t, ctx}
	p.do(chromedp.EmulateViewport(width, height))
	return p
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	require.NoError(p, chromedp.Do(p.ctx, actions...))
}

func (p *tab) visit(address string) { p.Helper(); p.do(chromedp.Navigate(address)) }

func (p *tab) write(selector, text string) {
	p.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// visible is a script that finds the visible element whose text holds words.
func visible(selector, words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].find((n) => n.offsetParent !== null && !n.disabled && n.textContent.includes(%q))`, selector, words)
}

func (p *tab) sees(selector, words string) {
	p.Helper()
	ok := assert.Eventually(p, func() bool {
		yes, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](visible(selector, words)+" !== undefined"))
		return err == nil && yes
	}, patience, 20*time.Millisecond, "waited for %q in %s", words, selector)
	if !ok {
		p.shot("failed")
		p.FailNow()
	}
}

func (p *tab) click(selector, words string) {
	p.Helper()
	p.sees(selector, words)
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](visible(selector, words)+".click()"))
	require.NoError(p, err)
}

func (p *tab) shot(name string) {
	folder := os.Getenv("FIRSTLINE_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p, err)
	require.NoError(p, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
}
