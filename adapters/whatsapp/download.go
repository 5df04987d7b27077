package whatsapp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// downloadFor is how long a file may take. Its address is good for five minutes.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
	downloadFor = 5 * time.Minute
	// maxHops is how often one file server may send us to another.
	maxHops = 3
)

// mediaForm is Meta's id of a file. Anything else would make an odd address.
var mediaForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// Fetch opens a file in two steps: its id gives an address, which gives the bytes.
// Both take the token, so the address must be the API's own or one of Meta's file
// servers. Where Meta gives a checksum, a file that does not match it ends with an
// error in place of io.EOF.
func (a *Adapter) Fetch(ctx context.Context, f bot.File) (io.ReadCloser, error) {
	if !mediaForm.MatchString(f.ID) {
		return nil, refuse("the file has no id of WhatsApp")
	}
	ctx, cancel := context.WithTimeout(ctx, downloadFor)
	body, err := a.open(ctx, f.ID)
	if err != nil {
		cancel()
		return nil, a.graph.fault(err)
	}
	body.cancel = cancel
	return body, nil
}

func (a *Adapter) open(ctx context.Context, id string) (*download, error) {
	var about struct {
		URL    string            `json:"url"`
		SHA256 soft[string]      `json:"sha256"`
		Size   soft[json.Number] `json:"file_size"`
	}
	_, err := a.graph.get(ctx, id, url.Values{"phone_number_id": {a.number}}, &about)
	if err != nil {
		return nil, gone(err)
	}
	if size, err := about.Size.Value.Int64(); err == nil && size > fileLimit {
		return nil, refuse("the file is larger than %d MB", fileLimit>>20)
	}
	u, err := url.Parse(about.URL)
	if err != nil || !a.graph.servesFiles(u) {
		return nil, refuse("WhatsApp named an address for the file that is not its own")
	}
	resp, err := a.graph.download(ctx, u)
	if err != nil {
		return nil, gone(err)
	}
	return &download{body: resp.Body, sum: sha256.New(), want: checksum(about.SHA256.Value), left: fileLimit}, nil
}

// gone makes a file that does not exist any more a final refusal. Files of messages
// live seven days.
func gone(err error) error {
	var refused *apiError
	if errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Code == badParameter || refused.Code == 131052) {
		return refuse("%w: the file is not there any more", refused)
	}
	return err
}

// checksum reads the sum in hex; nil is none.
func checksum(s string) []byte {
	sum, err := hex.DecodeString(s)
	if err != nil || len(sum) != sha256.Size {
		return nil
	}
	return sum
}

// servesFiles tells whether the token may be shown to an address.
func (g *graph) servesFiles(u *url.URL) bool {
	if u.User != nil {
		return false
	}
	if u.Scheme == g.base.Scheme && u.Host == g.base.Host {
		return true
	}
	host := strings.ToLower(u.Host)
	return u.Scheme == "https" && (strings.HasSuffix(host, ".fbsbx.com") || strings.HasSuffix(host, ".fbcdn.net"))
}

func (g *graph) download(ctx context.Context, u *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, g.scrub(err)
	}
	req.Header.Set("Authorization", "Bearer "+g.token)
	client := g.client(g.http)
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) > maxHops || !g.servesFiles(next.URL) {
			return refuse("WhatsApp's file server sent us to an address that is not its own")
		}
		return nil
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, g.scrub(err)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, &apiError{Status: resp.StatusCode, After: retryAfter(resp.Header)}
	}
	return resp, nil
}

// download is the bytes of a file, counted and summed on the way.
type download struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	sum    hash.Hash
	want   []byte
	left   int64
}

// Read gives the bytes. Its errors are faults, as those of Fetch.
func (d *download) Read(p []byte) (int, error) {
	if int64(len(p)) > d.left+1 {
		p = p[:d.left+1]
	}
	n, err := d.body.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, refuse("the file is larger than %d MB", fileLimit>>20)
	}
	d.sum.Write(p[:n])
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("download the file: %w", err)}
	case d.want != nil && string(d.want) != string(d.sum.Sum(nil)):
		return n, &adapters.Fault{Kind: adapters.Broken, Err: errors.New("the file arrived damaged: its checksum is wrong")}
	}
	return n, io.EOF
}

// Close ends the download.
func (d *download) Close() error {
	d.cancel()
	return d.body.Close()
}
