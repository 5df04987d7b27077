package model_test

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func testMasks(t testing.TB) *bot.Masks {
	m, err := bot.NewMasks([]byte("k"), []string{"email", "phone", "national_id"},
		map[string]*regexp.Regexp{"national_id": regexp.MustCompile(`\b\d{6}/\d{2}/\d\b`)})
	require.NoError(t, err)
	return m
}

// shortTime is the time limit where a test waits for it to pass.
const shortTime = 150 * time.Millisecond

func open(t testing.TB, change func(*model.Options)) (*model.Client, *modelfake.Server, *clock) {
	t.Helper()
	fake := modelfake.New()
	t.Cleanup(fake.Close)
	at := &clock{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	opt := model.Options{
		BaseURL: fake.URL, APIKey: modelfake.Key, Chat: "llama3.1", Embed: "nomic", Voice: "whisper",
		Masks: testMasks(t), Now: at.Now, HTTP: fake.Client(),
	}
	if change != nil {
		change(&opt)
	}
	c, err := model.Open(opt)
	require.NoError(t, err)
	return c, fake, at
}

var printing = []model.Section{{
	ID: "printing#paper", Title: "Printing certificates",
	Text: "The printer asks for letter paper when tray 1 is empty.\nFill tray 1 with letter paper and press OK.\nDo not open tray 2 while the printer is working.",
}}

func ask(question string) model.Ask {
	return model.Ask{Question: question, Sections: printing, Bounds: model.Bounds{Lang: "en", Most: 1000}}
}

func TestEveryWayToFailIsToldAndTellsNothing(t *testing.T) {
	want := map[modelfake.How]model.Kind{
		modelfake.TooMany: model.Busy, modelfake.Down: model.Down, modelfake.Leaking: model.Down, modelfake.Forbidden: model.Refused,
		modelfake.Truncated: model.Broken, modelfake.Malformed: model.Broken, modelfake.NoChoices: model.Broken,
		modelfake.Slow: model.Late, modelfake.Silent: model.Late, modelfake.Disconnect: model.Broken,
		modelfake.TooLong: model.Cut, modelfake.Declining: model.Declined,
	}
	for _, way := range modelfake.Ways() {
		t.Run(way.String(), func(t *testing.T) {
			t.Parallel()
			c, fake, _ := open(t, func(o *model.Options) {
				if way == modelfake.Slow || way == modelfake.Silent {
					o.Timeout = shortTime
				}
			})
			fake.Fail("chat", modelfake.Failure{How: way}, 1)
			began := time.Now()
			worded, doubt, use, err := c.Word(t.Context(), ask("my printer with the secret word walrus says load letter"))
			require.Less(t, time.Since(began), 5*time.Second)
			require.Equal(t, want[way], model.KindOf(err))
			require.Empty(t, worded)
			require.Empty(t, doubt)
			require.Equal(t, string(want[way]), use.Outcome)
			require.Positive(t, use.Tokens(), "what was sent is counted")
			require.NotContains(t, err.Error(), "walrus")
			require.NotContains(t, err.Error(), modelfake.Key)
			require.Nil(t, errors.Unwrap(err), "the library's error may hold the prompt")
		})
	}
}

func TestAnUnreachableEndpointIsDown(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Close()
	_, _, _, err := c.Word(t.Context(), ask("printer"))
	require.Equal(t, model.Down, model.KindOf(err))
}

func TestAnEndpointThatKeepsFailingRests(t *testing.T) {
	c, fake, at := open(t, nil)
	fake.Fail("chat", modelfake.Failure{How: modelfake.Down}, 4)
	word := func() error { _, _, _, err := c.Word(t.Context(), ask("printer")); return err }
	for range 3 {
		require.Equal(t, model.Down, model.KindOf(word()))
	}
	require.Equal(t, model.Resting, model.KindOf(word()))
	require.Equal(t, 3, fake.Calls("chat"), "nobody waits for an endpoint that rests")
	require.False(t, c.Ready(model.ForWording))

	at.pass(15 * time.Second)
	require.Equal(t, model.Down, model.KindOf(word()), "one trial, which fails")
	at.pass(15 * time.Second)
	require.Equal(t, model.Resting, model.KindOf(word()), "the second rest is longer")
	at.pass(15 * time.Second)
	require.NoError(t, word())
	require.NoError(t, word(), "it is back")
}

func TestWhatOnePersonAsksSwitchesItOffForNobody(t *testing.T) {
	c, fake, _ := open(t, nil)
	for _, way := range []modelfake.How{modelfake.TooLong, modelfake.Declining} {
		fake.Fail("chat", modelfake.Failure{How: way}, 5)
		for range 5 {
			_, _, _, err := c.Word(t.Context(), ask("printer"))
			require.NotEqual(t, model.Resting, model.KindOf(err))
		}
	}
	_, _, _, err := c.Word(t.Context(), ask("printer"))
	require.NoError(t, err)
}

func TestABusyEndpointIsLeftAloneAsLongAsItSays(t *testing.T) {
	for _, header := range []string{"40", "Sun, 22 Nov 2026 09:00:40 GMT"} {
		c, fake, at := open(t, nil)
		fake.Fail("chat", modelfake.Failure{How: modelfake.TooMany, RetryAfter: header}, 1)
		word := func() error { _, _, _, err := c.Word(t.Context(), ask("printer")); return err }
		err := word()
		fault, ok := errors.AsType[*model.Fault](err)
		require.True(t, ok)
		require.Equal(t, model.Fault{Kind: model.Busy, Status: 429, After: 40 * time.Second}, *fault)
		at.pass(39 * time.Second)
		require.Equal(t, model.Resting, model.KindOf(word()))
		at.pass(time.Second)
		require.NoError(t, word())
	}
}

func TestEachDoorFailsForItself(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Fail("embeddings", modelfake.Failure{How: modelfake.Forbidden}, 9)
	abilities := c.Try(t.Context(), []model.Purpose{model.ForSearch})
	require.Len(t, abilities, 2)
	require.NoError(t, abilities[0].Err)
	require.Equal(t, model.Refused, model.KindOf(abilities[1].Err))
	require.NotContains(t, abilities[1].Err.Error(), modelfake.Key)
}

func TestNamesThatTheLibraryTakesForReasoningModelsWork(t *testing.T) {
	for _, name := range []string{"gpt-5-mini", "o3-local", "gpt-6-sol", "o1", "llama3.1"} {
		c, fake, _ := open(t, func(o *model.Options) { o.Chat = name })
		_, doubt, _, err := c.Word(t.Context(), ask("printer"))
		require.NoError(t, err, name)
		require.Empty(t, doubt)
		require.Equal(t, name, fake.Prompts()[0].Model)
		if name == "llama3.1" {
			require.Contains(t, fake.Prompts()[0].Body, `"temperature":0.01`)
		}
	}
}

func TestMoreCallsThanMayBeAtOnceAreNotMade(t *testing.T) {
	c, fake, _ := open(t, func(o *model.Options) { o.AtOnce = 2 })
	fake.Fail("chat", modelfake.Failure{How: modelfake.Silent}, 2)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			_, _, _, err := c.Word(ctx, ask("printer"))
			require.ErrorIs(t, err, context.Canceled)
		})
	}
	require.True(t, fake.Wait(func() bool { return fake.Calls("chat") == 2 }, 5*time.Second))
	_, _, use, err := c.Word(t.Context(), ask("printer"))
	require.Equal(t, model.Full, model.KindOf(err))
	require.Zero(t, use.Tokens())
	require.False(t, c.Ready(model.ForWording))
	cancel()
	wg.Wait()
	require.True(t, c.Ready(model.ForWording))
	for range 3 {
		_, _, _, err = c.Word(t.Context(), ask("printer"))
		require.NoError(t, err, "calls that were given up say nothing about the endpoint")
	}
}

