package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/adaptertest"
	"github.com/firstline-helpdesk/firstline/bot"
)

// storing does what the desk does: a line is in the transcript before it is sent.
// It hides that cards of staff can be edited: what a person has read cannot.
type storing struct {
	adapters.Adapter
	adapters.Webhook
	desk *fakeDesk
	ids  map[int]string
}

func (s *storing) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	seq := s.desk.add(r.To, bot.Line{By: bot.ByBot, Text: r.Text, Buttons: r.Buttons})
	sent, err := s.Adapter.Send(ctx, r)
	s.ids[seq] = sent.ID
	return sent, err
}

// Upload keeps the bytes as the desk does before it sends a file.
func (s *storing) Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	var err error
	if f.ID, f.Size, err = s.desk.KeepUpload(r.To, 1, r.ID, body); err != nil {
		return adapters.Sent{}, err
	}
	seq := s.desk.add(r.To, bot.Line{By: bot.ByBot, Text: r.Text, Files: []bot.File{f}})
	sent, err := s.Adapter.(adapters.Uploader).Upload(ctx, r, f, http.NoBody)
	s.ids[seq] = sent.ID
	return sent, err
}

func (s *storing) Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error) {
	return s.Adapter.(adapters.Fetcher).Fetch(ctx, f)
}

func TestContract(t *testing.T) {
	adaptertest.Run(t, adaptertest.Harness{Start: startForSuite})
}

func startForSuite(t *testing.T, log *slog.Logger) adaptertest.Service {
	desk := newFakeDesk()
	// Each look at the clock is a second later, so nobody is limited.
	a, err := New(Options{Name: "Suite", Key: testKey, Desk: desk, Uploads: desk, Files: desk, Log: log, Now: stepping(time.Second)})
	require.NoError(t, err)
	mux := http.NewServeMux()
	a.Mount(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := &site{T: t, Adapter: a, desk: desk, url: server.URL}
	v, place := s.person()
	p := &suitePage{visitor: v, queue: make(chan map[string]string, 100), quit: make(chan struct{})}
	go p.run()
	t.Cleanup(func() { close(p.quit) })
	store := &storing{a, a, desk, map[int]string{}}
	return adaptertest.Service{
		Adapter: store, Place: place, MaxSay: maxSaid,
		Person:  bot.Person{ID: place.String(), Name: "Ann", Lang: "fr"},
		Secrets: []string{string(testKey), v.cookies()[0].Value},
		Say:     func(text string) string { return p.say(map[string]string{"text": text}) },
		Answer:  func(to, text string) string { return p.say(map[string]string{"text": text, "replyTo": to}) },
		Again:   func() { p.queue <- p.last },
		Acked:   func() int { return int(p.acked.Load()) },
		Press: func(message, label string) {
			for _, line := range shownLines(v) {
				for _, b := range line.Buttons {
					if b.Label == label && store.ids[line.Seq] == message {
						p.say(map[string]string{"press": b.Data, "replyTo": message})
					}
				}
			}
		},
		Shown: func() []adaptertest.Shown {
			var shown []adaptertest.Shown
			for _, line := range shownLines(v) {
				shown = append(shown, adaptertest.Shown{ID: store.ids[line.Seq], Text: line.Text, Buttons: labels(line)})
			}
			return shown
		},
		MaxFile: fileLimit,
		SendFile: func(name, mime string, data []byte) {
			said := map[string]string{"id": fmt.Sprintf("file-%d", len(name)) + "-of-ann"}
			go func() {
				for v.formWith("/say", said, attachment{name, mime, data}).status == http.StatusServiceUnavailable {
					<-time.After(time.Millisecond) // Run has not begun yet; the page tries again, too.
				}
			}()
		},
		FilesShown: func() []adaptertest.ShownFile {
			var shown []adaptertest.ShownFile
			for _, line := range shownLines(v) {
				for _, f := range line.Files {
					shown = append(shown, adaptertest.ShownFile{Text: line.Text, Data: []byte(v.get(f.Link).body)})
				}
			}
			return shown
		},
		Poison: func() { v.do(http.MethodPost, "/say", "application/json", `{"id":`) },
		Forge: func() int {
			forger := s.visitor()
			forger.setCookie(a.sessions.personName, place.Chat+".AAAA")
			return forger.say("forged-1", "let me in").status
		},
	}
}

func labels(line lineView) (list []string) {
	for _, b := range line.Buttons {
		list = append(list, b.Label)
	}
	return list
}

// suitePage sends like the page does: one after the other, again until it is taken.
type suitePage struct {
	*visitor
	queue chan map[string]string
	quit  chan struct{}
	last  map[string]string
	count int
	acked atomic.Int64
}

func (p *suitePage) say(body map[string]string) string {
	p.count++
	body["id"] = fmt.Sprintf("message-%d", p.count)
	body["name"] = "Ann"
	p.last = body
	p.queue <- body
	return body["id"]
}

func (p *suitePage) run() {
	for {
		select {
		case <-p.quit:
			return
		case body := <-p.queue:
			p.push(body)
		}
	}
}

func (p *suitePage) push(body map[string]string) {
	for {
		switch p.post("/say", body, "Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5").status {
		case http.StatusAccepted:
			p.acked.Add(1)
			return
		case http.StatusServiceUnavailable, http.StatusTooManyRequests:
			select {
			case <-p.quit:
				return
			case <-time.After(time.Millisecond):
			}
		default:
			return // The page shows that it cannot be sent.
		}
	}
}

// shownLines is what a page that opens now gets of the bot's lines.
func shownLines(v *visitor) []lineView {
	l := v.listen("/events?after=0")
	for l.status == http.StatusServiceUnavailable { // Run has not begun yet.
		l = v.listen("/events?after=0")
	}
	defer l.close()
	var lines []lineView
	for _, e := range v.until(l, "ready") {
		if e.name != "line" {
			continue
		}
		var line lineView
		require.NoError(v, json.Unmarshal([]byte(e.data), &line))
		lines = append(lines, line)
	}
	return lines
}
