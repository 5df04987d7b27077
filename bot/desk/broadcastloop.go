package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// broadcastLoop tells news.
func (d *Desk) broadcastLoop(ctx context.Context) {
	tick := time.NewTicker(broadcastTick)
	defer tick.Stop()
	for {
		_, err := d.opt.Store.Lead(ctx, "broadcast", d.opt.Owner, d.opt.Now(), broadcastLead)
		for more := err == nil; more && ctx.Err() == nil; {
			more, err = d.broadcastSteps(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotLeader) {
			d.log.Error("cannot tell news of a known issue; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-d.broadcastWork:
		case <-tick.C:
		}
	}
}

// broadcastSteps makes a step for every news on every channel that has room for one.
// It reports whether it did any.
func (d *Desk) broadcastSteps(ctx context.Context) (did bool, err error) {
	defer d.survive("telling news", "broadcast", func() { did, err = false, errPanic })
	all, err := d.broadcasts(ctx)
	if err != nil {
		return false, err
	}
	var failed error
	for _, b := range all {
		if !b.Over.IsZero() {
			continue
		}
		for _, channel := range d.channelNames() {
			if b.At[channel].Done {
				continue
			}
			one, err := d.broadcastStep(ctx, b, channel, all)
			did, failed = did || one, errors.Join(failed, err)
		}
	}
	return did && failed == nil, failed
}

// broadcastStep makes a step for some news on a channel, where that has room for one.
func (d *Desk) broadcastStep(ctx context.Context, b broadcast, channel string, all []broadcast) (bool, error) {
	n := d.newsRoom(channel)
	if n == 0 {
		if err := d.recountNews(ctx, channel, all); err != nil {
			return false, err
		}
		if n = d.newsRoom(channel); n == 0 {
			return false, nil
		}
	}
	queued, err := d.tellSome(ctx, b.Known, channel, n)
	if err != nil {
		return false, err
	}
	d.newsUnderWay(channel, queued)
	return true, nil
}

// newsRoom is for how many more people a channel may be given news now: so many that
// all news in its outbox takes broadcastShare. Only half of that or more is worth a
// commit.
func (d *Desk) newsRoom(channel string) int {
	most := broadcastStep
	if pace := d.adapters[channel].Limits().AccountPace; pace > 0 {
		most = min(max(int(broadcastShare/pace), 1), broadcastStep)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if free := most - d.newsFlying[channel]; 2*free >= most {
		return free
	}
	return 0
}

// recountNews counts what is under way on a channel by what became of it, where none
// of it came to its end here for a while.
func (d *Desk) recountNews(ctx context.Context, channel string, all []broadcast) error {
	now := d.opt.Now()
	d.mu.Lock()
	due := now.Sub(d.newsHeard[channel]) >= newsRecount
	d.mu.Unlock()
	if !due {
		return nil
	}
	flying := 0
	for _, b := range all {
		s, err := d.sums(ctx, heardPrefix(b.Known, b.Edition)+store.Key(channel+"/"))
		if err != nil {
			return err
		}
		flying += max(0, b.At[channel].Queued-s.ended())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.newsFlying[channel], d.newsHeard[channel] = flying, now
	return nil
}

// newsUnderWay counts news that went into the outbox, or with a negative number news
// that came to its end. News of an earlier life of the program was never counted.
func (d *Desk) newsUnderWay(channel string, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.newsFlying[channel], d.newsHeard[channel] = max(0, d.newsFlying[channel]+n), d.opt.Now()
}

// heard writes down what became of a reply that carries news.
func (d *Desk) heard(out outgoing, what string) []store.Put {
	if out.News == "" && !out.Crowd {
		return nil
	}
	d.newsUnderWay(out.Reply.To.Channel, -1)
	if out.News == "" {
		return nil
	}
	if what == heardSent {
		d.counts.news.Add(1)
	}
	signal(d.broadcastWork)
	value, err := store.Encode(what)
	if err != nil {
		d.log.Error("cannot keep what became of news", "message_id", out.Trace, "err", err)
		return nil
	}
	return []store.Put{{Key: out.News, Value: value}}
}

// sums are how many people heard some news, by what became of it.
type sums map[string]int

// ended counts the replies that came to their end.
func (s sums) ended() int { return s[heardSent] + s[heardHeld] + s[heardFailed] }

func (d *Desk) sums(ctx context.Context, prefix store.Key) (sums, error) {
	s, after := sums{}, store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, prefix, after, 0)
		if err != nil {
			return s, fmt.Errorf("count who heard: %w", err)
		}
		if len(records) == 0 {
			return s, nil
		}
		for _, r := range records {
			what, err := store.Decode[string](r.Value)
			if err != nil {
				return s, fmt.Errorf("count who heard: %w", err)
			}
			s[what]++
		}
		after = records[len(records)-1].Key
	}
}

// progress says in the room how far news has got, and at its end the sum. It reports
// whether there is more to come.
func (f *draft) progress(n int) (more bool, err error) {
	b, err := load[broadcast](f, broadcastKey(n))
	if err != nil || b.version == 0 {
		return false, err
	}
	s, err := f.sums(f.ctx, heardPrefix(n, b.value.Edition))
	if err != nil {
		return false, err
	}
	queued := 0
	for _, at := range b.value.At {
		queued += at.Queued
	}
	waits := queued - s.ended()
	over := !b.value.Over.IsZero() && (waits <= 0 || f.now.Sub(b.value.Over) > forgetAgain)
	if over {
		f.set.Expect = append(f.set.Expect, store.Expect{Key: broadcastKey(n), Version: b.version})
		f.drop(broadcastKey(n))
	}
	if b.value.Silent {
		return !over, nil
	}
	ref := "told/" + bot.KnownName(n) + "/" + strconv.Itoa(b.value.Edition)
	// The first time it is new, and then it is changed; who cannot edit hears the end.
	reply := bot.Reply{To: b.value.Room, Text: f.sumText(b.value, s), Ref: ref}
	reply.Edit = b.value.Shown
	if over {
		reply.Instead = reply.Text
	}
	f.send(outgoing{Reply: reply})
	if !over && !b.value.Shown {
		b.value.Shown = true
		keep(f, broadcastKey(n), b)
	}
	return !over, nil
}

// sumText is how many people heard some news.
func (f *draft) sumText(b broadcast, s sums) string {
	text := f.staffText("staff.known_told", "known", bot.KnownName(b.Known), "n", strconv.Itoa(s[heardSent]+s[heardThere]), "people", peopleText(f, b.Total))
	s[heardFailed] += s[heardDamaged]
	for _, what := range []string{heardHeld, heardFailed, heardQuiet} {
		if s[what] > 0 {
			text += " " + f.staffText("staff.known_told_"+what, "n", strconv.Itoa(s[what]))
		}
	}
	return text
}

func peopleText(f *draft, n int) string { return dialogue.People(f.staffLang(), n) }
