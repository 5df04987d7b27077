package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Session is one terminal, or one pipe.
type Session struct {
	In  io.Reader
	Out io.Writer
	// Name is who sits there: letters, digits, "-", "_" and ".", at most 64.
	Name string
	// Staff tells that they sit in the [Room] rather than in a chat of their own.
	Staff bool
	// Interactive tells that In and Out are a tty: there is a prompt, "/quit"
	// leaves, empty lines are ignored.
	Interactive bool
	// Color marks the bot's lines and buttons with ANSI colours.
	Color bool
}

var nameForm = regexp.MustCompile(`^[\pL\pN][\pL\pN\pM._-]{0,63}$`)

// Validate says what is wrong with the name, in words for whoever typed it.
func (s Session) Validate() error {
	if !nameForm.MatchString(s.Name) {
		return errors.New(`the name of a terminal begins with a letter or digit and goes on with letters, digits, "-", "_" or ".", at most 64 in all`)
	}
	if s.Name == Room {
		return fmt.Errorf("nobody at a terminal can be called %q, which is the room of all staff: choose another name", Room)
	}
	return nil
}

// place is where the session writes and reads.
func (s Session) place() bot.Place {
	if s.Staff {
		return bot.Place{Channel: Channel, Chat: Room}
	}
	return bot.Place{Channel: Channel, Chat: s.Name}
}

func (s Session) person() bot.Person { return bot.Person{ID: Channel + ":" + s.Name, Name: s.Name} }

// Attach serves a session until its input ends and the desk is idle, until it
// quits, or until ctx is done, and returns nil in the first two cases. After it
// returned it may still be inside one Read of s.In, whose outcome is dropped.
func (a *Adapter) Attach(ctx context.Context, s Session) error {
	if err := s.Validate(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	number := strconv.FormatInt(a.sessions.Add(1), 10)
	session := &session{Session: s, key: a.run + ":" + number, fail: cancel}
	seat := a.seat(s.place().Chat)
	seat.join(session)
	defer seat.leave(session)
	if !s.Staff {
		back := session.message(line{}, "0", a.opt.Now())
		back.Kind = bot.Returned
		if err := a.deliver(ctx, session, back); err != nil {
			return err
		}
	}
	session.prompt()
	quit, err := a.listen(ctx, session)
	if err == nil && !quit {
		err = a.opt.Idle(ctx)
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// listen delivers what is read until the input ends or the session quits.
func (a *Adapter) listen(ctx context.Context, s *session) (quit bool, err error) {
	in := readLines(ctx, s.In)
	for n := 1; ; n++ {
		var l line
		select {
		case <-ctx.Done():
			return false, context.Cause(ctx)
		case l = <-in:
		}
		if l.err == io.EOF {
			return false, nil
		}
		if l.err != nil {
			return false, fmt.Errorf("read from the terminal: %w", l.err)
		}
		typed := strings.TrimSpace(l.text)
		if s.Interactive && typed == "/quit" {
			return true, nil
		}
		if !s.Interactive || typed != "" {
			m := s.message(l, strconv.Itoa(n), a.opt.Now())
			if err := a.deliver(ctx, s, m); err != nil {
				return false, err
			}
		}
		s.prompt()
	}
}

// How long to wait after a delivery that could not be stored, doubling from the
// first to the longest.
const (
	firstPause = 100 * time.Millisecond
	longPause  = 5 * time.Second
)

// deliver hands the message over until it is stored. The same key makes trying
// again harmless.
func (a *Adapter) deliver(ctx context.Context, s *session, m bot.Message) error {
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		d := delivery{ctx: ctx, message: m, outcome: make(chan error, 1)}
		select {
		case a.incoming <- d:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := <-d.outcome; err == nil {
			return nil
		}
		if pause == firstPause {
			s.tell("Not received yet: the desk cannot store it. Trying again.")
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// message makes a line into what the desk reads.
func (s *session) message(l line, n string, now time.Time) bot.Message {
	m := bot.Message{
		Delivery: Channel + ":" + s.key + ":" + n,
		ID:       s.key + ":" + n,
		Place:    s.place(),
		From:     s.person(),
		Kind:     bot.Said,
		Text:     dropEscapes(l.text),
		Direct:   true,
		At:       now,
		Cut:      l.cut,
	}
	if button, carrier, ok := s.pressed(l.text); ok {
		m.Kind, m.Text, m.Press, m.ReplyTo = bot.Pressed, "", button.Data, carrier
	}
	return m.Clean()
}
