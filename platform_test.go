package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
)

// platform is a chat service of a test, whichever it is: how the desk is told of
// it, and how people get into their chats there.
type platform struct {
	// yaml is what stands under channels in the configuration, top what stands above
	// it, room the place of the staff's room.
	yaml, top []string
	room      string
	// found tells the service where the desk listens.
	found func(t *testing.T, base string)
	// person gives Ann's chat with the desk, member Bob's view of the room.
	person, member func(t *testing.T) *chatter
	// slack is the service where it is Slack.
	slack *slackfake.Server
}

// platformKinds are the services, in each way they can reach the desk.
var platformKinds = map[string]func(t *testing.T) *platform{
	"telegram by polling": func(t *testing.T) *platform { return onTelegram(t, false) },
	"telegram by webhook": func(t *testing.T) *platform { return onTelegram(t, true) },
	"slack by socket":     func(t *testing.T) *platform { return onSlack(t, slackfake.Options{AppToken: "xapp-1-A0APP-1-test"}) },
	"slack by events":     func(t *testing.T) *platform { return onSlack(t, slackfake.Options{SigningSecret: "a-signing-secret"}) },
	"whatsapp":            func(t *testing.T) *platform { return onWhatsApp(whatsAppFake(t)) },
}

// pairs are where the person and where the staff are: every service with every one.
var pairs = [][2]string{
	{"telegram by webhook", "telegram by webhook"}, {"telegram by polling", "slack by socket"}, {"telegram by webhook", "whatsapp"},
	{"slack by events", "telegram by polling"}, {"slack by socket", "slack by socket"}, {"slack by socket", "whatsapp"},
	{"whatsapp", "telegram by webhook"}, {"whatsapp", "slack by events"}, {"whatsapp", "whatsapp"},
}

// everyPair runs a test for all pairs, each with a desk of its own. They run at one
// time, however few processors there are: mostly they wait for the pace of a chat.
func everyPair(t *testing.T, do func(t *testing.T, person, room *chatter)) {
	t.Parallel()
	atOnce(t, pairs, func(t *testing.T, pair [2]string) {
		here := platformKinds[pair[0]](t)
		there := here
		if pair[1] != pair[0] {
			there = platformKinds[pair[1]](t)
		}
		startDesk(t, here, there)
		do(t, here.person(t), there.member(t))
	}, func(pair [2]string) string { return "person on " + pair[0] + " and staff on " + pair[1] })
}

// atOnce runs a subtest for each case, all of them at one time.
func atOnce[T any](t *testing.T, cases []T, do func(t *testing.T, one T), name func(one T) string) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, one := range cases {
		wg.Go(func() { t.Run(name(one), func(t *testing.T) { do(t, one) }) })
	}
}

// startDesk runs the program in this process until the test ends, with the person's
// platform and those of the staff's rooms. It returns its log.
func startDesk(t *testing.T, here *platform, there ...*platform) *journal {
	t.Helper()
	all, rooms := there, []string{}
	if !slices.Contains(there, here) {
		all = append([]*platform{here}, there...)
	}
	for _, p := range there {
		rooms = append(rooms, strconv.Quote(p.room))
	}
	return runDesk(t, "[en]", []string{"  - rooms: [" + strings.Join(rooms, ", ") + "]", "    hold: 1ms"}, all...)
}

