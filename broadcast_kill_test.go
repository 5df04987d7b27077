package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

// firstClerk is the first of those who have a known issue.
const firstClerk = 10_001

// numberOf reads how much of something a test does.
func numberOf(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, "%s is a number", name)
	return n
}

// TestKillInABroadcast kills the program again and again while it tells many people
// that a known issue is fixed. Everybody hears, oldest first and once; what came twice
// was on its way when the program died. Who asks meanwhile does not wait for the rest.
func TestKillInABroadcast(t *testing.T) {
	t.Parallel()
	people, kills := numberOf(t, "FIRSTLINE_PEOPLE", 300), numberOf(t, "FIRSTLINE_BROADCAST_KILLS", 5)
	s := newService(t)
	s.AddUser(bob, "Bob", "en")
	s.AddUser(ann, "Ann", "en")
	for i := range people {
		s.AddUser(int64(firstClerk+i), fmt.Sprintf("Clerk%d", i), "en")
	}
	config := telegramConfig(t, killArticles(t))
	database := filepath.Join(filepath.Dir(config), "firstline.db")
	declareFor(t, database, people)
	v := &lives{s: s, config: config, rand: rand.New(rand.NewPCG(5, 20)), over: make(chan struct{}), draw: func(r *rand.Rand) *fate {
		f := drawFate(r)
		// Half of those who must hear may be told before all kills were.
		f.call = 1 + r.IntN(max(1, people/kills/2))
		return f
	}}
	began := time.Now()
	go v.run()
	t.Cleanup(func() { <-v.over })
	s.SayIn(testRoom, bob, "fixed K1 Search works again.")

	long := patience + time.Duration(people)*100*time.Millisecond
	require.True(t, s.Wait(func() bool { return v.count() >= kills || heardIt(s, people) == people }, long), "the program dies often enough")
	v.pardon()
	require.GreaterOrEqual(t, v.count(), kills, "it was over before the program had died often enough")
	before, asked := heardIt(s, people), time.Now()
	s.Say(ann, "Which paper does the printer take?")
	s.hear(ann, "Fill tray 1 with letter paper.")
	waited, meanwhile := time.Since(asked), heardIt(s, people)-before
	require.True(t, s.Wait(func() bool { return heardIt(s, people) == people }, long), "everybody hears")
	took := time.Since(began)
	s.await(testRoom, "the sum", func(m telegramfake.Message) bool {
		return strings.HasPrefix(m.Text, fmt.Sprintf("K1: told %d of %d people.", people, people))
	})
	v.finish(t)
	v.stop(t)

	repeated := map[moment]int{}
	for i := range people {
		got := v.once(t, int64(firstClerk+i), repeated)
		require.Equal(t, []string{"This is fixed: “Search is down; we are on it” Search works again."}, got, "all that clerk %d got", i)
	}
	if people-before > 200 {
		require.Less(t, meanwhile, 150, "who asks waits for few of those who are told")
	}
	late := displaced(s, people)
	require.Less(t, late, 100, "the oldest hear first")
	twice := 0
	for _, n := range repeated {
		twice += n
	}
	t.Logf("%d people, %d kills, %s; %d heard twice, %v; who asked had an answer after %s, %d were told meanwhile; nobody heard more than %d places late",
		people, len(v.deaths), took.Round(time.Millisecond), twice, repeated, waited.Round(time.Millisecond), meanwhile, late)
}

// heardIt counts the people who heard.
func heardIt(s *service, people int) (n int) {
	for i := range people {
		if len(s.Messages(int64(firstClerk+i))) > 0 {
			n++
		}
	}
	return n
}

// displaced is how many places behind their own somebody heard at most.
func displaced(s *service, people int) (most int) {
	place := 0
	seen := map[string]bool{}
	for _, call := range s.Journal() {
		chat := call.Params["chat_id"]
		id, err := strconv.Atoi(chat)
		if call.Method != "sendMessage" || err != nil || id < firstClerk || id >= firstClerk+people || seen[chat] {
			continue
		}
		seen[chat] = true
		most = max(most, place-(id-firstClerk))
		place++
	}
	return most
}

// declareFor writes a known issue that people have, as the desk would have.
func declareFor(t *testing.T, path string, people int) {
	ctx := context.Background()
	db, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	now := time.Now().Add(-time.Hour)
	k, err := bot.Declare("Search is down; we are on it", bot.Person{ID: "telegram:1", Name: "Bob"}, now)
	require.NoError(t, err)
	k.Number, k.Level = 1, 1
	set := store.ChangeSet{Now: now}
	put := func(key string, v any) {
		value, err := store.Encode(v)
		require.NoError(t, err)
		set.Put = append(set.Put, store.Put{Key: store.Key(key), Value: value})
	}
	put("knowns", map[string]any{"last": 1, "running": []int{1}, "change": 1})
	put("known/00000001", k)
	for i := range people {
		p := bot.Place{Channel: "telegram", Chat: strconv.Itoa(firstClerk + i)}
		in := fmt.Sprintf("known/00000001/in/telegram/%019d-%d", now.Add(time.Duration(i)*time.Millisecond).UnixNano(), i)
		put(in, map[string]any{"place": p, "lang": "en", "edition": 1})
		put("known/00000001/of/"+p.Lane(), in)
		put("chat/"+p.String()+"/to", bot.Conversation{Place: p, Person: bot.Person{ID: p.Lane()}, Lang: "en", Seen: now})
		if len(set.Put) > store.MaxItems-8 || i == people-1 {
			_, err := db.Commit(ctx, set)
			require.NoError(t, err)
			set.Put = nil
		}
	}
}
