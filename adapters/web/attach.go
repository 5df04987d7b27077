package web

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// maxAttached is how many files one message can have.
	maxAttached = 5
	// fileLimit is the largest file, in bytes. The page makes photos smaller before
	// it sends them; this is for documents and short films.
	fileLimit = 20 << 20
	// maxForm is the largest request with files, in bytes.
	maxForm = fileLimit + maxBody
	// maxUploads is how many requests with files are taken at the same time.
	maxUploads = 64
	// uploadIdle is how long a weak link may be silent within a request with files,
	// uploadFor how long the whole may take.
	uploadIdle = 30 * time.Second
	uploadFor  = 15 * time.Minute
)

// saidPart and filePart are the names of the parts of a message with files: what is
// said, as JSON, comes first.
const (
	saidPart = "said"
	filePart = "file"
)

var (
	errNoForm = &problem{http.StatusBadRequest, "This is not the form that was expected."}
	errLarge  = &problem{http.StatusRequestEntityTooLarge, "This file is too large. Describe it, send a smaller one, or ask for a person."}
	errMany   = &problem{http.StatusRequestEntityTooLarge, "These are too many files for one message."}
	errEmpty  = &problem{http.StatusBadRequest, "There is nothing in this file."}
	errStored = &problem{http.StatusInsufficientStorage, "There is no room for more files. Describe it, or ask for a person."}
	errLater  = &problem{http.StatusServiceUnavailable, "Try again in a moment."}
)

// isForm tells whether a request brings files.
func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// owner is whose files a request brings: the person at a place or, with a ticket,
// staff.
type owner struct {
	place  bot.Place
	ticket int
	// key makes names of files that others cannot make.
	key string
}

// readForm reads a message with files in one request. What is said goes into said,
// and ready tells then whether the files are wanted and whose they are. Each file is
// on disk when readForm returns. The same request has the same names, so that sending
// it again costs no room.
func (a *Adapter) readForm(w http.ResponseWriter, r *http.Request, said any, ready func() (owner, *problem)) ([]bot.File, *problem) {
	select {
	case a.uploading <- struct{}{}:
		defer func() { <-a.uploading }()
	default:
		return nil, errLater
	}
	r.Body = &patient{ReadCloser: http.MaxBytesReader(w, r.Body, maxForm), ctrl: http.NewResponseController(w), until: time.Now().Add(uploadFor)}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errNoForm
	}
	part, err := form.NextPart()
	if err != nil || part.FormName() != saidPart || json.NewDecoder(io.LimitReader(part, maxBody)).Decode(said) != nil {
		return nil, badForm(err)
	}
	who, p := ready()
	if p != nil {
		return nil, p
	}
	var files []bot.File
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, badForm(err)
		case part.FormName() != filePart:
			continue
		case len(files) == maxAttached:
			return nil, errMany
		}
		file, p := a.keepPart(who, len(files), part)
		if p != nil {
			return nil, p
		}
		files = append(files, file)
	}
}

// badForm is the answer to a form that cannot be read to its end.
func badForm(err error) *problem {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return errLarge
	}
	return errNoForm
}

// keepPart writes one file down. Its type is what its bytes say; what the page
// claims counts only where bytes do not tell, and never makes it a page.
func (a *Adapter) keepPart(who owner, i int, part *multipart.Part) (bot.File, *problem) {
	body := bufio.NewReaderSize(part, sniffed)
	head, err := body.Peek(sniffed)
	if len(head) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return bot.File{}, badForm(err)
		}
		return bot.File{}, errEmpty
	}
	f := bot.File{Name: part.FileName(), Type: typeOf(head, part.Header.Get("Content-Type"))}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", who.key, i))
	name := hex.EncodeToString(sum[:16])
	f.ID, f.Size, err = a.uploads.KeepUpload(who.place, who.ticket, name, body)
	var no *bot.Refusal
	switch {
	case err == nil:
		return f, nil
	case errors.As(err, &no) && no.Reason == bot.FilesFull:
		return f, errStored
	case errors.As(err, &no):
		return f, errLarge
	}
	if p := badForm(err); p == errLarge {
		return f, p
	}
	a.log.Error("a file from a page was not kept", "err", err)
	return f, errLater
}

// sniffed is how many bytes tell a type. https://mimesniff.spec.whatwg.org/#reading-the-resource-header
const sniffed = 512

// typeOf is the type of a file by its first bytes.
func typeOf(head []byte, claimed string) string {
	seen, _, _ := strings.Cut(http.DetectContentType(head), ";")
	claimed, _, _ = mime.ParseMediaType(claimed)
	general := seen == "application/octet-stream" || seen == "text/plain" || seen == "application/zip" || seen == "application/ogg"
	switch {
	case strings.Contains(seen, "html"), strings.Contains(seen, "xml"):
		return "application/octet-stream"
	case !general || claimed == "" || strings.Contains(claimed, "html") || strings.Contains(claimed, "xml") || strings.Contains(claimed, "script"):
		return seen
	}
	return claimed
}

// patient is a request body that may come slowly as long as it comes: the server's
// own limit on a request is for short ones.
type patient struct {
	io.ReadCloser
	ctrl  *http.ResponseController
	until time.Time
}

// errSlow ends a request that takes longer than uploadFor.
var errSlow = errors.New("the request takes too long")

// Read gives the next bytes, and the line half a minute for those after.
func (p *patient) Read(b []byte) (int, error) {
	now := time.Now()
	if now.After(p.until) {
		return 0, errSlow
	}
	// Writers without deadlines are fine, so the error is of no consequence.
	_ = p.ctrl.SetReadDeadline(now.Add(uploadIdle))
	return p.ReadCloser.Read(b)
}
