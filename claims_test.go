package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
)

const (
	// claimants are the staff of each of the three platforms.
	claimants = 20
	// fewRounds are played where nobody says how many: so many that the platforms'
	// pace allows them at once.
	fewRounds = 4
)

// claimant is a member of staff in a room of their own.
type claimant struct {
	*chatter
	name string
}

// TestSixtyClaimAtOnce has sixty members of staff on three platforms press Claim at
// one moment, over and over, on the program as a process of its own. One gets the
// ticket; everybody else is told who, and every room shows it.
func TestSixtyClaimAtOnce(t *testing.T) {
	t.Parallel()
	rounds := fewRounds
	if text := os.Getenv("FIRSTLINE_CLAIMS"); text != "" {
		var err error
		rounds, err = strconv.Atoi(text)
		require.NoError(t, err, "FIRSTLINE_CLAIMS is a number")
	}
	began := time.Now()
	person, staff := claimDesk(t)
	winners := map[string]int{}
	for number := 1; number <= rounds; number++ {
		person(number)
		owner := claimRound(t, staff, number)
		winners[owner]++
	}
	t.Logf("%d tickets, %d presses, %d different winners, %s", rounds, rounds*len(staff), len(winners), time.Since(began).Round(time.Second))
}

// claimRound has everybody press at once, and gives who won.
func claimRound(t *testing.T, staff []claimant, number int) string {
	cards := make([]shown, len(staff))
	for i, c := range staff {
		cards[i] = c.card(number)
		require.Contains(t, cards[i].buttons, "Claim", "%s sees it open", c.name)
	}
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, c := range staff {
		wg.Go(func() {
			<-start
			c.press(cards[i].id, "Claim")
		})
	}
	close(start)
	wg.Wait()

	// Who is told who has it did not get it; one person is not told.
	with := fmt.Sprintf("#%d is with ", number)
	var owner claimant
	told := map[string]int{}
	for _, c := range staff {
		c.await("the end of a claim", func(m shown) bool {
			return strings.HasPrefix(m.text, with) || strings.HasPrefix(m.text, fmt.Sprintf("#%d is now with ", number)) ||
				strings.HasPrefix(m.text, fmt.Sprintf("#%d ", number)) && strings.Contains(m.text, "\nWith ")
		})
	}
	losers := func() (n int) {
		for _, c := range staff {
			n += min(1, c.times(with))
		}
		return n
	}
	for _, c := range staff {
		require.True(t, c.wait(func() bool { return c.times(with) > 0 || losers() == len(staff)-1 }, patience), "%s hears nothing; %d were told", c.name, losers())
	}
	for _, c := range staff {
		require.LessOrEqual(t, c.times(with), 1, "%s is told once", c.name)
		if c.times(with) == 0 {
			require.Nil(t, owner.chatter, "%s and %s both have #%d", owner.name, c.name, number)
			owner = c
			continue
		}
		for _, m := range c.sees() {
			if rest, is := strings.CutPrefix(m.text, with); is {
				name, _, _ := strings.Cut(rest, " since ")
				told[name]++
			}
		}
	}
	require.NotNil(t, owner.chatter, "somebody has #%d", number)
	require.Equal(t, map[string]int{owner.name: len(staff) - 1}, told, "everybody is told the same")
	for _, c := range staff {
		c.claimed(number, owner.name)
	}
	return owner.name
}

// claimDesk runs the program with twenty members of staff on each platform, each in
// a room of their own, since a room lets through only so many messages a minute. It
// gives what opens a ticket, and the staff.
func claimDesk(t *testing.T) (open func(number int), staff []claimant) {
	telegram := newService(t)
	slack := slackfake.New(slackfake.Options{BotToken: "xoxb-1-2-test", AppToken: "xapp-1-A0APP-1-test"})
	t.Cleanup(slack.Close)
	whatsapp := whatsAppFake(t)
	var rooms []string
	for i := range claimants {
		id := int64(5000 + i)
		name := fmt.Sprintf("Tess%d", i)
		telegram.AddUser(id, name, "en")
		rooms = append(rooms, fmt.Sprintf("telegram:%d", id))
		staff = append(staff, claimant{telegramChat(t, telegram.Server, id, id), name})

		user, channel := fmt.Sprintf("U0SAM%d", i), fmt.Sprintf("C0ROOM%d", i)
		name = fmt.Sprintf("Sam%d", i)
		slack.AddUser(user, name, "en-US")
		slack.AddChannel(channel, "desk-"+strconv.Itoa(i))
		rooms = append(rooms, "slack:"+channel)
		staff = append(staff, claimant{slackChat(t, slack, channel, user), name})

		phone := fmt.Sprintf("26097700%04d", i)
		name = fmt.Sprintf("Will%d", i)
		whatsapp.AddUser(phone, name)
		rooms = append(rooms, "whatsapp:"+phone)
		c := whatsAppChat(t, whatsapp, phone)
		c.say("hello") // or the window is shut
		staff = append(staff, claimant{c, name})
	}
	for i := range rooms {
		rooms[i] = strconv.Quote(rooms[i])
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "firstline.yaml")
	lines := append([]string{
		"name: Test desk", "languages: [en]", "store: bolt:" + filepath.Join(dir, "firstline.db"), "listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0",
		"channels:", "  telegram:", "    token: " + testToken, "    api_url: " + telegram.URL,
		"  slack:", "    bot_token: xoxb-1-2-test", "    app_token: xapp-1-A0APP-1-test", "    api_url: " + slack.APIURL(),
	}, onWhatsApp(whatsapp).yaml...)
	lines = append(lines, "levels:", "  - rooms: ["+strings.Join(rooms, ", ")+"]")
	require.NoError(t, os.WriteFile(config, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	address := process(t, config)
	require.NoError(t, whatsapp.Subscribe("http://"+address+"/hooks/whatsapp"))
	return func(number int) {
		clerk := int64(10_000 + number)
		telegram.AddUser(clerk, "Clerk"+strconv.Itoa(number), "en")
		telegram.Say(clerk, "person")
		telegram.hear(clerk, fmt.Sprintf("I passed this to our support team as #%d.", number))
	}, staff
}

// process runs the program as a process until the test ends, and gives where it
// listens.
func process(t *testing.T, config string) string {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "serve", "--config", config, "--log", "info")
	cmd.Env = append(os.Environ(), playVar+"=program")
	log := &listeningLog{address: make(chan string, 1)}
	cmd.Stderr = log
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close() // with it the program ends
		_ = cmd.Wait()
		if t.Failed() {
			lines := strings.Split(log.String(), "\n")
			t.Log(strings.Join(slices.Clip(lines[max(0, len(lines)-40):]), "\n"))
		}
	})
	select {
	case address := <-log.address:
		return address
	case <-time.After(patience):
		require.FailNow(t, "the program does not listen", "%s", log)
	}
	return ""
}
