package web

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   string
}

func (v *visitor) do(method, path, contentType, body string, headers ...string) answer {
	v.Helper()
	r, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	require.NoError(v, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := v.http.Do(r)
	require.NoError(v, err)
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	require.NoError(v, err)
	return answer{got.StatusCode, got.Header, string(raw)}
}

func (v *visitor) get(path string, headers ...string) answer {
	v.Helper()
	return v.do(http.MethodGet, path, "", "", headers...)
}

func (v *visitor) form(path string, values url.Values) answer {
	v.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", values.Encode())
}

func (v *visitor) post(path string, body any, headers ...string) answer {
	v.Helper()
	raw, err := json.Marshal(body)
	require.NoError(v, err)
	return v.do(http.MethodPost, path, "application/json", string(raw), headers...)
}

func (v *visitor) say(id, text string) answer {
	v.Helper()
	return v.post("/say", map[string]string{"id": id, "text": text})
}

// event is one event of a stream.
type event struct{ id, name, data string }

// eventReader reads a stream of events.
type eventReader struct {
	status int
	header http.Header
	events chan event // closed when the stream ends
	close  func()
}

// listen opens a stream.
func (v *visitor) listen(path string, headers ...string) *eventReader {
	v.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	v.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url+path, nil)
	require.NoError(v, err)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := v.http.Do(r)
	require.NoError(v, err)
	l := &eventReader{status: got.StatusCode, header: got.Header, events: make(chan event, 100), close: cancel}
	go func() {
		defer close(l.events)
		defer got.Body.Close()
		readEvents(got.Body, l.events)
	}()
	return l
}

func readEvents(r io.Reader, out chan<- event) {
	var e event
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case lines.Text() == "":
			if e.name != "" {
				out <- e
			}
			e = event{}
		case key == "id":
			e.id = value
		case key == "event":
			e.name = value
		case key == "data":
			e.data = value
		case key == "":
			out <- event{name: "comment", data: value}
		}
	}
}

// until gives the events up to and with the first of this name.
func (v *visitor) until(l *eventReader, name string) []event {
	v.Helper()
	var got []event
	patience := time.After(30 * time.Second)
	for {
		select {
		case e, more := <-l.events:
			require.True(v, more, "the stream ended before %s, after %v", name, got)
			if got = append(got, e); e.name == name {
				return got
			}
		case <-patience:
			require.Fail(v, "the event did not come", "%s after %v", name, got)
		}
	}
}
