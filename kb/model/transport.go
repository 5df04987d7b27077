package model

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostAnswer bounds what is read of one answer, in bytes: room for the rows of a
// batch of texts, and an end for an endpoint that never stops.
const mostAnswer = 16 << 20

// heard is what the transport noticed of the answer to one call. The library gives
// the status only with some errors, and the time to wait with none.
type heard struct {
	status int
	after  time.Duration
}

type heardKey struct{}

// listener is the transport of a client: it notes status and Retry-After for the
// call that is under way, and bounds what is read.
type listener struct {
	next http.RoundTripper
	now  func() time.Time
}

// RoundTrip makes one request.
func (l listener) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if h, ok := r.Context().Value(heardKey{}).(*heard); ok {
		h.status, h.after = resp.StatusCode, retryAfter(resp.Header.Get("Retry-After"), l.now())
	}
	resp.Body = bounded{io.LimitReader(resp.Body, mostAnswer), resp.Body}
	return resp, nil
}

type bounded struct {
	io.Reader
	io.Closer
}

// retryAfter reads the header of that name: seconds or a date.
// https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseFloat(header, 64); err == nil && seconds > 0 {
		return time.Duration(min(seconds, longestRest.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(header); err == nil && at.After(now) {
		return min(at.Sub(now), longestRest)
	}
	return 0
}

// listening makes a client of ours from one of the caller's. It follows no
// redirect, because the key would go along; it has no time limit of its own, which
// would cut healthy streams: each call brings one.
func listening(client *http.Client, now func() time.Time) *http.Client {
	next := http.DefaultTransport
	if client != nil && client.Transport != nil {
		next = client.Transport
	}
	return &http.Client{
		Transport:     listener{next: next, now: now},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func listen(ctx context.Context) (context.Context, *heard) {
	h := &heard{}
	return context.WithValue(ctx, heardKey{}, h), h
}
