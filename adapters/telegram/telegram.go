package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgapi "github.com/go-telegram/bot"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Channel is the adapter's name in places and person ids.
const Channel = "telegram"

// DefaultAPIURL is Telegram's own server. https://core.telegram.org/bots/api#making-requests
const DefaultAPIURL = "https://api.telegram.org"

const (
	// textLimit stays below Telegram's 4096 UTF-16 units after entity parsing
	// (https://core.telegram.org/bots/api#sendmessage), as counting has edges.
	textLimit = 4000
	// sendLimit is that limit itself, which words that call nobody may need.
	sendLimit = 4096
	// buttonLimit is our own: more than eight under one message is a menu nobody reads.
	buttonLimit = 8
	// labelLimit is our own: a phone shows about forty characters of a full row.
	labelLimit = 40
	// fileLimit is the largest file that can be fetched, in bytes; larger ones could
	// be sent. https://core.telegram.org/bots/api#getfile
	fileLimit = 20 << 20
)

// Telegram allows one message a second in a chat with short bursts, twenty a minute
// in a group and thirty a second in all.
// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
const (
	pace        = time.Second
	burst       = 4
	groupPace   = time.Minute / 20
	groupBurst  = 10
	accountPace = time.Second / 30
)

// Options says which bot to be, and where.
type Options struct {
	// Token is what BotFather gave, "<number>:<letters>", in clear.
	Token string
	// APIURL is the Bot API server; "" is [DefaultAPIURL].
	APIURL string
	// WebhookSecret, in clear, turns webhook mode on: Telegram sends updates to
	// [HookPath] and puts this into a header. "" is polling.
	WebhookSecret string
	// PublicURL is where the world finds the public listener. Webhook mode tells
	// Telegram; without it somebody else has to set the webhook.
	PublicURL string
	// HTTP makes the requests; nil is a client of its own. Its Timeout is not
	// used, as each call has its own, and it is never told to follow redirects:
	// the token is part of every address.
	HTTP *http.Client
	// Log is where trouble is told; nil is [slog.Default].
	Log *slog.Logger
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
}

// Adapter is one bot on Telegram.
type Adapter struct {
	api   *tgapi.Bot
	gate  *gate
	id    int64
	log   *slog.Logger
	now   func() time.Time
	pause func(ctx context.Context, d time.Duration)
	// secret is "" when polling; hookURL is "" when nobody told it.
	secret, hookURL string
	door            door
	lanes           *lanes
	// name is the bot's user name without "@", in lower case; known once Run has
	// asked for it.
	name atomic.Pointer[string]
	// background holds the answers to button presses that are under way.
	background sync.WaitGroup
}

var (
	_ adapters.Adapter = (*Adapter)(nil)
	_ adapters.Editor  = (*Adapter)(nil)
	_ adapters.Typer   = (*Adapter)(nil)
	_ adapters.Checker = (*Adapter)(nil)
	_ adapters.Webhook = (*Adapter)(nil)

	_ adapters.Fetcher  = (*Adapter)(nil)
	_ adapters.Uploader = (*Adapter)(nil)
	_ adapters.Reactor  = (*Adapter)(nil)
	_ adapters.Pacer    = (*Adapter)(nil)
)

// tokenForm is the shape of every token. A token of any other shape would also
// make an odd address.
var tokenForm = regexp.MustCompile(`^[0-9]{1,18}:[A-Za-z0-9_-]+$`)

// New makes the adapter without talking to Telegram. It fails on a token, a secret
// or an address that can never work; the error does not repeat them.
func New(opt Options) (*Adapter, error) {
	token := strings.TrimSpace(opt.Token)
	if !tokenForm.MatchString(token) {
		return nil, errors.New("telegram: the token must look like 123456:letters, exactly as BotFather gave it")
	}
	number, _, _ := strings.Cut(token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, errors.New("telegram: the number before the colon of the token is too long")
	}
	base, err := apiBase(opt.APIURL)
	if err != nil {
		return nil, err
	}
	hookURL, err := hookAddress(opt, base)
	if err != nil {
		return nil, err
	}
	g := newGate(opt.HTTP, base, token, opt.WebhookSecret)
	api, err := tgapi.New(token, tgapi.WithServerURL(base), tgapi.WithSkipGetMe(), tgapi.WithHTTPClient(pollFor, g),
		tgapi.WithErrorsHandler(func(error) {}))
	if err != nil {
		return nil, fmt.Errorf("telegram: set up the client: %w", g.scrub(err))
	}
	a := &Adapter{api: api, gate: g, id: id, log: opt.Log, now: opt.Now, pause: pause, secret: opt.WebhookSecret, hookURL: hookURL,
		lanes: newLanes()}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.log = a.log.With("channel", Channel)
	if a.now == nil {
		a.now = time.Now
	}
	return a, nil
}

func apiBase(s string) (string, error) {
	if s == "" {
		s = DefaultAPIURL
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return "", errors.New("telegram: api_url must be an address such as " + DefaultAPIURL)
	}
	return strings.TrimRight(s, "/"), nil
}

// Name is "telegram".
func (a *Adapter) Name() string { return Channel }

// Limits are Telegram's, with some room left.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{
		Text: textLimit, Unit: adapters.UTF16, Buttons: buttonLimit, Label: labelLimit,
		Pace: pace, Burst: burst, AccountPace: accountPace, FileBytes: fileLimit,
	}
}

// Pace is slower for groups, whose ids are negative.
func (a *Adapter) Pace(to bot.Place) (every time.Duration, most int) {
	if strings.HasPrefix(to.Chat, "-") {
		return groupPace, groupBurst
	}
	return pace, burst
}

// place is where something is said on Telegram.
func place(chat, thread int64) bot.Place {
	p := bot.Place{Channel: Channel, Chat: strconv.FormatInt(chat, 10)}
	if thread != 0 {
		p.Thread = strconv.FormatInt(thread, 10)
	}
	return p
}

// pause waits for d or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