// runDesk runs the program in this process until the test ends, with the lines of its
// levels and its platforms. It returns its log.
func runDesk(t *testing.T, languages string, levels []string, all ...*platform) *journal {
	t.Helper()
	dir := t.TempDir()
	lines := []string{
		"name: Test desk", "languages: " + languages, "store: bolt:" + filepath.Join(dir, "firstline.db"),
		"listen: 127.0.0.1:0", "admin_listen: 127.0.0.1:0", `kb: {vars: {helpline: "+260 955 000 000"}}`,
	}
	for _, p := range all {
		lines = append(lines, p.top...)
	}
	lines = append(lines, "channels:")
	for _, p := range all {
		lines = append(lines, p.yaml...)
	}
	lines = append(append(lines, "levels:"), levels...)
	path := filepath.Join(dir, "firstline.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))

	ctx, cancel := context.WithCancel(context.Background())
	log := &listeningLog{address: make(chan string, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--config", path},
			shell{in: strings.NewReader(""), out: io.Discard, err: log, env: func(string) (string, bool) { return "", false }})
	}()
	t.Cleanup(func() {
		cancel()
		code := <-ended
		if t.Failed() {
			t.Logf("serve ended with code %d; its log:\n%s", code, log)
		}
		require.Equal(t, exitDone, code)
	})
	select {
	case address := <-log.address:
		for _, p := range all {
			p.found(t, "http://"+address)
		}
	case code := <-ended:
		ended <- code
		require.FailNow(t, "serve ended", "code %d: %s", code, log)
	}
	return &log.journal
}

// listeningLog is a log that tells where the desk listens as soon as it says so.
type listeningLog struct {
	journal
	address chan string
}

var listeningForm = regexp.MustCompile(`msg=listening public=(\S+)`)

func (l *listeningLog) Write(p []byte) (int, error) {
	if m := listeningForm.FindSubmatch(p); m != nil {
		l.address <- string(m[1])
	}
	return l.journal.Write(p)
}

func onTelegram(t *testing.T, webhook bool) *platform {
	s := newService(t)
	s.AddUser(ann, "Ann", "en")
	s.AddUser(bob, "Bob", "en")
	p := &platform{
		yaml: []string{"  telegram:", "    token: " + testToken, "    api_url: " + s.URL},
		room: fmt.Sprintf("telegram:%d", testRoom), found: func(*testing.T, string) {},
		person: func(t *testing.T) *chatter { return telegramChat(t, s.Server, ann, ann) },
		member: func(t *testing.T) *chatter { return telegramChat(t, s.Server, testRoom, bob) },
	}
	if webhook {
		p.top = []string{"public_url: https://desk.example.org"}
		p.yaml = append(p.yaml, "    webhook_secret: a-webhook-secret")
		p.found = func(t *testing.T, base string) {
			at, err := url.Parse(base)
			require.NoError(t, err)
			s.UseWebhook(httputil.NewSingleHostReverseProxy(at))
			t.Cleanup(func() { require.Zero(t, s.Count("getUpdates"), "the webhook brings everything") })
		}
	}
	return p
}

func telegramChat(t *testing.T, s *telegramfake.Server, in, who int64) *chatter {
	number := func(id string) int64 {
		n, err := strconv.ParseInt(id, 10, 64)
		require.NoError(t, err)
		return n
	}
	id := func(n int64) string { return strconv.FormatInt(n, 10) }
	return &chatter{
		t: t, wait: s.Wait,
		sees: func() (all []shown) {
			files := map[int64][]byte{}
			for _, f := range s.Files(in) {
				files[f.Message] = f.Data
			}
			for _, m := range s.Messages(in) {
				all = append(all, shown{id: id(m.ID), text: m.Text, buttons: m.Buttons, to: id(m.ReplyTo), file: files[m.ID], pings: m.Pings})
			}
			return all
		},
		say:    func(text string) string { return id(s.SayIn(in, who, text)) },
		answer: func(to, text string) string { return id(s.ReplyIn(in, who, text, number(to))) },
		press:  func(message, label string) { s.Press(who, in, number(message), label) },
		photo: func(to, caption string, data []byte) string {
			if to == "" {
				return id(s.SayPhoto(in, who, caption, data))
			}
			return id(s.ReplyPhoto(in, who, caption, data, number(to)))
		},
		marks: func(message string) []string { return s.Reactions(in, number(message)) },
	}
}

const (
	slackAnn, slackBob, slackRoom = "U0ANN", "U0BOB", "C0LEVEL1"
	phoneAnn, phoneBob            = "260971234567", "260977000111"
)

func onSlack(t *testing.T, opt slackfake.Options) *platform {
	opt.BotToken = "xoxb-1-2-test"
	s := slackfake.New(opt)
	t.Cleanup(s.Close)
	s.AddUser(slackAnn, "Ann", "en-US")
	s.AddUser(slackBob, "Bob", "en-US")
	s.AddChannel(slackRoom, "level-1")
	p := &platform{
		yaml: []string{"  slack:", "    bot_token: " + opt.BotToken, "    api_url: " + s.APIURL()},
		room: "slack:" + slackRoom, found: func(*testing.T, string) {}, slack: s,
		person: func(t *testing.T) *chatter { return slackChat(t, s, slackfake.DM(slackAnn), slackAnn) },
		member: func(t *testing.T) *chatter { return slackChat(t, s, slackRoom, slackBob) },
	}
	if opt.AppToken != "" {
		p.yaml = append(p.yaml, "    app_token: "+opt.AppToken)
		p.found = func(t *testing.T, _ string) {
			t.Cleanup(func() { require.Positive(t, s.Connections(), "everything comes over Socket Mode") })
		}
		return p
	}
	p.yaml = append(p.yaml, "    signing_secret: "+opt.SigningSecret)
	p.found = func(_ *testing.T, base string) { s.Hook(base + "/hooks/slack") }
	return p
}

func slackChat(t *testing.T, s *slackfake.Server, in, who string) *chatter {
	return &chatter{
		t: t, wait: s.Wait,
		sees: func() (all []shown) {
			for _, m := range s.Messages(in) {
				all = append(all, shown{id: m.TS, text: m.Text, buttons: m.Buttons, to: m.Thread, file: m.Data, pings: m.Pings, links: m.Links})
			}
			return all
		},
		say:    func(text string) string { return s.SayIn(in, who, text) },
		answer: func(to, text string) string { return s.Reply(in, who, to, text) },
		press:  func(message, label string) { s.Press(in, who, message, label) },
		photo: func(to, caption string, data []byte) string {
			return s.ReplyFile(in, who, to, caption, slackfake.File{Name: "photo.jpg", Type: "image/jpeg", Data: data})
		},
		marks: func(message string) []string { return s.Reactions(in, message) },
	}
}

func whatsAppFake(t *testing.T) *whatsappfake.Server {
	s := whatsappfake.New(whatsappfake.Account{})
	t.Cleanup(s.Close)
	s.AddUser(phoneAnn, "Ann")
	s.AddUser(phoneBob, "Bob")
	return s
}

// onWhatsApp has the one member of staff as the room.
func onWhatsApp(s *whatsappfake.Server, more ...string) *platform {
	return &platform{
		yaml: append([]string{
			"  whatsapp:", fmt.Sprintf("    phone_number_id: %q", s.Account.PhoneNumberID), "    access_token: " + s.Account.AccessToken,
			"    app_secret: " + s.Account.AppSecret, "    verify_token: " + s.Account.VerifyToken, "    api_url: " + s.URL,
		}, more...),
		room:   "whatsapp:" + phoneBob,
		found:  func(t *testing.T, base string) { require.NoError(t, s.Subscribe(base+"/hooks/whatsapp")) },
		person: func(t *testing.T) *chatter { return whatsAppChat(t, s, phoneAnn) },
		member: func(t *testing.T) *chatter { return whatsAppChat(t, s, phoneBob) },
	}
}

func whatsAppChat(t *testing.T, s *whatsappfake.Server, who string) *chatter {
	return &chatter{
		t: t, wait: s.Wait,
		sees: func() (all []shown) {
			for _, m := range s.Messages(who) {
				one := shown{id: m.ID, text: m.Text, buttons: m.Buttons, to: m.ReplyTo}
				if m.File != nil {
					one.file = m.File.Bytes
				}
				all = append(all, one)
			}
			return all
		},
		say:    func(text string) string { return s.Say(who, text) },
		answer: func(to, text string) string { return s.Reply(who, text, to) },
		press:  func(message, label string) { s.Press(who, message, label) },
		photo:  func(to, caption string, data []byte) string { return s.ReplyPhoto(who, caption, data, to) },
		marks:  func(message string) []string { return s.Marks(who, message) },
	}
}
