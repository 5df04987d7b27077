package intake_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// inbox takes messages until it is full.
type inbox struct {
	room int
	took []string
	// waits has a delivery wait until its context ends.
	waits chan struct{}
}

var errFull = errors.New("full")

func (i *inbox) Deliver(ctx context.Context, m bot.Message) error {
	if i.waits != nil {
		close(i.waits)
		<-ctx.Done()
		return ctx.Err()
	}
	if len(i.took) == i.room {
		return errFull
	}
	i.took = append(i.took, m.ID)
	return nil
}

func said(id string) bot.Message {
	return bot.Message{ID: id, Delivery: "x:" + id, Place: bot.Place{Channel: "x", Chat: "1"}}
}

func TestDoor(t *testing.T) {
	var d intake.Door
	require.ErrorIs(t, d.Deliver(t.Context(), said("1")), intake.ErrShut, "before Run")
	in := &inbox{room: 2}
	d.Open(t.Context(), in)
	err := d.Deliver(t.Context(), said("1"), said("2"), said("3"), said("4"))
	require.ErrorIs(t, err, errFull)
	require.Contains(t, err.Error(), said("3").Trace())
	require.Equal(t, []string{"1", "2"}, in.took, "in their order, and none overtakes the one that failed")
	d.Shut()
	require.ErrorIs(t, d.Deliver(t.Context(), said("1")), intake.ErrShut, "after Run")

	running, stop := context.WithCancel(t.Context())
	in = &inbox{waits: make(chan struct{})}
	d.Open(running, in)
	done := make(chan error, 1)
	go func() { done <- d.Deliver(t.Context(), said("5")) }()
	<-in.waits
	stop()
	require.ErrorIs(t, <-done, context.Canceled, "what is being delivered ends with Run")
	d.Shut()
}

func TestSigned(t *testing.T) {
	now := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	told := 0
	s := &intake.Signed{
		Secret: []byte("secret"), Header: "X-Signed", Most: 20, Now: func() time.Time { return now },
		Forged: func(context.Context) { told++ },
	}
	call := func(header, body string) (string, int) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("X-Signed", header)
		w := httptest.NewRecorder()
		got, ok := s.Read(w, r)
		require.Equal(t, ok, got != nil)
		return string(got), w.Code
	}
	sign := func(secret, body string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(body))
		return "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	got, status := call(sign("secret", "hello"), "hello")
	require.Equal(t, "hello", got)
	require.Equal(t, http.StatusOK, status)
	for _, header := range []string{"", "sha256=", "sha256=00", sign("other", "hello"), sign("secret", "hell"), strings.Replace(sign("secret", "hello"), "256", "1", 1)} {
		_, status := call(header, "hello")
		require.Equal(t, http.StatusUnauthorized, status, header)
	}
	require.Equal(t, 1, told, "strangers do not fill the log")
	now = now.Add(time.Minute)
	_, _ = call("", "hello")
	require.Equal(t, 2, told)
	long := strings.Repeat("x", 21)
	_, status = call(sign("secret", long), long)
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
}

func TestMemory(t *testing.T) {
	m := intake.NewMemory[int]()
	for i := range 5000 {
		m.Put(fmt.Sprint(i), i)
		m.Put("4000", i)
	}
	_, known := m.Get("0")
	require.False(t, known, "the oldest goes first")
	v, known := m.Get("4000")
	require.True(t, known)
	require.Equal(t, 4999, v, "the last counts")
}

func TestSame(t *testing.T) {
	require.True(t, intake.Same("secret", "secret"))
	for _, claimed := range []string{"", "secre", "secret ", "Secret"} {
		require.False(t, intake.Same(claimed, "secret"), claimed)
	}
	require.False(t, intake.Same("", ""), "without a secret nobody has it")
}

func TestReference(t *testing.T) {
	require.Equal(t, intake.Reference([]byte("a")), intake.Reference([]byte("a")))
	require.NotEqual(t, intake.Reference([]byte("a")), intake.Reference([]byte("b")))
	require.Len(t, intake.Reference(nil), 12)
}
