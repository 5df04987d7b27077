package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
	"github.com/firstline-helpdesk/firstline/store/files"
)

// mail is a channel that keeps what is sent, with the bytes of its files.
type mail struct {
	name  string
	sent  []bot.Reply
	files []string
	fetch func(f bot.File) (io.ReadCloser, error)
	// fail tells how a reply fails; nil is not at all.
	fail func(r bot.Reply) *adapters.Fault
}

func (c *mail) Name() string                              { return c.name }
func (c *mail) Limits() adapters.Limits                   { return adapters.Limits{Buttons: 8} }
func (c *mail) Run(context.Context, adapters.Inbox) error { return nil }

func (c *mail) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	if c.fail != nil {
		if fault := c.fail(r); fault != nil {
			return adapters.Sent{}, fault
		}
	}
	c.sent = append(c.sent, r)
	return adapters.Sent{ID: fmt.Sprint(c.name, len(c.sent))}, nil
}

func (c *mail) Fetch(_ context.Context, f bot.File) (io.ReadCloser, error) { return c.fetch(f) }

// said are the texts that were sent to a chat.
func (c *mail) said(chat string) string {
	var all []string
	for _, r := range c.sent {
		if r.To.Chat == chat {
			all = append(all, r.Text)
		}
	}
	return strings.Join(all, "\n")
}

// carrier is a mail that carries files too.
type carrier struct{ *mail }

func (c carrier) Upload(_ context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	data, err := io.ReadAll(body)
	if err != nil || int64(len(data)) != f.Size {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: errors.New("not the size that was said")}
	}
	c.files = append(c.files, string(data))
	return adapters.Sent{ID: fmt.Sprint("file", len(c.files))}, nil
}

// post is a desk with two rooms on a channel that carries files, and people on pages
// of its own and on a channel that carries none.
type post struct {
	*testing.T
	*Desk
	dir           string
	rooms         carrier
	pages, plain  *mail
	count         int
	now           time.Time
	clerk, caller bot.Place
}

func newPost(t *testing.T, limits files.Limits) *post {
	p := &post{T: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), dir: filepath.Join(t.TempDir(), "files"), clerk: bot.Place{Channel: "page", Chat: "ann"}, caller: bot.Place{Channel: "plain", Chat: "carl"}}
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "desk.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	folder, err := files.Open(p.dir, limits)
	require.NoError(t, err)
	base := kb.NewBase(nil, []string{"en"}, kb.Balanced)
	level := Level{Rooms: []bot.Place{{Channel: "room", Chat: "one"}, {Channel: "room", Chat: "two"}}}
	p.Desk, err = New(Options{Store: db, KB: func() *kb.Base { return base }, Languages: []string{"en"}, Levels: []Level{level}, Files: folder, Now: func() time.Time { return p.now }})
	require.NoError(t, err)
	p.pages = &mail{name: "page", fetch: func(f bot.File) (io.ReadCloser, error) {
		body, err := p.OpenUpload(f.ID)
		if err != nil {
			return nil, &adapters.Fault{Kind: adapters.Refused, Err: err}
		}
		return body, nil
	}}
	p.plain = &mail{name: "plain"}
	p.rooms = carrier{&mail{name: "room", fetch: func(f bot.File) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("bytes of " + f.ID)), nil
	}}}
	for _, a := range []adapters.Adapter{p.rooms, p.pages, p.plain} {
		require.NoError(t, p.Attach(a))
	}
	return p
}

// passes lets time pass, a minute at a time, and the desk work.
func (p *post) passes(d time.Duration) {
	p.Helper()
	for end := p.now.Add(d); p.now.Before(end); {
		p.now = p.now.Add(time.Minute)
		require.NoError(p, p.Drain(p.Context()))
	}
}

func (p *post) says(at bot.Place, text string, all ...bot.File) {
	p.Helper()
	p.count++
	id := fmt.Sprint("m", p.count)
	require.NoError(p, p.Deliver(p.Context(), bot.Message{
		Delivery: id, ID: id, Place: at, From: bot.Person{ID: at.Lane(), Name: at.Chat}, Kind: bot.Said, Text: text, Files: all, Direct: true, At: time.Now(),
	}))
	require.NoError(p, p.Drain(p.Context()))
}

// uploads keeps a file as a page does.
func (p *post) uploads(ticket int, name, text string) bot.File {
	p.Helper()
	id, size, err := p.KeepUpload(p.clerk, ticket, name, strings.NewReader(text))
	require.NoError(p, err)
	return bot.File{ID: id, Name: name + ".txt", Type: "text/plain", Size: size}
}

func (p *post) reads(f bot.File, body io.ReadCloser, err error) string {
	p.Helper()
	require.NoError(p, err)
	defer body.Close()
	data, err := io.ReadAll(body)
	require.NoError(p, err)
	return string(data)
}

