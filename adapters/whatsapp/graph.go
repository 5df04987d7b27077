package whatsapp

import (
	"bytes"
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
)

const (
	// callFor is how long one call may take.
	callFor = 30 * time.Second
	// maxAnswer bounds an answer that is not a file, in bytes.
	maxAnswer = 1 << 20
	// maxRetryAfter bounds what a server may ask us to wait.
	maxRetryAfter = 24 * time.Hour
)

// graph is the one way to the Graph API. It reads the answer before anybody else,
// so that every refusal is an [apiError] and no error holds the token, a number or
// words of a message.
type graph struct {
	http  *http.Client
	base  *url.URL
	token string
}

func newGraph(client *http.Client, base *url.URL, token string) *graph {
	g := &graph{base: base, token: token}
	g.http = g.client(client)
	g.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return g
}

func (g *graph) client(from *http.Client) *http.Client {
	own := http.Client{}
	if from != nil {
		own = *from
	}
	own.Timeout = 0
	return &own
}

// apiError is an answer that says no. The server's own text is not kept: it may
// quote what was sent, and Meta advises to go by the code.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
type apiError struct {
	Status, Code, Subcode int
	Transient             bool
	After                 time.Duration
}

// Error gives the numbers alone.
func (e *apiError) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("whatsapp answered %d", e.Status)
	}
	return fmt.Sprintf("whatsapp answered %d, code %d", e.Status, e.Code)
}

// request begins a call. The path is made of ids that were checked before.
func (g *graph) request(ctx context.Context, method, path string, query url.Values, body io.Reader) (*http.Request, error) {
	u := g.base.JoinPath(path)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, g.scrub(err)
	}
	req.Header.Set("Authorization", "Bearer "+g.token)
	return req, nil
}

// post sends JSON and decodes the result.
func (g *graph) post(ctx context.Context, path string, params, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("encode the call: %w", err)
	}
	req, err := g.request(ctx, http.MethodPost, path, nil, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	_, err = g.exchange(req, result)
	return err
}

// get asks for something; the header of the answer tells the server's time.
func (g *graph) get(ctx context.Context, path string, query url.Values, result any) (http.Header, error) {
	req, err := g.request(ctx, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	return g.exchange(req, result)
}

// exchange sends a request and decodes the result, or gives an [apiError].
func (g *graph) exchange(req *http.Request, result any) (http.Header, error) {
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, g.scrub(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return resp.Header, fmt.Errorf("read the answer: %w", g.scrub(err))
	}
	if refused := refusal(resp, body); refused != nil {
		return resp.Header, refused
	}
	if json.Unmarshal(body, result) != nil {
		return resp.Header, errors.New("the answer is not of the Graph API: is api_url right?")
	}
	return resp.Header, nil
}

// refusal finds out whether an answer says no. A proxy or an overloaded server
// answers with a page of HTML.
func refusal(resp *http.Response, body []byte) *apiError {
	var answer struct {
		Error *soft[struct {
			Code      int        `json:"code"`
			Subcode   soft[int]  `json:"error_subcode"`
			Transient soft[bool] `json:"is_transient"`
		}] `json:"error"`
	}
	isJSON := json.Unmarshal(body, &answer) == nil
	if resp.StatusCode/100 == 2 && (!isJSON || answer.Error == nil) {
		return nil
	}
	e := &apiError{Status: resp.StatusCode, After: retryAfter(resp.Header)}
	if answer.Error != nil {
		told := answer.Error.Value
		e.Code, e.Subcode, e.Transient = told.Code, told.Subcode.Value, told.Transient.Value
	}
	return e
}

// retryAfter reads the header of the same name, in seconds; 0 for none.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.ParseInt(h.Get("Retry-After"), 10, 32)
	if err != nil || seconds <= 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, maxRetryAfter)
}

// scrub takes the address out of an error of net/http and the token out of any.
func (g *graph) scrub(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	if text := err.Error(); strings.Contains(text, g.token) {
		return errors.New(strings.ReplaceAll(text, g.token, "***"))
	}
	return err
}
