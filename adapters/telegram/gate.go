package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// maxAnswer bounds an answer of the server, in bytes. A hundred updates of the
// longest messages stay far below.
const maxAnswer = 32 << 20

// gate is the one way to the Bot API, for our own calls and for the library's. It
// reads the answer before anybody else, so that every refusal is an [apiError] and
// no error names the address, which holds the token.
type gate struct {
	http  *http.Client
	base  string
	token string
	// secrets are never shown.
	secrets []string
	// date is what the server's clock said last, in seconds; 0 is not known.
	date atomic.Int64
}

func newGate(client *http.Client, base, token, secret string) *gate {
	own := http.Client{}
	if client != nil {
		own = *client
	}
	own.Timeout = 0
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	g := &gate{http: &own, base: base, token: token, secrets: []string{token}}
	if secret != "" {
		g.secrets = append(g.secrets, secret)
	}
	return g
}

// apiError is an answer that says no. Description is the server's own text: it may
// quote what was sent, so it is matched and never shown as it is.
type apiError struct {
	Code        int
	Description string
	RetryAfter  time.Duration
	MigrateTo   int64
}

// Error gives the status alone.
func (e *apiError) Error() string { return fmt.Sprintf("telegram answered %d", e.Code) }

// answer is the envelope of every answer. https://core.telegram.org/bots/api#making-requests
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  soft[struct {
		RetryAfter int64 `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}] `json:"parameters"`
}

// call makes one call with JSON and decodes the result.
func (g *gate) call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("%s: encode: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base+"/bot"+g.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", method, g.scrub(err))
	}
	req.Header.Set("Content-Type", "application/json")
	raw, err := g.exchange(req)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if err := json.Unmarshal(raw, result); err != nil {
		return fmt.Errorf("%s: the result has an unknown shape", method)
	}
	return nil
}

// Do lets the library make its calls. It hands back only the part of a result
// that is used, because the library refuses whole answers for one value it does
// not know, and a message that was sent would then be sent again.
func (g *gate) Do(req *http.Request) (*http.Response, error) {
	raw, err := g.exchange(req)
	if err != nil {
		return nil, err
	}
	result := []byte("true")
	var message struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(raw, &message) == nil && message.ID != 0 {
		result, _ = json.Marshal(message)
	}
	body := append(append([]byte(`{"ok":true,"result":`), result...), '}')
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: req}, nil
}

// exchange sends a request and gives the result, or an [apiError].
func (g *gate) exchange(req *http.Request) (json.RawMessage, error) {
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, g.scrub(err)
	}
	defer resp.Body.Close()
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		g.date.Store(date.Unix())
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", g.scrub(err))
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		if resp.StatusCode == http.StatusOK {
			return nil, errors.New("the answer is not of the Bot API: is api_url right?")
		}
		// A proxy or an overloaded server answers with a page of HTML.
		return nil, &apiError{Code: resp.StatusCode}
	}
	if a.OK {
		return a.Result, nil
	}
	e := &apiError{Code: a.Code, Description: a.Description, MigrateTo: a.Parameters.Value.MigrateTo}
	if e.Code == 0 {
		e.Code = resp.StatusCode
	}
	if wait := a.Parameters.Value.RetryAfter; wait > 0 {
		e.RetryAfter = time.Duration(min(wait, maxRetryAfter)) * time.Second
	}
	return nil, e
}

// maxRetryAfter bounds what a server may ask us to wait, in seconds: a day.
const maxRetryAfter = 24 * 60 * 60

// scrub takes the address out of an error of net/http and our secrets out of any.
func (g *gate) scrub(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	if text := err.Error(); g.hide(text) != text {
		return errors.New(g.hide(text))
	}
	return err
}

// hide takes our secrets out of a text.
func (g *gate) hide(text string) string {
	for _, secret := range g.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// soft is a value that others may send in a shape we do not know: then Set tells
// that it was there, and Value is empty. It keeps one odd field from spoiling the
// message around it.
type soft[T any] struct {
	Value T
	Set   bool
}

// UnmarshalJSON never fails.
func (s *soft[T]) UnmarshalJSON(raw []byte) error {
	s.Set = string(raw) != "null"
	var value T
	if json.Unmarshal(raw, &value) == nil {
		s.Value = value
	}
	return nil
}
