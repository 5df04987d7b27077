package fakeserver

import (
	"fmt"
	"net/http"
	"net/http/httptest"
)

// OnlyTo is an HTTP client that reaches this server and refuses any other host.
func OnlyTo(s *httptest.Server) *http.Client {
	return &http.Client{Transport: onlyTo{host: s.Listener.Addr().String(), next: s.Client().Transport}}
}

type onlyTo struct {
	host string
	next http.RoundTripper
}

// RoundTrip refuses every host but one.
func (o onlyTo) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != o.host {
		return nil, fmt.Errorf("a test may not talk to %s", r.URL.Host)
	}
	return o.next.RoundTrip(r)
}
