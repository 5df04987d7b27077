package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
)

const (
	// dialFor is how long a connection may take to open.
	dialFor = 10 * time.Second
	// ackFor is how long an acknowledgement may take to write.
	ackFor = 10 * time.Second
	// quietFor is how long a connection may be silent. Slack pings every few seconds;
	// one that is silent for longer is dead without saying so.
	quietFor = 30 * time.Second
	// stableFor is how long a connection must have lived for its end to be no failure.
	stableFor = 30 * time.Second
	// maxFrame bounds what Slack sends at once, in bytes.
	maxFrame = 4 << 20
	// storeTries is how often an envelope is stored while the others wait, so that a
	// hiccup of the store does not change their order.
	storeTries = 4
)

// listen keeps a connection of Socket Mode open.
// https://docs.slack.dev/apis/events-api/using-socket-mode
func (a *Adapter) listen(ctx context.Context) error {
	for failed := 0; ctx.Err() == nil; failed++ {
		began := a.now()
		wait, err := a.connection(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		if a.now().Sub(began) >= stableFor {
			failed = 0
		}
		a.pause(ctx, max(backoff(failed), wait))
	}
	return nil
}

// connection serves one connection until it ends. It says how long to wait at
// least before the next, and returns an error when there is no use in another.
func (a *Adapter) connection(ctx context.Context) (time.Duration, error) {
	conn, err := a.dial(ctx)
	if err != nil {
		f := a.fault(err, "")
		if f.Kind == adapters.Misconfigured {
			return 0, f
		}
		a.log.WarnContext(ctx, "slack cannot be reached over socket mode", "err", f)
		return f.After, nil
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	err = a.serve(ctx, conn)
	var end *disconnected
	switch {
	case ctx.Err() != nil:
		return 0, nil
	case !errors.As(err, &end):
		a.log.WarnContext(ctx, "the connection to slack ended", "err", a.gate.scrub(err))
	case end.reason == "link_disabled":
		return 0, &adapters.Fault{Kind: adapters.Misconfigured, Err: errors.New(
			"slack closed the connection: Socket Mode is switched off for this app; switch it on, or take app_token out and set signing_secret")}
	case end.reason == "too_many_websockets":
		a.log.ErrorContext(ctx, "slack closed the connection, because too many programs are connected with this app token; stop the others")
		return longestWait, nil
	default:
		a.log.DebugContext(ctx, "slack asks for a new connection")
	}
	return 0, nil
}

// dial opens a connection. The address holds a ticket, so it is in no error.
func (a *Adapter) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialFor)
	defer cancel()
	_, address, err := a.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("apps.connections.open: %w", err)
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialFor}
	conn, resp, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("open the connection: %w", &apiError{Status: resp.StatusCode, Code: "no_websocket"})
		}
		return nil, fmt.Errorf("open the connection: %w", a.gate.scrub(err))
	}
	conn.SetReadLimit(maxFrame)
	return conn, nil
}

// disconnected tells that Slack ended a connection, and why.
type disconnected struct{ reason string }

func (e *disconnected) Error() string { return "slack ended the connection" }

// serve reads envelopes one after the other. It always returns an error.
func (a *Adapter) serve(ctx context.Context, conn *websocket.Conn) error {
	alive := func() error { return conn.SetReadDeadline(time.Now().Add(quietFor)) }
	conn.SetPingHandler(func(data string) error {
		if err := alive(); err != nil {
			return err
		}
		err := conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(ackFor))
		if errors.Is(err, websocket.ErrCloseSent) {
			return nil
		}
		return err
	})
	for {
		if err := alive(); err != nil {
			return fmt.Errorf("set the time limit: %w", err)
		}
		kind, frame, err := conn.ReadMessage()
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if kind != websocket.TextMessage {
			continue
		}
		if err := a.envelope(ctx, conn, frame); err != nil {
			return err
		}
	}
}

// envelope is what Socket Mode wraps around a payload.
type envelope struct {
	Type        soft[string]    `json:"type"`
	ID          soft[string]    `json:"envelope_id"`
	Payload     json.RawMessage `json:"payload"`
	Reason      soft[string]    `json:"reason"`
	Connections soft[int]       `json:"num_connections"`
}

// envelope stores one envelope and then acknowledges it, with nothing in the
// acknowledgement: Slack drops the connection when there is much. What cannot be
// stored ends the connection, so that Slack delivers it again.
func (a *Adapter) envelope(ctx context.Context, conn *websocket.Conn, frame []byte) error {
	var e envelope
	if json.Unmarshal(frame, &e) != nil {
		a.log.WarnContext(ctx, "skipped a frame that cannot be read", "reference", intake.Reference(frame))
		return nil
	}
	switch {
	case e.Type.Value == "hello":
		if e.Connections.Value > 1 {
			a.log.WarnContext(ctx, "another program is connected with this app token; it takes a part of the events away",
				"connections", e.Connections.Value)
		}
		return nil
	case e.Type.Value == "disconnect":
		return &disconnected{reason: e.Reason.Value}
	}
	for try := 1; ; try++ {
		err := a.take(ctx, source(e.Type.Value), e.Payload)
		if err == nil {
			break
		}
		if try == storeTries || ctx.Err() != nil {
			return fmt.Errorf("store: %w", err)
		}
		a.pause(ctx, backoff(try-1))
	}
	if e.ID.Value == "" {
		return nil
	}
	if err := conn.SetWriteDeadline(time.Now().Add(ackFor)); err != nil {
		return fmt.Errorf("set the time limit: %w", err)
	}
	if err := conn.WriteJSON(map[string]string{"envelope_id": e.ID.Value}); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	return nil
}
