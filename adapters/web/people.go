package web

import (
	"context"
	"net/http"

	"github.com/firstline-helpdesk/firstline/bot"
)

// chatPage gives the page at "/" and a session to whoever has none. Every visit
// prolongs the session.
func (a *Adapter) chatPage(w http.ResponseWriter, r *http.Request) {
	id, known := a.sessions.person(r)
	if !known && !a.mayArrive(w, r) {
		return
	}
	a.sessions.keepPerson(w, id)
	a.show(w, r, http.StatusOK, "chat.html", "chat", view{})
}

// mayArrive tells whether an address may have one more session; where not, it has
// answered.
func (a *Adapter) mayArrive(w http.ResponseWriter, r *http.Request) bool {
	address := visitorOf(r, a.proxied)
	if address == "" {
		return true
	}
	d, ok := a.arrivals.take(address)
	if !ok {
		crowded(w, d)
	}
	return ok
}

// say takes what a person writes or presses. The page sends the same thing again,
// under the same id, until it gets a 202.
func (a *Adapter) say(w http.ResponseWriter, r *http.Request) {
	session, ok := a.sessions.person(r)
	if !ok {
		if !a.mayArrive(w, r) {
			return
		}
		// The page sends again at once, with this cookie.
		a.sessions.keepPerson(w, "")
		http.Error(w, "This is a new session.", http.StatusUnauthorized)
		return
	}
	if d, ok := a.limits.take(session); !ok {
		wait(w, http.StatusTooManyRequests, d)
		return
	}
	if d, ok := a.voices.take(session, visitorOf(r, a.proxied)); !ok {
		crowded(w, d)
		return
	}
	place := bot.Place{Channel: channel, Chat: session}
	var said said
	files, p := a.readSaid(w, r, place, &said)
	if p != nil {
		p.answer(w)
		return
	}
	m := bot.Message{
		Delivery: channel + ":" + session + ":" + said.ID,
		Place:    place, Files: files,
		From:    bot.Person{ID: channel + ":" + session, Name: cutRunes(said.Name, 200), Lang: spoken(r)},
		ReplyTo: cutRunes(said.ReplyTo, 200),
		Direct:  true,
		At:      a.now(),
	}
	if p := fill(&m, said.ID, said.Text, said.Press); p != nil {
		p.answer(w)
		return
	}
	a.deliver(w, r, m)
}

// said is what the page for people posts.
type said struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Press   string `json:"press"`
	ReplyTo string `json:"replyTo"`
	Name    string `json:"name"`
}

// readSaid reads what a person says, with the files that it may bring.
func (a *Adapter) readSaid(w http.ResponseWriter, r *http.Request, at bot.Place, said *said) ([]bot.File, *problem) {
	if !isForm(r) {
		return nil, readJSON(w, r, said)
	}
	return a.readForm(w, r, said, func() (owner, *problem) {
		if !clientID.MatchString(said.ID) {
			return owner{}, errNoID
		}
		return owner{place: at, key: at.Chat + " " + said.ID}, nil
	})
}

// chatEvents streams a person's transcript and then what is added to it.
func (a *Adapter) chatEvents(w http.ResponseWriter, r *http.Request) {
	session, ok := a.sessions.person(r)
	if !ok {
		http.Error(w, "There is no session.", http.StatusUnauthorized)
		return
	}
	leave, ok := a.crowd.enter(visitorOf(r, a.proxied))
	if !ok {
		crowded(w, tryAgain)
		return
	}
	defer leave()
	a.serve(w, r, stream{
		hub: a.people, key: session, after: max(0, position(r)),
		feed: a.transcript(bot.Place{Channel: channel, Chat: session}),
	})
}

func (a *Adapter) transcript(place bot.Place) feed {
	return func(ctx context.Context, after int) ([]frame, int, error) {
		lines, err := a.desk.Transcript(ctx, place, after)
		if err != nil {
			return nil, after, err
		}
		var frames []frame
		for _, line := range lines {
			after = line.Seq
			// A transcript has no notes. Should one ever slip in, it ends here.
			if line.By != bot.ByNote {
				frames = append(frames, frame{line.Seq, "line", lineFor(line, func(seq, i int) string {
					return a.links.toPerson(place.Chat, seq, i)
				})})
			}
		}
		return frames, after, nil
	}
}
