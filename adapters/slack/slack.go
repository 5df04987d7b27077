package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	slackapi "github.com/slack-go/slack"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Channel is the adapter's name in places and person ids.
const Channel = "slack"

// DefaultAPIURL is Slack's own server. https://docs.slack.dev/apis/web-api/
const DefaultAPIURL = "https://slack.com/api/"

const (
	// textLimit is what one text object of a block takes; all blocks of a message
	// together take more, but people do not read more.
	// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
	textLimit = 3000
	// buttonLimit is our own, below the 25 of an actions block.
	// https://docs.slack.dev/reference/block-kit/blocks/actions-block
	buttonLimit = 10
	// labelLimit is the longest text of a button.
	// https://docs.slack.dev/reference/block-kit/block-elements/button-element
	labelLimit = 75
	// pace and burst are what Slack allows in one channel: a message a second, and
	// short bursts. https://docs.slack.dev/apis/web-api/rate-limits
	pace  = time.Second
	burst = 4
	// fileLimit is our own: Slack takes a gigabyte, a desk has no use for it.
	fileLimit = 50 << 20
)

// Options says which app to be, and where.
type Options struct {
	// BotToken is the bot's token, "xoxb-...", in clear.
	BotToken string
	// SigningSecret proves that a call on /hooks/slack comes from Slack. It is
	// required without AppToken.
	SigningSecret string
	// AppToken is the app-level token, "xapp-...". With it the desk receives over
	// Socket Mode and refuses calls on /hooks/slack.
	AppToken string
	// APIURL is the Web API; "" is [DefaultAPIURL]. A missing slash at its end is
	// added.
	APIURL string
	// HTTP makes the requests; nil is a client of its own. Its Timeout is not used,
	// as each call has its own, and it is never told to follow redirects: they
	// would carry the token away.
	HTTP *http.Client
	// Log is where trouble is told; nil is [slog.Default].
	Log *slog.Logger
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
}

// Adapter is one app on Slack.
type Adapter struct {
	api      *slackapi.Client
	gate     *gate
	secret   string
	appToken string
	log      *slog.Logger
	now      func() time.Time
	pause    func(ctx context.Context, d time.Duration)
	// self is who we are; known once Run has asked for it.
	self atomic.Pointer[self]
	door door
	// receiving closes once Run is ready, and holdFor is how long a call on
	// /hooks/slack waits for that.
	receiving chan struct{}
	ready     sync.Once
	holdFor   time.Duration
	lanes     lanes
	people    *people
	threads   *intake.Memory[string]
	doubts    *intake.Memory[time.Time]
	// modals holds a token for each modal that is being opened.
	modals chan struct{}
}

var (
	_ adapters.Adapter  = (*Adapter)(nil)
	_ adapters.Webhook  = (*Adapter)(nil)
	_ adapters.Editor   = (*Adapter)(nil)
	_ adapters.Reactor  = (*Adapter)(nil)
	_ adapters.Checker  = (*Adapter)(nil)
	_ adapters.Fetcher  = (*Adapter)(nil)
	_ adapters.Uploader = (*Adapter)(nil)
)

// The shapes of tokens. https://docs.slack.dev/authentication/tokens
var (
	botTokenForm = regexp.MustCompile(`^(xoxe\.)?xoxb-[A-Za-z0-9-]+$`)
	appTokenForm = regexp.MustCompile(`^xapp-[A-Za-z0-9-]+$`)
)

// New makes the adapter without talking to Slack. It fails on a token or an
// address that can never work; the error does not repeat a secret.
func New(opt Options) (*Adapter, error) {
	token, app := strings.TrimSpace(opt.BotToken), strings.TrimSpace(opt.AppToken)
	switch {
	case !botTokenForm.MatchString(token):
		return nil, errors.New("slack: the bot token must begin with xoxb-; copy it from the app's page OAuth & Permissions")
	case app != "" && !appTokenForm.MatchString(app):
		return nil, errors.New("slack: the app token must begin with xapp-; make one with the scope connections:write on the app's page Basic Information")
	case app == "" && strings.TrimSpace(opt.SigningSecret) == "":
		return nil, errors.New("slack: set signing_secret to receive on /hooks/slack, or app_token to receive over Socket Mode")
	}
	base, err := apiBase(opt.APIURL)
	if err != nil {
		return nil, err
	}
	g := newGate(opt.HTTP, base, token, app)
	a := &Adapter{
		api:  slackapi.New(token, slackapi.OptionAPIURL(base.String()), slackapi.OptionHTTPClient(g), slackapi.OptionAppLevelToken(app)),
		gate: g, secret: strings.TrimSpace(opt.SigningSecret), appToken: app, log: opt.Log, now: opt.Now, pause: pause,
		receiving: make(chan struct{}), holdFor: holdFor,
		threads: intake.NewMemory[string](), doubts: intake.NewMemory[time.Time](),
		modals: make(chan struct{}, opening),
	}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.log = a.log.With("channel", Channel)
	if a.now == nil {
		a.now = time.Now
	}
	a.people = newPeople(g, a.now)
	return a, nil
}

func apiBase(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultAPIURL
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("slack: api_url must be an address such as " + DefaultAPIURL)
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	return u, nil
}

// Name is "slack".
func (a *Adapter) Name() string { return Channel }

// Limits are Slack's, with some room left.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{
		Text: textLimit, Unit: adapters.Runes, Buttons: buttonLimit, Label: labelLimit, Pace: pace, Burst: burst,
		FileBytes: fileLimit, Asks: true,
	}
}

// place is where something is said on Slack.
func place(chat, thread string) bot.Place {
	return bot.Place{Channel: Channel, Chat: chat, Thread: thread}
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
