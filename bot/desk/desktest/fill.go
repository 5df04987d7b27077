package desktest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// Open tickets and lines of a made store: a busy desk of several years.
const (
	fillOpen  = 1000
	fillLines = 4
	fillSets  = 64
)

// Fill puts tickets 1 to n into a store as the desk would have left them after
// years: with their threads, histories, conversations and the words by which they
// are found. All but a thousand are closed. What it writes is always the same.
func Fill(t testing.TB, s store.Store, n int, now time.Time) {
	var wg sync.WaitGroup
	numbers := make(chan int)
	for range fillSets {
		wg.Go(func() {
			for number := range numbers {
				if _, err := s.Commit(context.Background(), fillTicket(t, number, n, now)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for number := 1; number <= n; number++ {
		numbers <- number
	}
	close(numbers)
	wg.Wait()
	_, err := s.Commit(context.Background(), store.ChangeSet{Now: now, Put: []store.Put{fillPut(t, "counter/ticket", n)}})
	require.NoError(t, err)
}

func fillPut(t testing.TB, key string, v any) store.Put {
	value, err := store.Encode(v)
	require.NoError(t, err)
	return store.Put{Key: store.Key(key), Value: value}
}

// fillTicket is everything that belongs to one ticket.
func fillTicket(t testing.TB, number, n int, now time.Time) store.ChangeSet {
	r := rand.New(rand.NewPCG(7, uint64(number)))
	opened := now.Add(-time.Duration(n-number) * 10 * time.Minute)
	ann := bot.Person{ID: fmt.Sprintf("telegram:%d", 10_000+number/3), Name: fmt.Sprintf("Clerk %d", number/3)}
	bob := bot.Person{ID: fmt.Sprintf("telegram:%d", 100+number%40), Name: fmt.Sprintf("Staff %d", number%40)}
	tk := bot.Ticket{
		Number: number, Level: 1, State: bot.Closed, Type: bot.Types[r.IntN(len(bot.Types))], Priority: bot.Normal,
		Person: ann, Place: bot.Place{Channel: "telegram", Chat: ann.ID[len("telegram:"):]}, Lang: "en", Question: sentence(r, 14),
		SolvedBy: bob, Opened: opened, FirstResponse: opened.Add(time.Minute), SolvedAt: opened.Add(time.Hour), ClosedAt: opened.Add(2 * time.Hour), Rating: 5, Lines: fillLines,
	}
	set := store.ChangeSet{Now: now}
	if n-number < fillOpen {
		tk.State, tk.ClosedAt, tk.SolvedAt, tk.Rating = bot.Open, time.Time{}, time.Time{}, 0
		set.Put = append(set.Put, fillPut(t, fmt.Sprintf("open/%08d", number), true))
	}
	words := map[string]bool{}
	texts := []string{tk.Question}
	for seq := 1; seq <= fillLines; seq++ {
		text := tk.Question
		if seq > 1 {
			text = sentence(r, 12)
			texts = append(texts, text)
		}
		line := bot.Line{Seq: seq, By: bot.ByPerson, Who: ann, Text: text, At: opened.Add(time.Duration(seq) * time.Minute)}
		set.Put = append(set.Put,
			fillPut(t, fmt.Sprintf("thread/%08d/%08d", number, seq), line), fillPut(t, fmt.Sprintf("chat/%s/talk/%08d", tk.Place, number*fillLines+seq), line))
	}
	var line strings.Builder
	for _, w := range strings.Fields(strings.Join(texts, " ")) {
		if !words[w] {
			words[w] = true
			line.WriteString(w + " ")
		}
	}
	set.Put = append(set.Put, fillPut(t, fmt.Sprintf("ticket/%08d", number), tk), fillPut(t, fmt.Sprintf("words/%08d", number), strings.TrimSpace(line.String())),
		fillPut(t, "chat/"+tk.Place.String()+"/to", bot.Conversation{Place: tk.Place, Person: ann, Lang: "en", Past: []int{number}}))
	for _, what := range []string{"opened", "claimed", "answered", "solved", "confirmed", "rated"} {
		value, err := store.Encode(bot.Event{Ticket: number, What: what, Who: bob, At: opened})
		require.NoError(t, err)
		set.History = append(set.History, store.Entry{Subject: fmt.Sprintf("ticket/%08d", number), At: opened, Value: value})
	}
	return set
}

// sentence makes words of a vocabulary in which some are common and most are rare.
func sentence(r *rand.Rand, words int) string {
	out := make([]string, words)
	for i := range out {
		k := int(20_000 * r.Float64() * r.Float64() * r.Float64())
		out[i] = syllables[k%len(syllables)] + syllables[k/7%len(syllables)] + syllables[k/343%len(syllables)]
	}
	return strings.Join(out, " ")
}

var syllables = []string{"pri", "ter", "sa", "lo", "mun", "kit", "ren", "ba", "ofi", "du", "net", "gra", "pass", "cer", "ti", "fi", "cate", "wo", "re", "gis"}
