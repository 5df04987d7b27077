package web

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Send shows a reply. To a person it wakes their pages, which read the line from
// the transcript: the desk must have stored it before. To the room "web:desk" it
// becomes a passing note on the pages of staff, of r.For only where that is set; a
// card (a reply with a Ref) becomes a hint to fetch its ticket. It never waits. It
// fails with Broken when ctx is done and with Refused for a place of another
// channel.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	if fault := reachable(ctx, r.To); fault != nil {
		return adapters.Sent{}, fault
	}
	if r.To.Chat != deskChat {
		a.people.wake(r.To.Chat)
		return adapters.Sent{ID: r.ID}, nil
	}
	n := noticeOf(r)
	n.fresh = r.Ref != "" && !r.Edit
	a.board.add(n)
	a.staff.wakeAll()
	return adapters.Sent{ID: r.ID}, nil
}

// Edit tells the pages of staff that a ticket is not what they show any more; they
// fetch it. What a person has read never changes here: that is Uneditable.
func (a *Adapter) Edit(ctx context.Context, _ string, r bot.Reply) error {
	if fault := reachable(ctx, r.To); fault != nil {
		return fault
	}
	if r.To.Chat != deskChat {
		return &adapters.Fault{Kind: adapters.Uneditable, Err: errors.New("lines that were read stay as they are")}
	}
	a.board.add(notice{ticket: noticeOf(r).ticket})
	a.staff.wakeAll()
	return nil
}

// Whispers is true for the desk: a note for one person is on their pages only.
func (a *Adapter) Whispers(at bot.Place) bool { return at.Channel == channel && at.Chat == deskChat }

// Typing shows a person that an answer is being made.
func (a *Adapter) Typing(_ context.Context, to bot.Place) {
	if to.Channel == channel && to.Chat != deskChat {
		a.people.typing(to.Chat)
	}
}

func reachable(ctx context.Context, to bot.Place) *adapters.Fault {
	if err := ctx.Err(); err != nil {
		return &adapters.Fault{Kind: adapters.Broken, Err: err}
	}
	if to.Channel != channel || to.Chat == "" {
		return &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("a place of channel %q is not on the web", to.Channel)}
	}
	return nil
}

const (
	// maxNotices is how many notices wait for pages that come back.
	maxNotices = 200
	// maxToast is the longest passing note, in runes; the thread has the rest.
	// maxWhisper is that of a note for one person, which no thread has.
	maxToast   = 600
	maxWhisper = 8000
)

// notice is one thing staff pages are told.
type notice struct {
	seq    int
	only   string // the id of the one who sees the toast, "" for all
	ticket int
	fresh  bool // a new card
	toast  *toast
}

// toast is a passing note on a staff page.
type toast struct {
	ID      string       `json:"id"`
	Text    string       `json:"text"`
	Ticket  int          `json:"ticket,omitempty"`
	Mine    bool         `json:"mine,omitempty"`
	Buttons []bot.Button `json:"buttons,omitempty"`
}

// changed tells a page to fetch; Ticket is 0 for the queue only.
type changed struct {
	Ticket int  `json:"ticket"`
	Fresh  bool `json:"fresh,omitempty"`
}

func noticeOf(r bot.Reply) notice {
	n := notice{only: r.For, ticket: r.Ticket}
	if _, number, found := strings.Cut(r.Ref, "/"); found && n.ticket == 0 {
		n.ticket, _ = strconv.Atoi(number)
	}
	most := maxToast
	if r.For != "" {
		most = maxWhisper
	}
	if r.Ref == "" {
		n.toast = &toast{ID: r.ID, Text: cutRunes(r.Text, most), Ticket: n.ticket, Mine: r.For != "", Buttons: r.Buttons}
	}
	return n
}

// board keeps the last notices, so that a page that lost its stream for a moment
// misses nothing. It counts from the time it was made in milliseconds, so that
// positions of an earlier process are behind every new one.
type board struct {
	mu   sync.Mutex
	seq  int
	last []notice
}

func newBoard(now time.Time) *board { return &board{seq: int(now.UnixMilli())} }

func (b *board) add(n notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seq++
	n.seq = b.seq
	if b.last = append(b.last, n); len(b.last) > maxNotices {
		b.last = append([]notice(nil), b.last[len(b.last)-maxNotices:]...)
	}
}

// feed gives who's notices after a position; a negative one is the end.
func (b *board) feed(who string) feed {
	return func(_ context.Context, after int) ([]frame, int, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if after < 0 {
			after = b.seq
		}
		var frames []frame
		for _, n := range b.last {
			if n.seq <= after {
				continue
			}
			frames = append(frames, frame{n.seq, "changed", changed{n.ticket, n.fresh}})
			if n.toast != nil && (n.only == "" || n.only == who) {
				frames = append(frames, frame{n.seq, "toast", n.toast})
			}
		}
		return frames, b.seq, nil
	}
}

// cutRunes gives at most n runes of s, with a mark where something is missing.
func cutRunes(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}
