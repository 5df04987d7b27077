package telegramfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// queue holds the updates that are not acknowledged.
type queue struct {
	next      int64
	waiting   []*update
	allowed   []string
	confirmed int
	last      update
	// poll is the number of the newest poll: an older one that still waits is
	// thrown out.
	poll int
}

type update struct {
	id  int64
	raw json.RawMessage
	// lane is the chat it is about: a webhook gets one lane's updates in order.
	lane int64
	// tries is how often a webhook did not take it.
	tries int
	// stubborn updates are given once whatever the offset says.
	stubborn bool
}

// push adds an update of one kind unless the bot does not want such. The caller
// holds the lock.
func (s *Server) push(kind string, object any) {
	q := &s.queue
	if len(q.allowed) > 0 && !slices.Contains(q.allowed, kind) || len(q.allowed) == 0 && unasked[kind] {
		return
	}
	raw, err := json.Marshal(map[string]any{"update_id": q.next, kind: object})
	if err != nil {
		panic(err)
	}
	s.enqueue(raw)
}

func (s *Server) enqueue(raw json.RawMessage) {
	u := update{id: s.queue.next, raw: raw, lane: lane(raw)}
	s.queue.next++
	s.queue.last = u
	s.queue.waiting = append(s.queue.waiting, &u)
	s.deliver()
	s.Ring()
}

// PushRaw adds an update as it is, whatever allowed_updates says, but with the
// server's own next number. It returns that number. What is no JSON object panics.
func (s *Server) PushRaw(raw []byte) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		panic("telegramfake: PushRaw: " + err.Error())
	}
	id := s.queue.next
	number, _ := json.Marshal(id)
	fields["update_id"] = number
	whole, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	s.enqueue(whole)
	return id
}

// Redeliver gives out the newest update once more, as after a lost acknowledgement.
func (s *Server) Redeliver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	again := s.queue.last
	again.stubborn = true
	s.queue.waiting = append(s.queue.waiting, &again)
	s.deliver()
	s.Ring()
}

// Confirmed is how many updates were acknowledged so far.
func (s *Server) Confirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.confirmed
}

// Pending is how many updates wait to be acknowledged.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.waiting)
}

var errTwoPollers = reply{
	status:      http.StatusConflict,
	description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
}

var errWebhookActive = reply{
	status:      http.StatusConflict,
	description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
}

// getUpdates acknowledges all before the offset and waits for what comes after.
// https://core.telegram.org/bots/api#getupdates
func (s *Server) getUpdates(r *http.Request, p params) reply {
	var allowed []string
	if err := p.object("allowed_updates", &allowed); err != nil {
		return bad("%v", err)
	}
	s.mu.Lock()
	if _, set := p["allowed_updates"]; set {
		s.queue.allowed = allowed
	}
	s.queue.confirm(p.int("offset"))
	s.queue.poll++
	mine := s.queue.poll
	s.Ring()
	s.mu.Unlock()

	timer := time.NewTimer(min(time.Duration(max(p.int("timeout"), 0))*time.Second, maxTimeout))
	defer timer.Stop()
	for late := false; ; {
		s.mu.Lock()
		changed, webhook, newest := s.Changed(), s.hook.url, s.queue.poll
		failure, planned := reply{}, false
		if newest == mine {
			failure, planned = s.planned("getUpdates")
		}
		var out []json.RawMessage
		if !planned && webhook == "" && newest == mine {
			out = s.queue.take(p.int("limit"))
		}
		s.mu.Unlock()
		switch {
		case planned:
			return failure
		case webhook != "":
			return errWebhookActive
		case newest != mine:
			return errTwoPollers
		case len(out) > 0 || late:
			return ok(out)
		}
		select {
		case <-changed:
		case <-timer.C:
			late = true
		case <-r.Context().Done():
			return ok(out)
		case <-s.closing:
			return reply{status: http.StatusBadGateway, raw: "Bad Gateway"}
		}
	}
}

// confirm drops what is acknowledged; a negative offset keeps that many from the end.
func (q *queue) confirm(offset int64) {
	if offset < 0 {
		drop := max(len(q.waiting)+int(offset), 0)
		q.confirmed += drop
		q.waiting = q.waiting[drop:]
		return
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(u *update) bool {
		if u.id >= offset || u.stubborn {
			return false
		}
		q.confirmed++
		return true
	})
}

// take lists the first updates; they stay until they are acknowledged.
func (q *queue) take(limit int64) []json.RawMessage {
	if limit < 1 || limit > maxLimit {
		limit = maxLimit
	}
	out := []json.RawMessage{}
	for i := range q.waiting {
		if int64(len(out)) == limit {
			break
		}
		out = append(out, q.waiting[i].raw)
		q.waiting[i].stubborn = false
	}
	return out
}
