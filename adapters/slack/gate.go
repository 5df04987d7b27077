package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// maxAnswer bounds an answer of the Web API, in bytes. Twenty of the longest
// messages with all their blocks stay far below.
const maxAnswer = 16 << 20

// maxRetryAfter bounds what a server may ask us to wait.
const maxRetryAfter = 24 * time.Hour

// gate is the one way to the Web API, for our own calls and for the library's. It
// reads the answer before anybody else, so that every refusal is an [apiError] and
// nothing in an error is Slack's own prose, which may quote what was sent.
type gate struct {
	http   *http.Client
	base   *url.URL
	token  string
	tokens []string
}

func newGate(client *http.Client, base *url.URL, token, appToken string) *gate {
	own := http.Client{}
	if client != nil {
		own = *client
	}
	own.Timeout = 0
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	g := &gate{http: &own, base: base, token: token, tokens: []string{token}}
	if appToken != "" {
		g.tokens = append(g.tokens, appToken)
	}
	return g
}

// apiError is an answer that says no.
type apiError struct {
	// Status is the HTTP status; Slack refuses most things with 200.
	Status int
	// Code is Slack's word for it, "channel_not_found"; "" when there is none.
	Code string
	// Needed is the scope that is missing, where Slack says so.
	Needed     string
	RetryAfter time.Duration
}

// Error gives the code, or the status where there is none.
func (e *apiError) Error() string {
	switch {
	case e.Code == "" && e.Status == http.StatusOK:
		return "slack said no without a reason"
	case e.Code == "":
		return fmt.Sprintf("slack answered %d", e.Status)
	case e.Needed != "":
		return "slack answered " + e.Code + ", needed is " + e.Needed
	}
	return "slack answered " + e.Code
}

// Slack's codes and scopes are words. Anything else in their place could be
// somebody's text or a secret, and is not shown.
var (
	codeForm  = regexp.MustCompile(`^[a-z_]{1,64}$`)
	scopeForm = regexp.MustCompile(`^[a-z_:.,]{1,128}$`)
)

const (
	rateLimited = "ratelimited"
	oddCode     = "something_unreadable"
)

// call makes one call with a form and decodes the answer.
func (g *gate) call(ctx context.Context, method string, form url.Values, answer any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base.String()+method, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("%s: %w", method, g.scrub(err))
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+g.token)
	_, body, err := g.exchange(req)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("%s: the answer has an unknown shape", method)
	}
	return nil
}

// kept is the part of an answer that the library gets to see. It refuses whole
// answers for one value it does not know, and a message that was sent would then
// be sent again.
type kept struct {
	OK      bool         `json:"ok"`
	TS      soft[string] `json:"ts"`
	Channel soft[string] `json:"channel"`
	Message soft[struct {
		ThreadTS soft[string] `json:"thread_ts"`
	}] `json:"message"`
	URL          soft[string] `json:"url"`
	User         soft[string] `json:"user"`
	UserID       soft[string] `json:"user_id"`
	TeamID       soft[string] `json:"team_id"`
	EnterpriseID soft[string] `json:"enterprise_id"`
	BotID        soft[string] `json:"bot_id"`
	UploadURL    soft[string] `json:"upload_url"`
	FileID       soft[string] `json:"file_id"`
}

// Do lets the library make its calls.
func (g *gate) Do(req *http.Request) (*http.Response, error) {
	header, body, err := g.exchange(req)
	if err != nil {
		return nil, err
	}
	var k kept
	if len(body) > 0 && json.Unmarshal(body, &k) != nil {
		return nil, errNotSlack
	}
	body, err = json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("pass an answer on: %w", err)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: req}, nil
}

var errNotSlack = errors.New("the answer is not of Slack's Web API: is api_url right?")

// exchange sends a request and gives the header and body of an answer that says
// yes. The body is empty for an upload, which is no call of the Web API.
func (g *gate) exchange(req *http.Request) (http.Header, []byte, error) {
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, nil, g.scrub(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, nil, refusal(resp)
	}
	if !strings.HasPrefix(req.URL.String(), g.base.String()) {
		return resp.Header, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, nil, fmt.Errorf("read the answer: %w", g.scrub(err))
	}
	var a struct {
		OK     soft[bool]   `json:"ok"`
		Error  soft[string] `json:"error"`
		Needed soft[string] `json:"needed"`
	}
	if json.Unmarshal(body, &a) != nil {
		return nil, nil, errNotSlack
	}
	if a.OK.Value {
		return resp.Header, body, nil
	}
	e := refusal(resp)
	if e.Code = a.Error.Value; e.Code != "" && !codeForm.MatchString(e.Code) {
		e.Code = oddCode
	}
	if scopeForm.MatchString(a.Needed.Value) {
		e.Needed = a.Needed.Value
	}
	return nil, nil, e
}

// refusal is what status and header alone tell.
func refusal(resp *http.Response) *apiError {
	e := &apiError{Status: resp.StatusCode}
	if resp.StatusCode == http.StatusTooManyRequests {
		e.Code = rateLimited
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = min(time.Duration(min(seconds, int(maxRetryAfter/time.Second)))*time.Second, maxRetryAfter)
	}
	return e
}

// scrub takes the address out of an error of net/http and the tokens out of any.
func (g *gate) scrub(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	text := err.Error()
	for _, token := range g.tokens {
		text = strings.ReplaceAll(text, token, "***")
	}
	if text != err.Error() {
		return errors.New(text)
	}
	return err
}
