package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

func (s *Server) openConnection(params) answer {
	ticket := "ticket-" + s.stamp()
	s.tickets[ticket] = true
	return yes(map[string]any{"url": strings.Replace(s.URL, "http", "ws", 1) + "/link?ticket=" + ticket + "&app_id=" + AppID})
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// send writes a frame. A connection takes one writer at a time.
func (s *Server) send(conn *websocket.Conn, frame []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return conn.WriteMessage(websocket.TextMessage, frame)
}

// serveSocket is one connection of Socket Mode.
// https://docs.slack.dev/apis/events-api/using-socket-mode
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	good := s.tickets[ticket]
	delete(s.tickets, ticket)
	connections := len(s.conns) + 1
	s.mu.Unlock()
	if !good {
		http.Error(w, "no such ticket", http.StatusUnauthorized)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	hello, _ := json.Marshal(map[string]any{
		"type": "hello", "num_connections": connections, "connection_info": map[string]any{"app_id": AppID},
	})
	if s.send(conn, hello) != nil {
		return
	}
	s.mu.Lock()
	s.conns = append(s.conns, conn)
	s.Ring()
	s.mu.Unlock()
	stop := make(chan struct{})
	go ping(conn, stop)
	s.readAcks(conn)
	close(stop)
	s.mu.Lock()
	s.conns = slices.DeleteFunc(s.conns, func(one *websocket.Conn) bool { return one == conn })
	s.Ring()
	s.mu.Unlock()
}

func ping(conn *websocket.Conn, stop <-chan struct{}) {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			_ = conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second)) // the reader notices
		}
	}
}

// readAcks reads what the app acknowledges until the connection ends. Too much in
// one of them ends it.
func (s *Server) readAcks(conn *websocket.Conn) {
	conn.SetReadLimit(maxAck)
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			ID string `json:"envelope_id"`
		}
		_ = json.Unmarshal(frame, &ack) // what is no acknowledgement is kept for the test
		s.mu.Lock()
		s.post.frames = append(s.post.frames, string(frame))
		if waiting := s.acks[ack.ID]; waiting != nil {
			close(waiting)
			delete(s.acks, ack.ID)
		}
		s.Ring()
		s.mu.Unlock()
	}
}

// envelope brings a delivery over a connection. It tells whether the app took it,
// and whether it had the chance to.
func (s *Server) envelope(conn *websocket.Conn, d *delivery, attempt int) (taken, heard bool) {
	s.mu.Lock()
	id := fmt.Sprintf("envelope-%s", s.stamp())
	acked := make(chan struct{})
	s.acks[id] = acked
	within := s.post.ackWithin
	s.mu.Unlock()
	frame, err := json.Marshal(map[string]any{
		"type": d.kind, "envelope_id": id, "payload": json.RawMessage(d.payload), "accepts_response_payload": d.kind != "events_api",
		"retry_attempt": attempt, "retry_reason": map[bool]string{true: "timeout"}[attempt > 0],
	})
	if err != nil {
		panic(err)
	}
	if s.send(conn, frame) != nil {
		s.forget(conn)
		return false, false
	}
	timer := time.NewTimer(within)
	defer timer.Stop()
	for {
		s.mu.Lock()
		changed, here := s.Changed(), slices.Contains(s.conns, conn)
		s.mu.Unlock()
		select {
		case <-acked:
			return true, true
		default:
		}
		if !here {
			return false, false
		}
		select {
		case <-acked:
			return true, true
		case <-timer.C:
			return false, true
		case <-changed:
		case <-s.closing:
			return false, false
		}
	}
}

func (s *Server) forget(conn *websocket.Conn) {
	conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, func(one *websocket.Conn) bool { return one == conn })
}

// AckWithin sets how long an envelope waits for its acknowledgement.
func (s *Server) AckWithin(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post.ackWithin = d
}

// Connections is how many connections of Socket Mode are open.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Frames lists what the app sent over Socket Mode.
func (s *Server) Frames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.post.frames)
}

// DropConnections breaks all connections of Socket Mode without a word.
func (s *Server) DropConnections() {
	for _, conn := range s.all() {
		conn.Close()
	}
}

// Disconnect asks the app to leave, with a reason: "warning", "refresh_requested",
// "too_many_websockets" or "link_disabled".
func (s *Server) Disconnect(reason string) {
	s.SendFrame(fmt.Sprintf(`{"type":"disconnect","reason":%q,"debug_info":{"host":"test"}}`, reason))
}

// SendFrame sends any frame over all connections.
func (s *Server) SendFrame(frame string) {
	for _, conn := range s.all() {
		_ = s.send(conn, []byte(frame)) // the reader notices
	}
}

func (s *Server) all() []*websocket.Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.conns)
}
