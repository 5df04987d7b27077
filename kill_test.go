package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// lives runs the program again and again on one folder. Every life is killed, until
// the one that is under way when the stories are told.
type lives struct {
	s      *service
	config string
	rand   *rand.Rand
	// draw says how a life ends; nil is drawFate.
	draw func(*rand.Rand) *fate
	over chan struct{} // closed when the last life has ended

	mu     sync.Mutex
	told   bool
	ending bool // no life follows the one that is now
	now    *life
	deaths []death
	// unheard is how many messages each chat had when an answer of the service was lost.
	unheard []map[int64]int
	wrong   []string
}

// death is the end of one life.
type death struct {
	moment moment
	// had is how many messages each chat had then.
	had map[int64]int
}

// run is the story of the program.
func (v *lives) run() {
	defer close(v.over)
	for l := v.next(); l != nil; l = v.next() {
		err := l.ended()
		f := l.killedBy()
		had := v.s.lengths()
		v.mu.Lock()
		v.unheard = append(v.unheard, l.unheard...)
		if l.complaints() != "" || !f.agrees(err, v.ending) {
			v.wrong = append(v.wrong, fmt.Sprintf("a life ended with %v: %s", err, l.err.String()))
		}
		if f != nil {
			v.deaths = append(v.deaths, death{f.moment, had})
		}
		v.mu.Unlock()
		if f == nil || v.s.t.Context().Err() != nil {
			return
		}
	}
}

// next begins a life; nil when that is not possible.
func (v *lives) next() *life {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ending {
		return nil
	}
	draw := v.draw
	if draw == nil {
		draw = drawFate
	}
	f := draw(v.rand)
	if v.told {
		f = nil
	}
	var err error
	if v.now, err = v.s.born(v.config, f); err != nil {
		v.s.t.Log("cannot start the program: ", err)
		return nil
	}
	return v.now
}

// count is how often the program was killed so far.
func (v *lives) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.deaths)
}

// pardon ends the killing.
func (v *lives) pardon() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.told = true
	if v.now != nil {
		v.now.pardon()
	}
}

// finish waits until the last life has nothing left to do: a reply may still wait
// for the pace of its chat.
func (v *lives) finish(t *testing.T) {
	late := time.NewTimer(patience)
	defer late.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		v.mu.Lock()
		l := v.now
		v.mu.Unlock()
		n, err := l.waiting()
		if err == nil && n == 0 {
			return
		}
		select {
		case <-again.C:
		case <-late.C:
			require.FailNow(t, "the program does not come to an end", "%d items wait: %v", n, err)
		}
	}
}

// stop ends the last life as an operator would, and waits for it.
func (v *lives) stop(t *testing.T) {
	v.mu.Lock()
	l := v.now
	v.ending = true
	v.mu.Unlock()
	// A kill that was on its way may have been faster; then nothing is left to end.
	if err := l.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		require.ErrorIs(t, err, os.ErrProcessDone)
	}
	<-v.over
	require.Empty(t, v.wrong)
}

// killed tells how the program died when the chat had so many messages; "" is not. An
// answer that was lost counts as well: on a slow machine the program says it again
// before the kill that belongs to the loss reaches it.
func (v *lives) killed(chat int64, messages int) moment {
	for _, had := range v.unheard {
		if had[chat] == messages {
			return onDrop
		}
	}
	for _, d := range v.deaths {
		if d.had[chat] == messages {
			return d.moment
		}
	}
	return ""
}

// TestKill tells the story of a clerk over and over while the program is killed in
// the middle of it, and then counts what everybody got.
func TestKill(t *testing.T) {
	t.Parallel()
	wanted := 50
	if text := os.Getenv("FIRSTLINE_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err, "FIRSTLINE_KILLS is a number")
		wanted = n
	}
	began := time.Now()
	s := newService(t)
	s.AddUser(bob, "Bob", "en")
	s.AddUser(eve, "Eve", "en")
	config := telegramConfig(t, killArticles(t))
	v := &lives{s: s, config: config, rand: rand.New(rand.NewPCG(20, 26)), over: make(chan struct{})}
	go v.run()
	t.Cleanup(func() { <-v.over })
	var stories []*story
	for v.count() < wanted {
		stories = append(stories, s.tell(len(stories)+1))
	}
	v.pardon()
	s.await(testRoom, "the last card, rated", func(m telegramfake.Message) bool {
		return mark(m) == fmt.Sprintf("card #%d", len(stories)) && strings.HasSuffix(m.Text, "Rated 5 of 5.")
	})
	require.True(t, s.Wait(func() bool { return s.Pending() == 0 }, patience), "all updates are acknowledged")
	v.finish(t)
	v.stop(t)
	repeated := v.compare(t, stories)
	checkRecords(t, filepath.Join(filepath.Dir(config), "firstline.db"), stories)
	kills := map[moment]int{}
	for _, d := range v.deaths {
		kills[d.moment]++
	}
	t.Logf("%d kills in %d stories, %s", len(v.deaths), len(stories), time.Since(began).Round(time.Millisecond))
	for _, m := range moments {
		t.Logf("%3d kills when %s: %d messages came twice", kills[m], m, repeated[m])
	}
}

