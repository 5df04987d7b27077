package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var learnedAt = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func sameFirstWord(a, b string) bool {
	x, _, _ := strings.Cut(a, " ")
	y, _, _ := strings.Cut(b, " ")
	return x == y
}

func TestWhatUseTeaches(t *testing.T) {
	type vote struct {
		question, who string
		v             Vote
	}
	for _, c := range []struct {
		name            string
		votes           []vote
		taught, against []string
	}{
		{"one person teaches nothing", []vote{{"q", "ann", Helps}, {"q", "ann", Helps}}, nil, nil},
		{"two do", []vote{{"q", "ann", Helps}, {"q", "ben", Helps}}, []string{"q"}, nil},
		{"two who ask alike", []vote{{"pale ink", "ann", Helps}, {"pale print", "ben", Helps}}, []string{"pale ink", "pale print"}, nil},
		{"one who asks alike twice", []vote{{"pale ink", "ann", Helps}, {"pale print", "ann", Helps}}, nil, nil},
		{"staff and the one who asked", []vote{{"q", "staff", Chosen}}, []string{"q"}, nil},
		{"as many against it", []vote{{"q", "ann", Helps}, {"q", "ben", Helps}, {"q", "cleo", HelpsNot}, {"q", "dora", HelpsNot}}, nil, nil},
		{"one person against it", []vote{{"q", "ann", HelpsNot}, {"q", "ann", HelpsNot}}, nil, nil},
		{"two against it", []vote{{"q", "ann", HelpsNot}, {"q", "ben", HelpsNot}}, nil, []string{"q"}},
		{"a changed mind", []vote{{"q", "ann", HelpsNot}, {"q", "ben", HelpsNot}, {"q", "ann", Helps}}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l Learned
			for i, v := range c.votes {
				l.Note(v.question, v.question, v.who, v.v, learnedAt.Add(time.Duration(i)*time.Minute))
			}
			require.ElementsMatch(t, c.taught, l.Taught(sameFirstWord))
			require.ElementsMatch(t, c.against, l.Against())
		})
	}
}

func TestLearnedIsBounded(t *testing.T) {
	var l Learned
	for i := range 3 * MaxWays {
		for who := range 3 * MaxVoices {
			q := fmt.Sprintf("question %d", i)
			l.Note(q, q, fmt.Sprint("person", who), Helps, learnedAt.Add(time.Duration(i)*time.Minute))
		}
	}
	require.Len(t, l.Ways, MaxWays)
	require.Len(t, l.Ways[0].Helps, MaxVoices)
	require.Equal(t, fmt.Sprintf("question %d", 3*MaxWays-1), l.Ways[MaxWays-1].Text, "the oldest make room")
	require.Len(t, l.Taught(sameFirstWord), MaxTaught)
	require.Equal(t, 9*MaxWays*MaxVoices, l.Helped)
	long := strings.Repeat("é", MaxWayRunes+1)
	l.Note(long, long, "ann", Helps, learnedAt.Add(time.Hour*99))
	require.NotEqual(t, long, l.Ways[MaxWays-1].Text, "a story is not learned")
}

func TestLearnedIsTakenBack(t *testing.T) {
	var l Learned
	l.Note("q", "q", "ann", Helps, learnedAt)
	l.Note("q", "q", "ben", Helps, learnedAt)
	before := l
	require.True(t, l.Drop("q", false))
	require.Empty(t, l.Taught(sameFirstWord))
	require.NotEmpty(t, before.Taught(sameFirstWord), "the value before is untouched")
	l.Note("q", "q", "cleo", Helps, learnedAt)
	require.Empty(t, l.Taught(sameFirstWord), "it stays taken back")
	require.True(t, l.Drop("q", true))
	require.Equal(t, []string{"q"}, l.Taught(sameFirstWord))
	require.False(t, l.Drop("another", false))

	l.Forget("ann")
	l.Forget("cleo")
	require.Empty(t, l.Taught(sameFirstWord), "who is forgotten has no voice")
	l.Forget("ben")
	require.Empty(t, l.Ways, "words that nobody else used go")
	require.Equal(t, 3, l.Helped, "counts stay")
}

func TestGapsRememberWhoAsked(t *testing.T) {
	var g Gap
	for i := range 2 * MaxAskers {
		g.AskedBy(fmt.Sprint("person", i%(MaxAskers+5)), learnedAt.Add(time.Duration(i)*time.Minute))
		g.Unknown++
	}
	g.NotHelped = map[string]int{"print": 2}
	require.Len(t, g.By, MaxAskers)
	require.Equal(t, learnedAt, g.First)
	require.Equal(t, 2*MaxAskers+2, g.Times())
	require.False(t, g.Forget("person1"))
	g.By = []string{"person2"}
	require.True(t, g.Forget("person2"))
}