func TestFilesOfAPageGoBothWays(t *testing.T) {
	p := newPost(t, FileLimits)
	p.says(p.clerk, "person")
	p.says(p.clerk, "It looks like this", p.uploads(0, "shot", "a picture"))
	require.Equal(t, []string{"a picture", "a picture"}, p.rooms.files, "every room of the level gets it")
	p.says(bot.Place{Channel: "room", Chat: "one"}, "claim 1")
	p.says(bot.Place{Channel: "room", Chat: "one"}, "reply 1 Fill this in", bot.File{ID: "form", Name: "form.pdf"})
	require.Contains(t, p.pages.said("ann"), "one: Fill this in")

	_, lines, err := p.Ticket(t.Context(), 1)
	require.NoError(t, err)
	var seen []string
	for _, l := range lines {
		for i := range l.Files {
			f, body, err := p.TicketFile(t.Context(), 1, l.Seq, i)
			seen = append(seen, f.Name+": "+p.reads(f, body, err))
		}
	}
	require.Equal(t, []string{"shot.txt: a picture", "form.pdf: bytes of form"}, seen)
	talk, err := p.Transcript(t.Context(), p.clerk, 0)
	require.NoError(t, err)
	seen = nil
	for _, l := range talk {
		for i := range l.Files {
			f, body, err := p.TalkFile(t.Context(), p.clerk, l.Seq, i)
			seen = append(seen, p.reads(f, body, err))
		}
		_, _, err := p.TalkFile(t.Context(), p.clerk, l.Seq, len(l.Files))
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	require.Equal(t, []string{"a picture", "bytes of form"}, seen)
	for _, id := range []string{"1/0123", "", "page-ann/../x", "page-eve/shot"} {
		_, err := p.OpenUpload(id)
		require.ErrorIs(t, err, fs.ErrNotExist, id)
	}
	require.NoError(t, p.DeleteFiles(1))
	require.NoError(t, p.DeleteUploads(p.clerk))
	entries, err := os.ReadDir(p.dir)
	require.NoError(t, err)
	require.Empty(t, entries, "nothing of them is left")
}

func TestAFileThatIsTooMuchIsToldOfOnce(t *testing.T) {
	for text, want := range map[string]string{
		"far too large": "The file big.txt is too large for us. Please describe",
		"too many":      "I could not keep the file big.txt, because there are too many",
	} {
		p := newPost(t, files.Limits{File: 10, Group: 12})
		p.says(p.clerk, "person")
		p.pages.fetch = func(bot.File) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		if text == "too many" {
			_, err := p.opt.Files.Keep("1", "other", strings.NewReader("12345678"))
			require.NoError(t, err)
		}
		p.says(p.clerk, "see", bot.File{ID: "x", Name: "big.txt"})
		require.Equal(t, 1, strings.Count(p.pages.said("ann"), want), p.pages.said("ann"))
		for _, room := range []string{"one", "two"} {
			require.Contains(t, p.rooms.said(room), "(the file big.txt ")
		}
	}
}

func TestStaffHearOfAFileThatDoesNotArrive(t *testing.T) {
	p := newPost(t, FileLimits)
	p.says(p.caller, "person")
	room := bot.Place{Channel: "room", Chat: "one"}
	p.says(room, "claim 1")
	p.says(room, "reply 1 Fill this in", bot.File{ID: "form", Name: "form.pdf"})
	require.Contains(t, p.plain.said("carl"), "one: Fill this in")
	require.NotContains(t, p.plain.said("carl"), "form.pdf", "words for staff stay in the room")
	require.Contains(t, p.rooms.said("one"), "#1: the file form.pdf could not be sent to carl: the channel refuses it. They have not seen it.")
	require.NotContains(t, p.rooms.said("one"), "Sent to carl")
	p.says(room, "reply 1 Here it is in words")
	require.Contains(t, p.rooms.said("one"), "Sent to carl (#1).")
}

func TestSweepKeepsWhatIsNamed(t *testing.T) {
	p := newPost(t, FileLimits)
	kept := p.uploads(0, "kept", "x")
	p.uploads(0, "orphan", "x")
	p.says(p.clerk, "person")
	p.says(p.clerk, "see", kept)
	staff := p.uploads(1, "answer", "x")
	p.says(bot.Place{Channel: "room", Chat: "one"}, "note 1 see", staff)
	p.uploads(1, "unsent", "x")
	_, err := p.opt.Files.Keep("99", "gone", bytes.NewReader(nil))
	require.NoError(t, err)
	require.NoError(t, p.sweep(t.Context()))
	old := time.Now().Add(-orphanAge - time.Minute)
	var left []string
	walk := func(do func(path string)) {
		require.NoError(t, filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				do(path)
			}
			return err
		}))
	}
	walk(func(path string) { require.NoError(t, os.Chtimes(path, old, old)) })
	require.NoError(t, p.sweep(t.Context()))
	walk(func(path string) { left = append(left, strings.TrimPrefix(path, p.dir+"/")) })
	require.ElementsMatch(t, []string{copyOf(1, bot.File{Channel: "page", ID: kept.ID}), kept.ID, staff.ID}, left)
}
