package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// transferFor is how long a file may take in either direction.
const transferFor = 5 * time.Minute

// domains are Slack's own, where a token may go besides the API's host.
// https://docs.slack.dev/reference/objects/file-object
var domains = []string{"slack.com", "slack-gov.com"}

// ours tells whether an address is the API's host or Slack's own.
func (g *gate) ours(u *url.URL) bool {
	if u.Host != "" && strings.EqualFold(u.Host, g.base.Host) && u.Scheme == g.base.Scheme {
		return true
	}
	host := strings.ToLower(u.Hostname())
	for _, domain := range domains {
		if u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && (host == domain || strings.HasSuffix(host, "."+domain)) {
			return true
		}
	}
	return false
}

// Fetch opens a file. Its address is asked of Slack each time, because people can
// name any address in a file that lies outside of Slack; the token goes to Slack
// alone and never follows a redirect.
func (a *Adapter) Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error) {
	if !idForm.MatchString(f.ID) {
		return nil, refusedFile("it has no id of Slack")
	}
	ctx, cancel := context.WithTimeout(ctx, transferFor)
	body, err := a.open(ctx, f.ID)
	if err != nil {
		cancel()
		return nil, a.fault(err, "")
	}
	return &download{Reader: body, body: body, left: fileLimit, done: cancel}, nil
}

func refusedFile(why string) *adapters.Fault {
	return &adapters.Fault{Kind: adapters.Refused, Err: errors.New("the file cannot be fetched: " + why)}
}

// open asks where a file is and begins to read it.
// https://docs.slack.dev/reference/methods/files.info
func (a *Adapter) open(ctx context.Context, id string) (io.ReadCloser, error) {
	var answer struct {
		File soft[file] `json:"file"`
	}
	if err := a.gate.call(ctx, "files.info", url.Values{"file": {id}}, &answer); err != nil {
		return nil, err
	}
	f := answer.File.Value
	u, err := url.Parse(f.Download.Value)
	switch {
	case f.External.Value || f.Mode.Value == "external":
		return nil, refusedFile("it lies outside of Slack")
	case err != nil || f.Download.Value == "" || !f.there():
		return nil, refusedFile("Slack does not have it any more")
	case !a.gate.ours(u):
		return nil, refusedFile("its address is not Slack's")
	case f.Size.Value > fileLimit:
		return nil, refusedFile("it is too large")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, a.gate.scrub(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.gate.token)
	resp, err := a.gate.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("download: %w", a.gate.scrub(err))
	}
	if fault := downloadable(resp, f.Type.Value); fault != nil {
		resp.Body.Close()
		return nil, fault
	}
	return resp.Body, nil
}

// downloadable tells whether an answer is the file. Without the right to read it
// Slack sends us to a page to sign in, or gives that page itself.
func downloadable(resp *http.Response, kind string) error {
	got, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return refusedFile("Slack wants somebody to sign in; the bot needs the scope files:read")
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		return refusal(resp)
	case resp.StatusCode != http.StatusOK:
		return refusedFile(fmt.Sprintf("slack answered %d", resp.StatusCode))
	case err == nil && got == "text/html" && kind != "text/html":
		return refusedFile("Slack wants somebody to sign in; the bot needs the scope files:read")
	case resp.ContentLength > fileLimit:
		return refusedFile("it is too large")
	}
	return nil
}

// download gives the bytes of a file, and an error when there are too many.
type download struct {
	io.Reader
	body io.Closer
	left int64
	done func()
}

// Read fails once the limit is passed.
func (d *download) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, refusedFile("it is too large")
	}
	return n, err
}

// Close ends the download.
func (d *download) Close() error {
	defer d.done()
	if err := d.body.Close(); err != nil {
		return fmt.Errorf("close a download: %w", err)
	}
	return nil
}
