package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	ghapi "github.com/google/go-github/v92/github"
)

const (
	// callFor is how long one call may take. Two of them fit into the time the desk
	// gives a send.
	callFor = 14 * time.Second
	// maxAnswer bounds an answer, in bytes. A page of a hundred long issues is smaller.
	maxAnswer = 16 << 20
	// maxRedirects bounds how often a moved repository or issue is followed.
	maxRedirects = 3
	// maxRetryAfter bounds what a server may ask us to wait.
	maxRetryAfter = 24 * time.Hour
	userAgent     = "firstline"
)

// gate is the one way to the API. No error of it holds the token, or words of GitHub that
// may quote what was sent.
type gate struct {
	// request and do are the two methods of the library's client that we use. Held as
	// functions, the client's type is not part of ours, and the linker leaves out the
	// thousands of methods that the type leads to: 4 MB of the program.
	request func(ctx context.Context, method, path string, body any, opts ...ghapi.RequestOption) (*http.Request, error)
	do      func(req *http.Request, v any) (*ghapi.Response, error)
	base    *url.URL
	token   string
}

func newGate(from *http.Client, base *url.URL, token string) (*gate, error) {
	g := &gate{base: base, token: token}
	own := http.Client{}
	if from != nil {
		own = *from
	}
	own.Timeout = 0
	own.CheckRedirect = g.followed
	next := own.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	own.Transport = bounded{next}
	address := base.String()
	client, err := ghapi.NewClient(ghapi.WithHTTPClient(&own), ghapi.WithAuthToken(token), ghapi.WithURLs(&address, &address),
		ghapi.WithUserAgent(userAgent), ghapi.WithDisableRateLimitCheck())
	if err != nil {
		return nil, fmt.Errorf("github: %w", g.scrub(err))
	}
	g.request, g.do = client.NewRequest, client.Do
	return g, nil
}

// followed lets only a question be redirected, and only within the server: the token goes
// nowhere else, and nothing is made at a place that nobody named.
func (g *gate) followed(req *http.Request, via []*http.Request) error {
	same := req.URL.Scheme == g.base.Scheme && req.URL.Host == g.base.Host
	if !same || via[0].Method != http.MethodGet || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// bounded ends answers that are too long.
type bounded struct{ next http.RoundTripper }

// RoundTrip makes the request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = cut{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	}
	return resp, err
}

type cut struct {
	io.Reader
	io.Closer
}

// answer is what is known of an answer besides its body.
type answer struct {
	// same tells that nothing changed since the ETag that was given.
	same bool
	etag string
	// header may be nil.
	header http.Header
	// more tells that another page follows.
	more bool
}

// get asks for something, where it is no longer what the ETag stands for; "" asks always.
func (g *gate) get(ctx context.Context, path string, query url.Values, etag string, result any) (answer, error) {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return g.call(ctx, http.MethodGet, path, etag, nil, result)
}

// post makes something.
func (g *gate) post(ctx context.Context, path string, params, result any) error {
	_, err := g.call(ctx, http.MethodPost, path, "", params, result)
	return err
}

func (g *gate) call(ctx context.Context, method, path, etag string, params, result any) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	req, err := g.request(ctx, method, path, params)
	if err != nil {
		return answer{}, g.scrub(err)
	}
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	var raw json.RawMessage
	resp, err := g.do(req, &raw)
	var a answer
	if resp != nil && resp.Response != nil {
		a = answer{same: resp.StatusCode == http.StatusNotModified, etag: resp.Header.Get("ETag"), header: resp.Header, more: resp.NextPage > 0}
	}
	switch {
	case a.same && etag != "":
		return a, nil
	case err != nil:
		return a, g.refusal(resp, err)
	case json.Unmarshal(raw, result) != nil:
		return a, errNotGitHub
	}
	return a, nil
}

var errNotGitHub = errors.New("the answer is not of GitHub's API: is api_url right?")

// apiError is an answer that says no.
type apiError struct {
	Status int
	// Limited tells that it was too much at once; After is how long to wait, 0 when
	// nobody said.
	Limited bool
	After   time.Duration
	// Locked and Hasty are two refusals that only GitHub's words tell apart.
	Locked, Hasty bool
	// Fields names what is wrong with what was sent: "title missing_field".
	Fields []string
}

// Error gives the status and GitHub's code words.
func (e *apiError) Error() string {
	text := fmt.Sprintf("github answered %d", e.Status)
	if len(e.Fields) > 0 {
		text += ": " + strings.Join(e.Fields, ", ")
	}
	return text
}

// refusal makes an [apiError] of an answer, and leaves other errors without secrets.
func (g *gate) refusal(resp *ghapi.Response, err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return errNotGitHub
	}
	if resp == nil || resp.Response == nil || resp.StatusCode/100 == 2 {
		return g.scrub(err)
	}
	e := &apiError{Status: resp.StatusCode}
	var primary *ghapi.RateLimitError
	var secondary *ghapi.AbuseRateLimitError
	var told *ghapi.ErrorResponse
	switch {
	case errors.As(err, &primary):
		e.Limited, e.After = true, untilReset(resp.Header)
	case errors.As(err, &secondary):
		e.Limited = true
	case errors.As(err, &told):
		words := strings.ToLower(told.Message)
		e.Locked = strings.Contains(words, "locked")
		e.Hasty = strings.Contains(words, "too quickly")
		e.Limited = strings.Contains(words, "rate limit")
		e.Fields = fields(told.Errors)
	}
	if after := retryAfter(resp.Header); after > 0 {
		e.Limited = e.Limited || e.Status == http.StatusForbidden
		e.After = max(e.After, after)
	}
	return e
}

// retryAfter reads the header of the same name, in seconds; 0 for none.
func retryAfter(h http.Header) time.Duration { return seconds(h.Get("Retry-After")) }

func seconds(s string) time.Duration {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n <= 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, maxRetryAfter)
}

// untilReset is how long the primary limit lasts, by the server's own clock.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
func untilReset(h http.Header) time.Duration {
	reset, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	now, dated := http.ParseTime(h.Get("Date"))
	if err != nil || dated != nil {
		return 0
	}
	return min(max(time.Unix(reset, 0).Sub(now), 0)+time.Second, maxRetryAfter)
}

// scrub takes the address out of an error of net/http and the token out of any.
func (g *gate) scrub(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	if text := err.Error(); strings.Contains(text, g.token) {
		return errors.New(strings.ReplaceAll(text, g.token, "***"))
	}
	return err
}
