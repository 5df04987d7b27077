package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// loadOrder asks the load process for a slice; without Millis, for a comparison of
// what was accepted with what was answered.
type loadOrder struct {
	Hook      string
	Questions []string
	Millis    int64
}

// loadReport answers an order.
type loadReport struct {
	API                                          string
	Accepted, Refused, Replies, Missing, Doubled int
	// P50 and P99 are in milliseconds.
	P50, P99 float64
	// Used is the processor time of the load process since its last slice, whose
	// last replies were still to come when it ended.
	Used time.Duration
}

// load is the world around the desk: people who write and the service that takes
// the replies. It spends as little as it can, as it runs on the same processors.
type load struct {
	mu      sync.Mutex
	replies map[string]int
	conns   []*loadConn
	// used is the processor time until the end of the last slice.
	used time.Duration
}

// playLoad is the load process: it takes orders until its input ends.
func playLoad() {
	l := &load{replies: map[string]int{}}
	api, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	go l.serve(api)
	out, in := json.NewEncoder(os.Stdout), json.NewDecoder(os.Stdin)
	report := loadReport{API: "http://" + api.Addr().String() + "/send"}
	for {
		if err := out.Encode(report); err != nil {
			return
		}
		var o loadOrder
		if err := in.Decode(&o); err != nil {
			return
		}
		if o.Millis > 0 {
			report = l.run(o)
		} else {
			report = l.compare()
		}
	}
}

// run lets every connection write until the time is up.
func (l *load) run(o loadOrder) loadReport {
	for len(l.conns) < benchConns {
		c, err := dialLoad(o.Hook, len(l.conns))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return loadReport{Refused: 1}
		}
		l.conns = append(l.conns, c)
	}
	var wg sync.WaitGroup
	end := time.Now().Add(time.Duration(o.Millis) * time.Millisecond)
	for _, c := range l.conns {
		wg.Go(func() { c.write(o.Questions, end) })
	}
	wg.Wait()
	used := processorTime()
	r := loadReport{Used: used - l.used}
	l.used = used
	var took []time.Duration
	for _, c := range l.conns {
		r.Accepted += len(c.took)
		r.Refused += c.refused
		took = append(took, c.took...)
		c.took = c.took[:0]
	}
	slices.Sort(took)
	if n := len(took); n > 0 {
		r.P50, r.P99 = float64(took[n/2].Microseconds())/1000, float64(took[n*99/100].Microseconds())/1000
	}
	return r
}

// compare looks for accepted messages without a reply and for repeated replies.
func (l *load) compare() loadReport {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := loadReport{Replies: len(l.replies)}
	for _, c := range l.conns {
		for n := range c.sent {
			r.Accepted++
			first := bot.Message{Delivery: "bench:" + c.eventID(n)}.Trace() + "-1"
			if l.replies[first] == 0 {
				r.Missing++
			}
		}
	}
	for _, n := range l.replies {
		if n > 1 {
			r.Doubled++
		}
	}
	return r
}

// loadConn is one kept-alive connection of the service that delivers webhooks.
type loadConn struct {
	conn    net.Conn
	in      *bufio.Reader
	number  int
	sent    int
	refused int
	took    []time.Duration
	body    []byte
	request []byte
}

func dialLoad(address string, number int) (*loadConn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &loadConn{conn: conn, in: bufio.NewReader(conn), number: number}, nil
}

func (c *loadConn) eventID(n int) string { return fmt.Sprintf("Ev%03d%08d", c.number, n) }

// write sends message after message. Each connection has chats of its own, which
// take turns.
func (c *loadConn) write(questions []string, end time.Time) {
	mac := hmac.New(sha256.New, benchSecret)
	var sum [sha256.Size]byte
	for time.Now().Before(end) {
		person := c.number + benchConns*(c.sent%(benchChats/benchConns))
		question := questions[(c.sent*31+c.number*7)%len(questions)]
		c.body = fmt.Appendf(c.body[:0], benchBody, c.eventID(c.sent), person, person, person, c.sent, question, question)
		mac.Reset()
		mac.Write(c.body)
		c.request = fmt.Appendf(c.request[:0],
			"POST /hooks/bench HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-Signature: sha256=%s\r\nContent-Length: %d\r\n\r\n",
			hex.EncodeToString(mac.Sum(sum[:0])), len(c.body))
		c.request = append(c.request, c.body...)
		began := time.Now()
		if _, err := c.conn.Write(c.request); err != nil {
			c.refused++
			return
		}
		status, _, err := readHTTP(c.in, nil)
		if err != nil || !bytes.Contains(status, []byte(" 200 ")) {
			c.refused++
			return
		}
		c.took = append(c.took, time.Since(began))
		c.sent++
	}
}

// benchBody is about as long as an event of a real service: 1 KB.
const benchBody = `{"token":"XXYYZZ","team_id":"T0HELPDESK","api_app_id":"A0FIRSTLINE","event_id":"%s","event_time":1772524800,` +
	`"authorizations":[{"enterprise_id":null,"team_id":"T0HELPDESK","user_id":"U0BOT","is_bot":true,"is_enterprise_install":false}],` +
	`"is_ext_shared_channel":false,"event_context":"4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMEhFTFBERVNLIiwiYWlkIjoiQTBGSVJTVExJTkUiLCJjaWQiOiJDMCJ9",` +
	`"type":"event_callback","event":{"type":"message","user":"U%d","user_name":"Clerk %d","channel":"D%d","channel_type":"im",` +
	`"ts":"1772524800.%06d","client_msg_id":"7cd9b2a5-8a0b-4d7e-8f0c-6a1d1f1c2e3b","text":"%s",` +
	`"blocks":[{"type":"rich_text","block_id":"xJ1k","text":"%s","elements":[{"type":"rich_text_section","elements":[]}]}]}}`

// serve is the service's API: it takes a reply, remembers it and says ok.
func (l *load) serve(api net.Listener) {
	for {
		conn, err := api.Accept()
		if err != nil {
			return
		}
		go l.take(conn)
	}
}

const loadOK = `{"ok":true,"ts":"1772524800.00001"}`

var loadAnswer = fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(loadOK), loadOK)

func (l *load) take(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	var body []byte
	for {
		var err error
		if _, body, err = readHTTP(in, body); err != nil {
			return
		}
		// The id comes first: {"id":"...".
		id, _, _ := bytes.Cut(bytes.TrimPrefix(body, []byte(`{"id":"`)), []byte(`"`))
		l.mu.Lock()
		l.replies[string(id)]++
		l.mu.Unlock()
		if _, err := conn.Write(loadAnswer); err != nil {
			return
		}
	}
}

var errNoLength = errors.New("a message without a length")

// readHTTP reads one request or response with a Content-Length, into body.
func readHTTP(in *bufio.Reader, body []byte) (first, content []byte, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return nil, nil, err
	}
	first = bytes.Clone(line)
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return nil, nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return nil, nil, err
			}
		}
	}
	if length < 0 {
		return nil, nil, errNoLength
	}
	content = slices.Grow(body[:0], length)[:length]
	_, err = io.ReadFull(in, content)
	return first, content, err
}