// killArticles is a small knowledge base, so that the program starts fast.
func killArticles(t *testing.T) string {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"paper.md":    "---\nquestions: [Which paper does the printer take?]\n---\n# Paper for the printer\n\nFill tray 1 with letter paper.\n",
		"password.md": "---\nquestions: [How do I reset my password?]\n---\n# Forgotten passwords\n\nAsk for a new one on the first page.\n",
		"offline.md":  "---\nquestions: [Can I work without internet?]\n---\n# Working offline\n\nYes. Everything is sent later.\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// story is one clerk's ticket, told to the end.
type story struct {
	s            *service
	number       int
	clerk        int64
	name         string
	owner, other member
	// people and room are what must have arrived in the clerk's chat and in the
	// room, as marks.
	people, room []string
}

// tell does every step once and waits for its effect, however often the program
// dies in between.
func (s *service) tell(number int) *story {
	d := &story{s: s, number: number, clerk: int64(10_000 + number), name: fmt.Sprintf("Clerk%d", number)}
	s.AddUser(d.clerk, d.name, "en")
	s.Say(d.clerk, "Which paper does the printer take?")
	answer := d.person("Fill tray 1 with letter paper.")
	s.Press(d.clerk, d.clerk, answer.ID, "No")
	d.person("I passed this to our support team as #" + strconv.Itoa(number))
	card := d.inRoom("card #%d", number)

	d.owner, d.other = s.claimTogether(card.ID, number, d.clerk, bob, eve)
	d.person(d.owner.name + " is looking into it.")
	d.inRoom("#%d is with %s since --:--.", number, d.owner.name)
	// Of a card that came twice only the last one is kept current.
	card = s.await(testRoom, "the claimed card", func(m telegramfake.Message) bool {
		return mark(m) == mark(card) && strings.Contains(m.Text, "With "+d.owner.name+" since")
	})
	said := s.ReplyIn(testRoom, d.owner.id, fmt.Sprintf("Take the paper of shelf %d.", number), card.ID)
	d.person(fmt.Sprintf("%s: Take the paper of shelf %d.", d.owner.name, number))
	s.receipt(said)
	s.ReplyIn(testRoom, d.owner.id, fmt.Sprintf("// inside %d", number), card.ID)
	d.inRoom("Noted on #%d.", number)
	s.ReplyIn(testRoom, d.other.id, fmt.Sprintf("inside %d too", number), card.ID)
	d.inRoom("#%d is with %s since --:--, so only %s can do that.", number, d.owner.name, d.owner.name)
	s.Say(d.clerk, fmt.Sprintf("Shelf %d is empty", number))
	d.inRoom("#%d %s: Shelf %d is empty", number, d.name, number)

	s.SayIn(testRoom, d.owner.id, fmt.Sprintf("solve %d", number))
	d.inRoom("#%d is solved; I asked %s to confirm.", number, d.name)
	ask := d.person(fmt.Sprintf("%s says #%d is solved. Is it?", d.owner.name, number))
	s.Press(d.clerk, d.clerk, ask.ID, "Yes, solved")
	rate := d.person("Good to hear.")
	d.inRoom("%s confirmed #%d.", d.name, number)
	s.Press(d.clerk, d.clerk, rate.ID, "5")
	d.person("Thank you for telling us.")
	d.inRoom("%s rated #%d: 5 of 5.", d.name, number)
	return d
}

// person waits for what the clerk gets and remembers it.
func (d *story) person(begins string) telegramfake.Message {
	m := d.s.hear(d.clerk, begins)
	d.people = append(d.people, mark(m))
	return m
}

// inRoom waits for what the room gets and remembers it.
func (d *story) inRoom(format string, args ...any) telegramfake.Message {
	want := fmt.Sprintf(format, args...)
	m := d.s.await(testRoom, "marked "+want, func(m telegramfake.Message) bool { return mark(m) == want })
	d.room = append(d.room, want)
	return m
}

var (
	cardText = regexp.MustCompile(`(?s)^(#\d+) how-to from .*`)
	timeText = regexp.MustCompile(`\b\d\d:\d\d\b`)
)

// mark is what stays the same of a message: cards change, and times do.
func mark(m telegramfake.Message) string {
	return timeText.ReplaceAllString(cardText.ReplaceAllString(m.Text, "card $1"), "--:--")
}

// lengths counts the messages of all chats.
func (s *service) lengths() map[int64]int {
	out := map[int64]int{testRoom: len(s.Messages(testRoom))}
	for number := int64(10_001); s.Known(number); number++ {
		out[number] = len(s.Messages(number))
	}
	return out
}

// compare compares every chat with what its people did: nothing is missing, and what
// is there twice is the last message before a death and the first one after it.
func (v *lives) compare(t *testing.T, stories []*story) (repeated map[moment]int) {
	room := []string{}
	repeated = map[moment]int{}
	for _, d := range stories {
		room = append(room, d.room...)
		require.Equal(t, d.people, v.once(t, d.clerk, repeated), "all that %s got", d.name)
	}
	got := v.once(t, testRoom, repeated)
	slices.Sort(room)
	slices.Sort(got)
	require.Equal(t, room, got, "all that the room got")
	return repeated
}

func (v *lives) once(t *testing.T, chat int64, repeated map[moment]int) (marks []string) {
	all := v.s.Messages(chat)
	for i, m := range all {
		if i == 0 || mark(m) != mark(all[i-1]) {
			marks = append(marks, mark(m))
			continue
		}
		died := v.killed(chat, i)
		if died == "" {
			v.explain(t, chat)
		}
		require.NotEmpty(t, died, "chat %d got %q twice and nobody had died in between", chat, m.Text)
		repeated[died]++
	}
	return marks
}

// explain writes down what is known when a message came twice for no reason.
func (v *lives) explain(t *testing.T, chat int64) {
	for i, d := range v.deaths {
		t.Logf("death %d, when %s: %d messages", i+1, d.moment, d.had[chat])
	}
	for i, m := range v.s.Messages(chat) {
		t.Logf("message %d: %s", i+1, mark(m))
	}
}

// checkRecords reads the database: one ticket each with one history, and empty queues.
func checkRecords(t *testing.T, path string, stories []*story) {
	ctx := context.Background()
	db, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.Check(ctx))
	in, out, err := db.Depth(ctx)
	require.NoError(t, err)
	require.Zero(t, in, "no message waits to be handled")
	require.Zero(t, out, "no reply waits to be sent")
	tickets, err := db.List(ctx, "ticket/", "", 0)
	require.NoError(t, err)
	require.Len(t, tickets, len(stories), "one ticket each")
	dead, err := db.List(ctx, "dead/", "", 0)
	require.NoError(t, err)
	require.Empty(t, dead, "nothing was given up")
	for _, d := range stories {
		entries, err := db.History(ctx, fmt.Sprintf("ticket/%08d", d.number), 0, 0)
		require.NoError(t, err)
		var events []string
		for _, entry := range entries {
			event, err := store.Decode[bot.Event](entry.Value)
			require.NoError(t, err)
			events = append(events, event.What)
		}
		require.Equal(t, []string{"opened", "claimed", "answered", "noted", "solved", "confirmed", "rated"}, events)
		require.Equal(t, []string{
			"Which paper does the printer take?", fmt.Sprintf("Take the paper of shelf %d.", d.number),
			fmt.Sprintf("inside %d", d.number), fmt.Sprintf("Shelf %d is empty", d.number),
		}, threadOf(t, db, d.number), "everything that was said is kept once")
	}
}

// threadOf is what people said in a ticket.
func threadOf(t *testing.T, db store.Store, number int) (said []string) {
	records, err := db.List(context.Background(), store.Key(fmt.Sprintf("thread/%08d/", number)), "", 0)
	require.NoError(t, err)
	for _, r := range records {
		line, err := store.Decode[bot.Line](r.Value)
		require.NoError(t, err)
		if line.By != bot.ByBot {
			said = append(said, line.Text)
		}
	}
	return said
}
