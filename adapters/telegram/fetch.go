package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// fetchFor is how long getting a file may take, with the reading of it.
const fetchFor = 5 * time.Minute

var (
	errForeign  = errors.New("the file is not of Telegram")
	errTooLarge = fmt.Errorf("the file is larger than the %d MB that Telegram hands out", fileLimit>>20)
)

// Fetch opens a file that somebody sent. Only the Bot API server is asked, at an
// address made here: the file's id goes in as a field, and the path it answers with
// has to be a plain one below the bot's own folder.
// https://core.telegram.org/bots/api#getfile
func (a *Adapter) Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error) {
	refuse := func(err error) (io.ReadCloser, error) {
		return nil, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	if f.ID == "" || (f.Channel != "" && f.Channel != Channel) {
		return refuse(errForeign)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchFor)
	var info struct {
		Path string      `json:"file_path"`
		Size soft[int64] `json:"file_size"`
	}
	if err := a.gate.call(ctx, "getFile", map[string]string{"file_id": f.ID}, &info); err != nil {
		cancel()
		return nil, a.fault(err, f.ID)
	}
	path, plain := plainPath(info.Path)
	switch {
	case !plain:
		cancel()
		return refuse(errors.New("telegram answered with no path of its own for the file"))
	case info.Size.Value > fileLimit:
		cancel()
		return refuse(errTooLarge)
	}
	body, err := a.gate.open(ctx, path)
	if err != nil {
		cancel()
		return nil, a.downloadFault(err)
	}
	return &download{gate: a.gate, body: body, left: fileLimit, done: cancel}, nil
}

// plainPath tells whether a path is relative and stays below where it begins, and
// makes it part of an address.
func plainPath(path string) (string, bool) {
	if !fs.ValidPath(path) || path == "." || strings.Contains(path, `\`) || strings.IndexFunc(path, unicode.IsControl) >= 0 {
		return "", false
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/"), true
}

// open asks for a file. A refusal is an [apiError] without words.
func (g *gate) open(ctx context.Context, path string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+"/file/bot"+g.token+"/"+path, nil)
	if err != nil {
		return nil, g.scrub(err)
	}
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, g.scrub(err)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, &apiError{Code: resp.StatusCode}
	}
	if resp.ContentLength > fileLimit {
		_ = resp.Body.Close()
		return nil, errTooLarge
	}
	return resp.Body, nil
}

// downloadFault is [Adapter.fault] for the address of files, where "not found" means
// the file, and a way to somewhere else is never gone.
func (a *Adapter) downloadFault(err error) *adapters.Fault {
	var refused *apiError
	switch {
	case errors.Is(err, errTooLarge):
		return &adapters.Fault{Kind: adapters.Refused, Err: err}
	case errors.As(err, &refused) && refused.Code != http.StatusUnauthorized && refused.Code != http.StatusTooManyRequests &&
		refused.Code >= 300 && refused.Code < 500:
		return &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("get the file: %w", refused)}
	}
	return a.fault(err, "")
}

// download is an open file. It ends with a fault rather than give more than it may.
type download struct {
	gate *gate
	body io.ReadCloser
	left int64
	done context.CancelFunc
}

// Read reads on. An error other than io.EOF is a *adapters.Fault.
func (d *download) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, &adapters.Fault{Kind: adapters.Refused, Err: errTooLarge}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("get the file: %w", d.gate.scrub(err))}
	}
	return n, err
}

// Close ends it.
func (d *download) Close() error {
	defer d.done()
	return d.body.Close()
}
