package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOrdersAreRead(t *testing.T) {
	for text, want := range map[string]order{
		"claim 12": {word: "claim", number: 12}, "/claim #12": {word: "claim", number: 12}, "Claim: 12.": {word: "claim", number: 12},
		"c 12": {word: "claim", number: 12}, "claim 12 yes": {word: "claim", number: 12, rest: "yes"},
		"release all": {word: "release", rest: "all"}, "assign 12 to @bob": {word: "assign", number: 12, rest: "to @bob"},
		"reply 12 two  words": {word: "reply", number: 12, rest: "two  words"}, "prio 3 high": {word: "priority", number: 3, rest: "high"},
		"tag 12 +a -b": {word: "tag", number: 12, rest: "+a -b"}, "help claim": {word: "help", rest: "claim"}, "QUEUE": {word: "queue"},
		"cliam 12": {word: "cliam", number: 12, guess: "claim"}, "histroy 4": {word: "histroy", number: 4, guess: "history"},
		// Talk among staff.
		"claim 12 please": {}, "claim it": {}, "the queue": {}, "queue is long": {}, "release it all": {}, "help me": {}, "mine too": {},
		"tag 12 printer": {}, "priority 3 of mine": {}, "// claim 12": {}, "type 1 a b": {}, "fine 12 of them": {}, "claim 99999999999": {}, "": {},
	} {
		require.Equal(t, want, parseOrder(text, false), "%q", text)
	}
	require.Equal(t, order{word: "dance"}, parseOrder("/dance", false), "what is said to the desk is answered")
	require.Equal(t, order{word: "mnie", guess: "mine"}, parseOrder("mnie", true))
	require.Equal(t, order{word: "note", rest: "she is slow"}, parseOrder("/note she is slow", false))
	require.Equal(t, order{word: "show", number: 12, rest: "--clear"}, exactOrder("/show #12 --clear"))
	require.Equal(t, order{word: "me", rest: "link 123456"}, exactOrder("Me link 123456"))
	for _, text := range []string{"mnie", "cliam 12", "dance", "// me", "/", ""} {
		require.Zero(t, exactOrder(text), text)
	}
}

func TestPressesAreRead(t *testing.T) {
	for data, want := range map[string]order{
		"t:12:claim": {word: "claim", number: 12}, "t:12:seize:17": {word: "seize", number: 12, rest: "17"},
		"t:12:assign:slack:U0BOB": {word: "assign", number: 12, rest: "slack:U0BOB"}, "t:12:keep": {word: "keep", number: 12},
		"t:12:claim:yes": {}, "t:0:claim": {}, "t:-1:claim": {}, "t:x:claim": {}, "d:12:claim": {}, "t:12": {}, "t:12:queue": {}, "t:12:c": {}, "t:12:dance": {},
	} {
		require.Equal(t, want, pressedOrder(data), data)
	}
	require.Empty(t, ticketPress(12, "assign", strings.Repeat("x", 64)), "no button carries that much")
}

func TestWordsMeanOneOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules {
		for _, word := range append([]string{r.word}, r.short...) {
			require.False(t, seen[word], word)
			seen[word] = true
		}
		if !r.hidden {
			require.NotEqual(t, "order."+r.word, (&draft{Desk: &Desk{opt: Options{Languages: []string{"en"}}}}).staffText("order."+r.word), "help tells of %s", r.word)
			require.NotNil(t, (&draft{}).doing(r.word), r.word)
		}
	}
}

// FuzzOrder feeds the parser what people type and forge: whatever comes out was
// typed, word and number, and nothing is guessed into an order.
func FuzzOrder(f *testing.F) {
	for _, text := range []string{"claim 12", "/claim #12", "cliam 12", "release all", "assign 1 @bob", "t:12:assign:slack:U0", "// note", "note 1 // x", "12 claim", "cl\x00aim 1", "claim\u00a012", "ｃlaim 1"} {
		f.Add(text, true, 3)
		f.Add(text, false, 0)
	}
	f.Fuzz(func(t *testing.T, text string, direct bool, ticket int) {
		typed := []order{parseOrder(text, direct)}
		if o := parseOrder(text, true); o.guess == "" && o.word != "" {
			if _, known := ruleOf(o.word); known {
				require.Equal(t, o, exactOrder(text))
			}
		}
		if o, ok := orderInThread(strings.TrimSpace(text), ticket); ok {
			typed = append(typed, o)
		}
		words := strings.Fields(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(text), "/")))
		for _, o := range typed {
			r, known := ruleOf(o.word)
			if !known || o.guess != "" {
				continue
			}
			first := strings.TrimRight(words[0], ":.,!")
			require.True(t, first == r.word || slices.Contains(r.short, first), "%q gave %v", text, o)
			if o.number != 0 && o.number != ticket {
				n, ok := theNumber(words[1])
				require.True(t, ok && n == o.number, "%q gave %v", text, o)
			}
			require.Contains(t, text, o.rest)
		}
		if o := pressedOrder(text); o.word != "" {
			require.True(t, strings.HasPrefix(text, "t:"))
			require.Equal(t, o.word, strings.Split(text, ":")[2])
		}
	})
}
