package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	// heartbeat is how often a silent stream shows that it lives and looks for
	// lines itself. Proxies close what is silent for a minute.
	// https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout
	heartbeat = 20 * time.Second
	// writeTimeout is how long one write to a page may take.
	writeTimeout = 30 * time.Second
)

// frame is one event for a page.
type frame struct {
	id    int
	event string
	data  any
}

// feed gives what came after a position, and the new position.
type feed func(ctx context.Context, after int) (frames []frame, now int, err error)

// stream is one open connection of server-sent events.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
type stream struct {
	hub   *hub
	key   string
	after int
	feed  feed
	// until ends the stream; zero is never.
	until time.Time
}

// serve holds the stream open until the page goes, Run ends or s.until is over.
func (a *Adapter) serve(w http.ResponseWriter, r *http.Request, s stream) {
	shut, running := a.door.shutting()
	listener, room := s.hub.join(s.key)
	if !running || !room {
		s.hub.leave(s.key, listener)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	defer s.hub.leave(s.key, listener)
	ctx := r.Context()
	if !s.until.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.until.Sub(a.now()))
		defer cancel()
	}
	frames, after, err := s.feed(ctx, s.after)
	if err != nil {
		a.log.Error("a page could not be fed", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	out := newEventWriter(w)
	defer out.release()
	if r.Method == http.MethodHead || out.send(append(frames, frame{event: "ready"})) != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-shut:
			return
		case <-listener.moved:
			// The page must know, or it would come back at once and push out another.
			_ = out.send([]frame{{event: "moved"}})
			return
		case <-listener.typing:
			err = out.send([]frame{{event: "typing"}})
		case <-beat.C:
			err = out.beat()
		case <-listener.wake:
		}
		if err != nil {
			return
		}
		if frames, after, err = s.feed(ctx, after); err != nil {
			if ctx.Err() == nil {
				a.log.Error("a page could not be fed", "err", err)
			}
			return
		}
		if out.send(frames) != nil {
			return
		}
	}
}

// position is where a page wants to go on: its own word, or the browser's when
// it came back by itself; -1 for none.
func position(r *http.Request) int {
	after := -1
	for _, s := range []string{r.URL.Query().Get("after"), r.Header.Get("Last-Event-ID")} {
		if n, err := strconv.Atoi(s); err == nil && n > after {
			after = n
		}
	}
	return after
}

// eventWriter writes events and pushes each on its way.
type eventWriter struct {
	w    http.ResponseWriter
	ctrl *http.ResponseController
}

func newEventWriter(w http.ResponseWriter) *eventWriter {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	// https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
	h.Set("X-Accel-Buffering", "no")
	e := &eventWriter{w: w, ctrl: http.NewResponseController(w)}
	// A server-wide time limit on requests would cut the stream; it has its own.
	// Writers without deadlines are fine, so the error is of no consequence.
	_ = e.ctrl.SetReadDeadline(time.Time{})
	return e
}

// release takes the time limit off the connection, which may serve other requests.
func (e *eventWriter) release() { _ = e.ctrl.SetWriteDeadline(time.Time{}) }

func (e *eventWriter) send(frames []frame) error {
	if len(frames) == 0 {
		return nil
	}
	var b []byte
	for _, f := range frames {
		data, err := json.Marshal(f.data)
		if err != nil {
			return fmt.Errorf("encoding an event: %w", err)
		}
		if f.id > 0 {
			b = fmt.Appendf(b, "id: %d\n", f.id)
		}
		b = fmt.Appendf(b, "event: %s\ndata: %s\n\n", f.event, data)
	}
	return e.write(b)
}

// beat is a comment for proxies and an event for the page, which cannot see
// comments and must notice when a connection died without a word.
func (e *eventWriter) beat() error { return e.write([]byte(": here\nevent: beat\ndata: null\n\n")) }

func (e *eventWriter) write(b []byte) error {
	_ = e.ctrl.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := e.w.Write(b); err != nil {
		return err
	}
	return e.ctrl.Flush()
}