func TestTheBudgetIsKept(t *testing.T) {
	c, fake, at := open(t, nil)
	var everybody, amina model.Spending
	budget := model.Budget{Day: 100_000, Person: 3000}
	asked := 0
	for range 20 {
		a := ask("printer")
		a.Allowed = budget.Allows(at.Now(), everybody, amina)
		_, _, use, err := c.Word(t.Context(), a)
		if err != nil {
			require.Equal(t, model.Spent, model.KindOf(err))
			require.Zero(t, use.Tokens())
			break
		}
		asked++
		everybody, amina = everybody.Add(at.Now(), use.Tokens()), amina.Add(at.Now(), use.Tokens())
	}
	require.Positive(t, asked)
	require.Equal(t, asked, fake.Calls("chat"))
	require.LessOrEqual(t, amina.On(at.Now()), 3000)
	at.pass(24 * time.Hour)
	require.Zero(t, amina.On(at.Now()), "a new day")
	a := ask("printer")
	a.Allowed = model.Budget{}.Allows(at.Now(), everybody, amina)
	_, _, _, err := c.Word(t.Context(), a)
	require.NoError(t, err, "no budget, no limit")
}

func TestAClientNeedsAnAddressAndMasks(t *testing.T) {
	_, err := model.Open(model.Options{Masks: testMasks(t)})
	require.ErrorContains(t, err, "model.base_url")
	_, err = model.Open(model.Options{BaseURL: "http://127.0.0.1:1/v1"})
	require.ErrorContains(t, err, "masks")
}
