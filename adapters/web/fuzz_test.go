package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzSay: whatever is posted gets an answer, and what is taken can be stored.
func FuzzSay(f *testing.F) {
	for _, body := range []string{`{"id":"0b0e7f4e-6f4f","text":"hello"}`, `{"id":"0b0e7f4e-6f4f","press":"d:1:yes"}`, `{"id":`, `[]`, `null`, "\xff"} {
		f.Add("application/json", body)
	}
	f.Add("application/json; charset=\"", "{}")
	desk := newFakeDesk()
	a, err := New(Options{Key: testKey, Desk: desk, Uploads: desk, Files: desk, Now: stepping(time.Second)})
	require.NoError(f, err)
	a.door.open(desk, f.Context().Done())
	mux := http.NewServeMux()
	a.Mount(mux)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest(http.MethodPost, "/say", strings.NewReader(body))
		r.Header["Content-Type"] = []string{contentType}
		r.AddCookie(&http.Cookie{Name: a.sessions.personName, Value: seal(a.sessions.personKey, "s1")})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		require.Contains(t, []int{202, 400, 413, 415}, w.Code)
		if w.Code != http.StatusAccepted {
			return
		}
		select {
		case m := <-desk.got:
			require.True(t, strings.HasPrefix(m.Delivery, "web:s1:"))
			require.True(t, utf8.ValidString(m.Text))
			require.NotEmpty(t, m.Text+m.Press)
		default: // Delivered before.
		}
	})
}

// FuzzCookies: nothing but our own seal opens.
func FuzzCookies(f *testing.F) {
	good := seal(testKey, "s1")
	for _, s := range []string{good, good + ".", "." + good, "s1.", "", "a.b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		payload, ok := unseal(testKey, s)
		require.Equal(t, ok && s == seal(testKey, payload), ok)
	})
}
