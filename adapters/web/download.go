package web

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// uploads keeps what was attached on the pages. It is implemented by the service of
// the desk.
type uploads interface {
	// KeepUpload keeps a file of the person at a place, or of staff for a ticket,
	// under a name, and gives the file's id. It fails with a *bot.Refusal where the
	// file is too large or there is no room.
	KeepUpload(at bot.Place, ticket int, name string, body io.Reader) (id string, size int64, err error)
	// OpenUpload opens it again by its id, or fails with fs.ErrNotExist.
	OpenUpload(id string) (io.ReadSeekCloser, error)
}

// files opens the files of the lines that the pages show. It is implemented by the
// service of the desk. Both fail with fs.ErrNotExist where there is no such file.
type files interface {
	TicketFile(ctx context.Context, ticket, seq, i int) (bot.File, io.ReadSeekCloser, error)
	TalkFile(ctx context.Context, place bot.Place, seq, i int) (bot.File, io.ReadSeekCloser, error)
}

const (
	// fetchTime is how long a file may take to come from the service it was sent on,
	// sendTime how long it may take to a page on a weak link.
	fetchTime = 2 * time.Minute
	sendTime  = 15 * time.Minute
)

// pictures are the types that a page shows; all others are only ever saved.
var pictures = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

// filePolicy keeps a file from doing anything when somebody opens it by itself.
// https://www.w3.org/TR/CSP3/#directive-sandbox
const filePolicy = "default-src 'none'; sandbox"

// fileView is a file as pages get it: where it is for them alone.
type fileView struct {
	Name string `json:"name"`
	Size int64  `json:"size,omitempty"`
	// Link is where the page finds it, Picture tells that it can be shown.
	Link    string `json:"link"`
	Picture bool   `json:"picture,omitempty"`
}

// fileLinks make the addresses of files, which nobody can guess: whoever has one
// still needs the cookie of the person or of staff it was made for.
type fileLinks struct{ key []byte }

func (l fileLinks) tag(parts ...any) string {
	return base64.RawURLEncoding.EncodeToString(sign(l.key, fmt.Sprint(parts...))[:16])
}

// toPerson is the address of a file of a person's transcript.
func (l fileLinks) toPerson(session string, seq, i int) string {
	return fmt.Sprintf("/file/%d/%d/%s", seq, i, l.tag("person ", session, " ", seq, " ", i))
}

// toStaff is the address of a file of a ticket's thread.
func (l fileLinks) toStaff(ticket, seq, i int) string {
	return fmt.Sprintf("/desk/file/%d/%d/%d/%s", ticket, seq, i, l.tag("ticket ", ticket, " ", seq, " ", i))
}

// matches compares the address that was asked for with the one that is right.
func matches(r *http.Request, right string) bool {
	return hmac.Equal([]byte(r.URL.Path), []byte(right))
}

// personFile serves a file of the transcript to the one person it belongs to.
func (a *Adapter) personFile(w http.ResponseWriter, r *http.Request) {
	session, ok := a.sessions.person(r)
	seq, i := numbered(r, "seq"), numbered(r, "file")
	if !ok || !matches(r, a.links.toPerson(session, seq, i)) {
		http.NotFound(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), fetchTime)
	defer cancel()
	f, body, err := a.files.TalkFile(ctx, bot.Place{Channel: channel, Chat: session}, seq, i)
	a.serveFile(w, r, f, body, err)
}

// staffFile serves a file of a ticket's thread to staff.
func (a *Adapter) staffFile(w http.ResponseWriter, r *http.Request, _ badge) {
	ticket, seq, i := numbered(r, "number"), numbered(r, "seq"), numbered(r, "file")
	if !matches(r, a.links.toStaff(ticket, seq, i)) {
		http.NotFound(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), fetchTime)
	defer cancel()
	f, body, err := a.files.TicketFile(ctx, ticket, seq, i)
	a.serveFile(w, r, f, body, err)
}

// numbered is a number in an address; -1 for anything else.
func numbered(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PathValue(name))
	if err != nil {
		return -1
	}
	return n
}

// serveFile writes a file. Its bytes decide whether it is a picture; everything else
// is bytes to save, whatever it is called or claims to be.
func (a *Adapter) serveFile(w http.ResponseWriter, r *http.Request, f bot.File, body io.ReadSeekCloser, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.Error(w, "This file is not here any more.", http.StatusNotFound)
		return
	case err != nil:
		a.log.Error("a file could not be opened for a page", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	defer body.Close()
	head := make([]byte, sniffed)
	n, _ := io.ReadFull(body, head)
	kind, how := http.DetectContentType(head[:n]), "inline"
	if !slices.Contains(pictures, kind) {
		kind, how = "application/octet-stream", "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": savedAs(f, kind)}))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cache-Control", "private, max-age=3600")
	// Writers without deadlines are fine, so the error is of no consequence.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendTime))
	http.ServeContent(w, r, "", time.Time{}, body)
}

// savedAs is a file's name on the disk of whoever saves it.
func savedAs(f bot.File, kind string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, f.Name)
	if name = strings.TrimLeft(name, ". "); name != "" {
		return name
	}
	if _, ending, _ := strings.Cut(kind, "image/"); ending != "" {
		return "photo." + ending
	}
	return "file" + path.Ext(f.Name)
}

// Fetch opens a file that was attached on a page.
func (a *Adapter) Fetch(_ context.Context, f bot.File) (io.ReadCloser, error) {
	body, err := a.uploads.OpenUpload(f.ID)
	switch {
	case err == nil:
		return body, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("open an upload: %w", err)}
	}
	return nil, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("open an upload: %w", err)}
}

// Upload shows a file: the pages read it from the transcript or the thread, as they
// do with words, and fetch its bytes from there. The body is not read.
func (a *Adapter) Upload(ctx context.Context, r bot.Reply, _ bot.File, _ io.Reader) (adapters.Sent, error) {
	if r.Text != "" || r.To.Chat != deskChat {
		return a.Send(ctx, r)
	}
	if fault := reachable(ctx, r.To); fault != nil {
		return adapters.Sent{}, fault
	}
	a.board.add(notice{ticket: r.Ticket})
	a.staff.wakeAll()
	return adapters.Sent{ID: r.ID}, nil
}
