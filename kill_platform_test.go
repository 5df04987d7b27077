package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

// scene is a service on which stories are told while the program is killed: people and
// staff are both there.
type scene struct {
	name string
	// hooked: the service calls the program.
	hooked bool
	// on is the service, url its own address and api what the program is told of it.
	on       *platform
	url, api string
	sends    []string
	// clerk gives the chat of a new person, pending what the service still wants taken.
	clerk   func(t *testing.T, number int) *chatter
	pending func() int
}

func slackScene(t *testing.T, name string, opt slackfake.Options) *scene {
	on := onSlack(t, opt)
	return &scene{
		name: name, hooked: opt.AppToken == "", on: on, url: on.slack.URL, api: on.slack.APIURL(), sends: []string{"chat.postMessage", "chat.update"}, pending: on.slack.Pending,
		clerk: func(t *testing.T, number int) *chatter {
			id := fmt.Sprintf("U0CLERK%d", number)
			on.slack.AddUser(id, fmt.Sprintf("Clerk%d", number), "en-US")
			return slackChat(t, on.slack, slackfake.DM(id), id)
		},
	}
}

func whatsAppScene(t *testing.T) *scene {
	s := whatsAppFake(t)
	return &scene{
		name: "whatsapp", hooked: true, on: onWhatsApp(s), url: s.URL, api: s.URL, sends: []string{"messages"}, pending: s.Pending,
		clerk: func(t *testing.T, number int) *chatter {
			phone := strconv.Itoa(260_950_000_000 + number)
			s.AddUser(phone, fmt.Sprintf("Clerk%d", number))
			return whatsAppChat(t, s, phone)
		},
	}
}

// TestKillOnOtherPlatforms tells the story of a clerk over and over on Slack and
// WhatsApp while the program is killed in the middle of it, and then counts what
// everybody got.
func TestKillOnOtherPlatforms(t *testing.T) {
	t.Parallel()
	wanted := 10
	if text := os.Getenv("FIRSTLINE_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err, "FIRSTLINE_KILLS is a number")
		wanted = n
	}
	scenes := []func(t *testing.T) *scene{
		func(t *testing.T) *scene {
			return slackScene(t, "slack by events", slackfake.Options{SigningSecret: "a-signing-secret"})
		},
		func(t *testing.T) *scene {
			return slackScene(t, "slack by socket", slackfake.Options{AppToken: "xapp-1-A0APP-1-test"})
		},
		whatsAppScene,
	}
	names := []string{"slack by events", "slack by socket", "whatsapp"}
	atOnce(t, []int{0, 1, 2}, func(t *testing.T, i int) { killOn(t, scenes[i](t), wanted) }, func(i int) string { return names[i] })
}

func killOn(t *testing.T, s *scene, wanted int) {
	began := time.Now()
	config := s.config(t)
	m := newMortal(t, config, s.url, s.sends...)
	go m.run()
	t.Cleanup(func() { <-m.over })
	if s.hooked {
		s.on.found(t, m.gate.URL)
	}
	room := s.on.member(t)
	var stories []*told
	for m.kills() < wanted {
		stories = append(stories, s.tell(t, room, len(stories)+1))
	}
	require.True(t, room.wait(func() bool { return s.pending() == 0 }, patience), "everything is acknowledged")
	m.stop()
	repeated, all := 0, []string{}
	for _, d := range stories {
		repeated += m.onceEach(d.person, d.people)
		all = append(all, d.room...)
	}
	repeated += m.onceEach(room, all)
	var numbers []*story
	for _, d := range stories {
		numbers = append(numbers, &story{number: d.number})
	}
	checkRecords(t, filepath.Join(filepath.Dir(config), "firstline.db"), numbers)
	t.Logf("%s: %d kills in %d stories, %d messages came twice, %s", s.name, m.kills(), len(stories), repeated, time.Since(began).Round(time.Millisecond))
}

// config writes the configuration of a program that reaches the service through the
// front of its life.
func (s *scene) config(t *testing.T) string {
	dir := t.TempDir()
	lines := []string{
		"name: Test desk", "languages: [en]", "store: bolt:" + filepath.Join(dir, "firstline.db"),
		"listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0", "kb:", "  dirs: [" + killArticles(t) + "]", "channels:",
	}
	for _, line := range s.on.yaml {
		lines = append(lines, strings.Replace(line, s.api, "${API_URL}"+strings.TrimPrefix(s.api, s.url), 1))
	}
	lines = append(lines, "levels:", fmt.Sprintf("  - rooms: [%q]", s.on.room), "    hold: 300ms")
	path := filepath.Join(dir, "firstline.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// told is one story, with the marks of what must have arrived.
type told struct {
	number       int
	person       *chatter
	people, room []string
}

// tell does every step once and waits for its effect, however often the program dies
// in between.
func (s *scene) tell(t *testing.T, room *chatter, number int) *told {
	d := &told{number: number, person: s.clerk(t, number)}
	hear := func(begins string) shown {
		m := d.person.hear(begins)
		d.people = append(d.people, chatMark(m))
		return m
	}
	inRoom := func(format string, args ...any) shown {
		m := room.hear(fmt.Sprintf(format, args...))
		d.room = append(d.room, chatMark(m))
		return m
	}
	name := fmt.Sprintf("Clerk%d", number)
	d.person.say("Which paper does the printer take?")
	d.person.press(hear("Fill tray 1 with letter paper.").id, "No")
	hear(fmt.Sprintf("I passed this to our support team as #%d.", number))
	inRoom("#%d how-to from %s", number, name)
	room.order(number, "Claim")
	hear("Bob is looking into it.")
	room.claimed(number, "Bob")
	if room.times(fmt.Sprintf("#%d is now with Bob.", number)) > 0 {
		inRoom("#%d is now with Bob.", number)
	}
	card := room.card(number)
	room.marked(room.answer(card.id, fmt.Sprintf("Take the paper of shelf %d.", number)))
	hear(fmt.Sprintf("Bob: Take the paper of shelf %d.", number))
	room.answer(card.id, fmt.Sprintf("// inside %d", number))
	inRoom("Noted on #%d.", number)
	d.person.say(fmt.Sprintf("Shelf %d is empty", number))
	inRoom("#%d %s: Shelf %d is empty", number, name, number)
	room.answer(card.id, "solve")
	inRoom("#%d is solved; I asked %s to confirm.", number, name)
	d.person.choose(hear(fmt.Sprintf("Bob says #%d is solved. Is it?", number)), 1, "Yes, solved")
	rate := hear("Good to hear.")
	inRoom("%s confirmed #%d.", name, number)
	d.person.choose(rate, 5, "5")
	hear("Thank you for telling us.")
	inRoom("%s rated #%d: 5 of 5.", name, number)
	return d
}

var chatCard = regexp.MustCompile(`(?s)^(#\d+) how-to from .*`)

// chatMark is what stays the same of a message: cards change, and times do.
func chatMark(m shown) string {
	return timeText.ReplaceAllString(chatCard.ReplaceAllString(m.text, "card $1"), "--:--")
}

// onceEach compares a chat with what must be in it: nothing is missing, nothing else is
// there, and only a death makes a message come twice, one in each chat. It gives how
// many did.
func (m *mortal) onceEach(c *chatter, want []string) (repeated int) {
	m.t.Helper()
	var got []string
	for _, said := range c.sees() {
		if mark := chatMark(said); slices.Contains(got, mark) {
			repeated++
		} else {
			got = append(got, mark)
		}
	}
	require.ElementsMatch(m.t, want, got)
	require.LessOrEqual(m.t, repeated, m.kills())
	return repeated
}
