package web

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"regexp"
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
)

// deskRoom is the place of everybody on the desk page.
var deskRoom = bot.Place{Channel: channel, Chat: deskChat}

// deskPage gives the page at "/desk" to staff, and tells others how to get in.
func (a *Adapter) deskPage(w http.ResponseWriter, r *http.Request) {
	b, ok := a.sessions.staff(r)
	if !ok {
		a.show(w, r, http.StatusUnauthorized, "gate.html", "gate", view{Gate: "shut"})
		return
	}
	a.show(w, r, http.StatusOK, "desk.html", "desk", view{Who: b.person().Called(), Orders: a.desk.Orders()})
}

// enterPage asks whoever opens a one-time link to confirm. Opening alone does not
// use the link up, because chat services open links to show a preview.
func (a *Adapter) enterPage(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	who, ok := a.passes.look(token)
	if !ok {
		a.show(w, r, http.StatusUnauthorized, "gate.html", "gate", view{Gate: "used"})
		return
	}
	// With no-referrer a browser hides from us too where the form came from.
	// https://fetch.spec.whatwg.org/#append-a-request-origin-header
	w.Header().Set("Referrer-Policy", "same-origin")
	a.show(w, r, http.StatusOK, "gate.html", "gate", view{Gate: "enter", Who: who.Called(), Token: token})
}

// enter uses a one-time link up and signs in.
func (a *Adapter) enter(w http.ResponseWriter, r *http.Request) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		http.Error(w, "Send the form of the sign-in page.", http.StatusUnsupportedMediaType)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCookie)
	var tooBig *http.MaxBytesError
	if err := r.ParseForm(); errors.As(err, &tooBig) {
		http.Error(w, "This is too long.", http.StatusRequestEntityTooLarge)
		return
	}
	who, ok := a.passes.use(r.PostForm.Get("token"))
	if !ok {
		a.show(w, r, http.StatusUnauthorized, "gate.html", "gate", view{Gate: "used"})
		return
	}
	if err := a.sessions.keepStaff(w, who); err != nil {
		a.log.Error("staff could not be signed in", "err", err)
		http.Error(w, "Signing in failed.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
}

// leave signs out. It asks for no session: whoever has none is out already.
func (a *Adapter) leave(w http.ResponseWriter, _ *http.Request) {
	a.sessions.dropStaff(w)
	w.WriteHeader(http.StatusNoContent)
}

// staffOnly answers 401 to everybody without a staff cookie.
func (a *Adapter) staffOnly(next func(http.ResponseWriter, *http.Request, badge)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b, ok := a.sessions.staff(r)
		if !ok {
			http.Error(w, "Sign in with a one-time link.", http.StatusUnauthorized)
			return
		}
		next(w, r, b)
	}
}

// do takes an order ("claim 12") or a press ("t:12:claim").
func (a *Adapter) do(w http.ResponseWriter, r *http.Request, b badge) {
	var done order
	files, p := a.readOrder(w, r, b, &done)
	if p != nil {
		p.answer(w)
		return
	}
	m := bot.Message{
		Delivery: deskRoom.Lane() + ":" + b.ID + ":" + done.ID,
		Place:    deskRoom, From: b.person(), Direct: true, At: a.now(), Files: files,
	}
	if p := fill(&m, done.ID, done.Order, done.Press); p != nil {
		p.answer(w)
		return
	}
	a.deliver(w, r, m)
}

// order is what the desk page posts.
type order struct {
	ID    string `json:"id"`
	Order string `json:"order"`
	Press string `json:"press"`
}

// replyForm is the order that may bring files: words for the person of a ticket.
var replyForm = regexp.MustCompile(`^reply ([1-9][0-9]{0,8})(\s|$)`)

// readOrder reads an order, with the files for a person that it may bring.
func (a *Adapter) readOrder(w http.ResponseWriter, r *http.Request, b badge, done *order) ([]bot.File, *problem) {
	if !isForm(r) {
		return nil, readJSON(w, r, done)
	}
	return a.readForm(w, r, done, func() (owner, *problem) {
		found := replyForm.FindStringSubmatch(done.Order)
		if found == nil || !clientID.MatchString(done.ID) {
			return owner{}, &problem{http.StatusBadRequest, "Files go to the person of a ticket only: reply 12"}
		}
		ticket, err := strconv.Atoi(found[1])
		if err != nil {
			return owner{}, errNoForm
		}
		if _, _, err := a.desk.Ticket(r.Context(), ticket); err != nil {
			return owner{}, &problem{http.StatusNotFound, "There is no such ticket."}
		}
		return owner{deskRoom, ticket, b.ID + " " + done.ID}, nil
	})
}

// queue gives what the left side of the desk page shows.
func (a *Adapter) queue(w http.ResponseWriter, r *http.Request, b badge) {
	tickets, err := a.desk.Queue(r.Context())
	if err != nil {
		a.log.Error("the queue could not be read", "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
		return
	}
	rows := make([]row, len(tickets))
	for i := range tickets {
		rows[i] = rowOf(&tickets[i], b.ID)
	}
	a.json(w, map[string]any{"now": a.now(), "tickets": rows})
}

// ticket gives one ticket with its thread.
func (a *Adapter) ticket(w http.ResponseWriter, r *http.Request, b badge) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || number < 1 {
		http.Error(w, "There is no such ticket.", http.StatusNotFound)
		return
	}
	t, lines, err := a.desk.Ticket(r.Context(), number)
	var refusal *bot.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Reason == bot.NoSuchTicket:
		http.Error(w, "There is no such ticket.", http.StatusNotFound)
	case err != nil:
		a.log.Error("a ticket could not be read", "ticket", number, "err", err)
		wait(w, http.StatusServiceUnavailable, tryAgain)
	default:
		thread := make([]lineView, len(lines))
		for i, line := range lines {
			thread[i] = lineFor(line, func(seq, i int) string { return a.links.toStaff(number, seq, i) })
		}
		a.json(w, map[string]any{"now": a.now(), "ticket": cardOf(&t, b.ID), "lines": thread})
	}
}

// deskEvents streams what happens on the desk, until the cookie is over.
func (a *Adapter) deskEvents(w http.ResponseWriter, r *http.Request, b badge) {
	a.serve(w, r, stream{
		hub: a.staff, key: b.ID, after: position(r), until: b.Until,
		feed: a.board.feed(b.ID),
	})
}

func (a *Adapter) json(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		a.log.Error("an answer could not be encoded", "err", err)
		http.Error(w, "This cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	// An error here means that the page is gone.
	_, _ = w.Write(body)
}
