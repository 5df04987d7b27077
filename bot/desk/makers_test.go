package desk_test

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

// smallMakers is a tracker that keeps what was sent to it.
type smallMakers struct {
	sent   []bot.Reply
	search []string
	// fault is why it takes nothing; "" takes all.
	fault adapters.FaultKind
	// stands is how an issue that is looked up stands; "" is open.
	stands bot.IssueState
	// lookFault is why none can be looked up.
	lookFault adapters.FaultKind
}

func (k *smallMakers) Name() string                              { return "makers" }
func (k *smallMakers) Limits() adapters.Limits                   { return adapters.Limits{} }
func (k *smallMakers) Run(context.Context, adapters.Inbox) error { return nil }
func (k *smallMakers) Repository() bot.Place                     { return bot.Place{Channel: "makers", Chat: "m/p"} }
func (k *smallMakers) Parse(text string) (bot.Place, bool) {
	return bot.Place{Channel: "makers", Chat: "m/p" + text}, strings.HasPrefix(text, "#")
}

// in makes them the third level of a desk, above a room "tech".
func (k *smallMakers) in(o *desk.Options) {
	o.Levels = append(o.Levels, desk.Level{Rooms: []bot.Place{{Channel: "test", Chat: "tech"}}}, desk.Level{})
	o.Tracker = k.Repository()
}

func (k *smallMakers) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	if k.fault != "" {
		return adapters.Sent{}, &adapters.Fault{Kind: k.fault, Err: fmt.Errorf("%s by the test", k.fault)}
	}
	k.sent = append(k.sent, r)
	return adapters.Sent{ID: strconv.Itoa(len(k.sent))}, nil
}

func (k *smallMakers) Look(_ context.Context, at bot.Place) (bot.Issue, error) {
	if k.lookFault != "" {
		return bot.Issue{}, &adapters.Fault{Kind: k.lookFault, Err: fmt.Errorf("%s by the test", k.lookFault)}
	}
	return bot.Issue{Place: at, Title: "an issue", State: cmp.Or(k.stands, bot.IssueOpen), Milestone: "v2.0"}, nil
}

func (k *smallMakers) Search(_ context.Context, _ bot.Place, words string, _ int) ([]bot.Issue, error) {
	k.search = append(k.search, words)
	return nil, nil
}

// press gives the data of the newest button with a label in a chat.
func (s *smallDesk) press(chat, label string) string {
	s.t.Helper()
	for i := len(s.chat.sent) - 1; i >= 0; i-- {
		for _, b := range s.chat.sent[i].Buttons {
			if s.chat.sent[i].To.Chat == chat && b.Label == label {
				return "[" + b.Data + "]"
			}
		}
	}
	s.t.Fatalf("there is no button %q in %s", label, chat)
	return ""
}

// newMakersDesk is a desk with two levels and the makers.
func newMakersDesk(t *testing.T) *smallDesk {
	t.Helper()
	s := newSmallDesk(t)
	masks, err := bot.NewMasks([]byte("key"), []string{bot.MaskEmail, bot.MaskPhone, "national_id"},
		map[string]*regexp.Regexp{"national_id": regexp.MustCompile(`\b\d{6}/\d{2}/\d\b`)})
	require.NoError(t, err)
	s.makers = &smallMakers{}
	s.options = func(o *desk.Options) { o.Masks = masks }
	s.start()
	return s
}

