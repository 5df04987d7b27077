package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

var testKey = bytes.Repeat([]byte("k"), keySize)

// fakeDesk keeps transcripts and tickets in memory and takes what is delivered.
type fakeDesk struct {
	mu          sync.Mutex
	transcripts map[bot.Place][]bot.Line
	tickets     []bot.Ticket
	orders      []string
	threads     map[int][]bot.Line
	inbox       []bot.Message
	seen        map[string]bool
	// fail is returned by Deliver, broken by what reads.
	fail, broken error
	// react is called after a delivery that is not a repetition.
	react func(bot.Message)
	// uploads are what was attached, by id; full is how many bytes a file may have.
	uploads map[string][]byte
	full    int
	// got gets every message that was taken.
	got chan bot.Message
}

func newFakeDesk() *fakeDesk {
	return &fakeDesk{
		transcripts: map[bot.Place][]bot.Line{}, threads: map[int][]bot.Line{},
		seen: map[string]bool{}, uploads: map[string][]byte{}, full: fileLimit, got: make(chan bot.Message, 100),
	}
}

func (d *fakeDesk) Deliver(_ context.Context, m bot.Message) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return d.fail
	}
	m = m.Clean()
	d.inbox = append(d.inbox, m)
	if d.seen[m.Delivery] {
		return nil
	}
	d.seen[m.Delivery] = true
	if d.react != nil {
		go d.react(m)
	}
	d.got <- m
	return nil
}

func (d *fakeDesk) setFail(err error)   { d.mu.Lock(); d.fail = err; d.mu.Unlock() }
func (d *fakeDesk) setBroken(err error) { d.mu.Lock(); d.broken = err; d.mu.Unlock() }

func (d *fakeDesk) delivered() []bot.Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bot.Message(nil), d.inbox...)
}

// add puts a line at the end of a transcript.
func (d *fakeDesk) add(place bot.Place, line bot.Line) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	line.Seq = len(d.transcripts[place]) + 1
	if line.At.IsZero() {
		line.At = time.Now()
	}
	d.transcripts[place] = append(d.transcripts[place], line)
	return line.Seq
}

func (d *fakeDesk) Queue(context.Context) ([]bot.Ticket, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bot.Ticket(nil), d.tickets...), d.broken
}

func (d *fakeDesk) Orders() []string { return d.orders }

func (d *fakeDesk) Ticket(_ context.Context, number int) (bot.Ticket, []bot.Line, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.tickets {
		if t.Number == number {
			return t, append([]bot.Line(nil), d.threads[number]...), d.broken
		}
	}
	return bot.Ticket{}, nil, &bot.Refusal{Reason: bot.NoSuchTicket, Ticket: number}
}

func (d *fakeDesk) Transcript(_ context.Context, place bot.Place, after int) ([]bot.Line, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return nil, d.broken
	}
	lines := d.transcripts[place]
	return append([]bot.Line(nil), lines[min(after, len(lines)):]...), nil
}

func (d *fakeDesk) KeepUpload(at bot.Place, ticket int, name string, body io.Reader) (string, int64, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return "", 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.broken != nil:
		return "", 0, d.broken
	case len(data) > d.full && d.full < fileLimit:
		return "", 0, &bot.Refusal{Reason: bot.FilesFull}
	case len(data) > d.full:
		return "", 0, &bot.Refusal{Reason: bot.FileTooLarge}
	}
	id := fmt.Sprintf("%s-%d/%s", at.Chat, ticket, name)
	d.uploads[id] = data
	return id, int64(len(data)), nil
}

func (d *fakeDesk) OpenUpload(id string) (io.ReadSeekCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	data, ok := d.uploads[id]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return closing{bytes.NewReader(data)}, nil
}

type closing struct{ *bytes.Reader }

func (closing) Close() error { return nil }

func (d *fakeDesk) TicketFile(_ context.Context, ticket, seq, i int) (bot.File, io.ReadSeekCloser, error) {
	return d.fileOf(d.threads[ticket], seq, i)
}

func (d *fakeDesk) TalkFile(_ context.Context, p bot.Place, seq, i int) (bot.File, io.ReadSeekCloser, error) {
	return d.fileOf(d.transcripts[p], seq, i)
}

func (d *fakeDesk) fileOf(lines []bot.Line, seq, i int) (bot.File, io.ReadSeekCloser, error) {
	for _, l := range lines {
		if l.Seq == seq && i >= 0 && i < len(l.Files) {
			body, err := d.OpenUpload(l.Files[i].ID)
			return l.Files[i], body, err
		}
	}
	return bot.File{}, nil, fs.ErrNotExist
}

var errDisk = errors.New("the disk is full")

// site is a running adapter behind a test server.
type site struct {
	*testing.T
	*Adapter
	desk *fakeDesk
	url  string
	logs *bytes.Buffer
	stop func()
}

// newSite starts an adapter; change may alter its options.
func newSite(t *testing.T, change ...func(*Options)) *site {
	t.Helper()
	s := &site{T: t, desk: newFakeDesk(), logs: &bytes.Buffer{}}
	o := Options{Name: "Farajaland help desk", Languages: []string{"en", "fr"}, Key: testKey, Desk: s.desk, Uploads: s.desk, Files: s.desk}
	o.Log = slog.New(slog.NewTextHandler(&lockedWriter{w: s.logs}, nil))
	for _, c := range change {
		c(&o)
	}
	var err error
	s.Adapter, err = New(o)
	require.NoError(t, err)
	mux := http.NewServeMux()
	s.Mount(mux)
	server := httptest.NewServer(mux)
	s.url = server.URL
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Adapter.Run(ctx, s.desk) }()
	require.Eventually(t, func() bool { _, open := s.door.shutting(); return open }, 5*time.Second, time.Millisecond)
	s.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(func() { s.stop(); server.Close() })
	return s
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// visitor is one browser without its pages.
type visitor struct {
	*site
	http *http.Client
}

func (s *site) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	return &visitor{site: s, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// person is a visitor with a session, and their place.
func (s *site) person() (*visitor, bot.Place) {
	v := s.visitor()
	require.Equal(s, http.StatusOK, v.get("/").status)
	session, ok := v.session()
	require.True(s, ok)
	return v, bot.Place{Channel: channel, Chat: session}
}

// member is a visitor who came in as staff.
func (s *site) member(who bot.Person) *visitor {
	v := s.visitor()
	link, err := url.Parse(s.SignInLink(s.url, who))
	require.NoError(s, err)
	r := v.form("/desk/enter", url.Values{"token": {link.Query().Get("token")}})
	require.Equal(s, http.StatusSeeOther, r.status)
	return v
}

func (v *visitor) cookies() []*http.Cookie {
	u, err := url.Parse(v.url)
	require.NoError(v, err)
	return v.http.Jar.Cookies(u)
}

func (v *visitor) setCookie(name, value string) {
	u, err := url.Parse(v.url)
	require.NoError(v, err)
	v.http.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

func (v *visitor) session() (string, bool) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range v.cookies() {
		r.AddCookie(c)
	}
	return v.sessions.person(r)
}

// changed has the desk edit the card of a ticket.
func (s *site) changed(number int) {
	require.NoError(s.T, s.Edit(s.Context(), "card", bot.Reply{To: deskRoom, Ref: "card/" + strconv.Itoa(number), Ticket: number, Edit: true}))
}