// TestNothingPersonalReachesTheMakers plants names, numbers and addresses in everything
// that a person and staff write, also where staff type them into the issue itself.
func TestNothingPersonalReachesTheMakers(t *testing.T) {
	s := newMakersDesk(t)
	firsts := []string{"Mutale", "Chanda", "Bwalya", "Mwansa", "Thandiwe", "Natasha", "Chipo", "Kabwe", "Lubasi", "Nalukui"}
	lasts := []string{"Banda", "Phiri", "Zulu", "Tembo", "Lungu"}
	var planted []string
	for i := range 50 {
		first, last := fmt.Sprintf("%sx%d", firsts[i%10], i), fmt.Sprintf("%sy%d", lasts[i%5], i)
		secrets := []string{
			first + " " + last, fmt.Sprintf("+260 955 %03d %03d", 100+i, 900-i),
			fmt.Sprintf("p%d.%s@example.org", i, strings.ToLower(last)), fmt.Sprintf("%06d/%02d/1", 200_000+i*37, 10+i),
		}
		planted = append(append(planted, secrets...), first, last)
		all := strings.Join(secrets, ", ")
		n, who := i+1, fmt.Sprintf("p%d", i)
		s.says(who, who, "person")
		s.says(who, who, "The record of "+all+" is lost. Please help "+first)
		s.says("room", "bob", fmt.Sprintf("escalate %d because the record is lost: %s", n, all))
		s.says("tech", "carol", fmt.Sprintf("claim %d", n))
		s.says("tech", "carol", fmt.Sprintf("note %d asked %s about it", n, all))
		s.says("tech", "carol", fmt.Sprintf("escalate %d because records of %s are lost. It happens to %s too", n, first, all))
		if i%2 == 0 {
			s.says("tech", "carol", fmt.Sprintf("issue %d Records are lost\nSeen by %s", n, all))
		}
		s.says("tech", "carol", s.press("tech", "Create the issue"))
		s.says("tech", "carol", fmt.Sprintf("comment %d it also happens to %s", n, all))
		s.says("tech", "carol", fmt.Sprintf("comment %d it happens every day", n))
	}
	require.Len(t, s.makers.sent, 100, "an issue and a comment for each")
	var left []string
	for _, r := range s.makers.sent {
		left = append(left, r.Title, r.Text)
	}
	out := strings.Join(append(left, s.makers.search...), "\n")
	require.Len(t, planted, 300)
	for _, secret := range planted {
		require.NotContains(t, out, secret)
	}
	require.Contains(t, s.chat.heard("tech"), "I hid what may be personal")

	// What staff insist on goes out as they typed it, and the history tells who did.
	s.says("pat", "pat", "person")
	s.says("room", "bob", "escalate 51 because it is so")
	s.says("tech", "carol", "issue 51 Ask +260 955 111 222")
	s.says("tech", "carol", s.press("tech", "Send as written"))
	require.Equal(t, "Ask +260 955 111 222", s.makers.sent[100].Title)
	s.says("tech", "carol", "history 51")
	require.Contains(t, s.chat.heard("tech"), "insisted (Carol)")
}

// TestADeploymentGoesOnAfterARestart: everybody who waits is asked once, however often
// the desk starts again in between.
func TestADeploymentGoesOnAfterARestart(t *testing.T) {
	s := newMakersDesk(t)
	const people = 70
	for i := range people {
		who := fmt.Sprintf("p%d", i)
		s.says(who, who, "person")
		s.says("room", "bob", fmt.Sprintf("escalate %d because it is broken", i+1))
		s.says("tech", "carol", fmt.Sprintf("link %d #8", i+1))
	}
	news := func(issue, milestone string) {
		at := bot.Place{Channel: "makers", Chat: "m/p" + issue}
		require.NoError(t, s.Deliver(t.Context(), bot.Message{
			Delivery: "makers:" + issue, Place: at, Kind: bot.Tracked, At: s.now,
			Issue: &bot.Issue{Place: at, State: bot.IssueFixed, Milestone: milestone},
		}))
		s.settle()
	}
	news("#8", "v2.0")
	news("#9", "")
	require.NoError(t, s.Deployed(t.Context(), "2.1", bot.Person{ID: "operator:root"}))
	asked := func() (n int) {
		for i := range people {
			times := strings.Count(s.chat.heard(fmt.Sprintf("p%d", i)), "(v2.1)")
			require.LessOrEqual(t, times, 1)
			n += times
		}
		return n
	}
	for range 10 {
		s.start()
		s.settle()
		s.now = s.now.Add(2 * time.Second)
	}
	require.Equal(t, people, asked())
	require.NoError(t, s.Deployed(t.Context(), "2.1", bot.Person{ID: "operator:root"}))
	s.pass(time.Hour)
	require.Equal(t, people, asked(), "saying it again asks nobody twice")
	records, err := s.store.List(t.Context(), "issue/", "", 0)
	require.NoError(t, err)
	require.Empty(t, records, "an issue that nobody waits for is forgotten")
}
