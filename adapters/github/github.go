package github

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Channel is the adapter's name in places and person ids.
const Channel = "github"

// DefaultAPIURL is the API of github.com.
const DefaultAPIURL = "https://api.github.com"

const (
	// maxBody is the longest body of an issue or a comment, in characters, and maxTitle
	// the longest title. GitHub says so when it refuses one that is longer.
	maxBody  = 65536
	maxTitle = 256
	// room is kept of it for the marker and what text is wrapped in.
	room = 512
	// pace is the pause that GitHub asks for between two requests that write.
	// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
	pace = time.Second
)

// Options says which repository to work with, and where.
type Options struct {
	// Repository gets new issues: "owner/name".
	Repository string
	// Token may read and write its issues, in clear.
	Token string
	// WebhookSecret proves that a call on the hook comes from GitHub; "" turns the hook
	// off, and news are asked for every minute.
	WebhookSecret string
	// APIURL is the API; "" is [DefaultAPIURL]. That of a GitHub Enterprise Server is
	// "https://HOST/api/v3".
	APIURL string
	// PublicURL is where GitHub reaches the hook; only Check looks at it.
	PublicURL string
	// Followed are the issues that staff linked, also those of other repositories, which
	// nobody tells us about; nil is none. It is called from Run, now and then.
	Followed func(context.Context) ([]bot.Place, error)
	// HTTP makes the requests; nil is a client of its own. Its Timeout is not used, as
	// each call has its own, and no redirect to another server is followed.
	HTTP *http.Client
	// Every is how often Run looks for news; 0 is every minute, or four times an hour
	// where there is a webhook.
	Every time.Duration
	// Log is where trouble is told; nil is [slog.Default].
	Log *slog.Logger
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
}

// Adapter works with the issues of one repository, and with those of others that staff
// linked.
type Adapter struct {
	gate   *gate
	home   repository
	web    string         // where people look at issues: "https://github.com"
	signed *intake.Signed // nil where there is no secret
	public string
	// writing is held by the one request that writes.
	writing  chan struct{}
	sent     *intake.Memory[string]
	doubts   *intake.Memory[time.Time]
	self     self
	door     intake.Door
	states   *intake.Memory[time.Time]
	followed func(context.Context) ([]bot.Place, error)
	every    time.Duration
	// nudge asks Run to look for news now.
	nudge chan struct{}
	log   *slog.Logger
	now   func() time.Time
}

var (
	_ adapters.Tracker = (*Adapter)(nil)
	_ adapters.Webhook = (*Adapter)(nil)
	_ adapters.Checker = (*Adapter)(nil)
)

const (
	// pollEvery is how often news are asked for where no webhook brings them, and
	// safetyEvery how often where one does.
	pollEvery   = time.Minute
	safetyEvery = 15 * time.Minute
)

// New makes the adapter without talking to GitHub. It fails when a part is missing without
// which nothing can be done; the error repeats no secret.
func New(opt Options) (*Adapter, error) {
	home, ok := parseRepository(strings.TrimSpace(opt.Repository))
	token := strings.TrimSpace(opt.Token)
	switch {
	case !ok:
		return nil, errors.New("github: the repository must be written as owner/name")
	case token == "" || strings.ContainsFunc(token, unprintable):
		return nil, errors.New("github: token is missing or has blanks in it")
	}
	base, err := apiBase(cmp.Or(opt.APIURL, DefaultAPIURL))
	if err != nil {
		return nil, err
	}
	g, err := newGate(opt.HTTP, base, token)
	if err != nil {
		return nil, err
	}
	a := &Adapter{
		gate: g, home: home, web: webAddress(base), public: opt.PublicURL,
		writing: make(chan struct{}, 1), sent: intake.NewMemory[string](), doubts: intake.NewMemory[time.Time](), states: intake.NewMemory[time.Time](),
		followed: opt.Followed, every: opt.Every, nudge: make(chan struct{}, 1), log: opt.Log, now: opt.Now,
	}
	if a.every <= 0 {
		a.every = pollEvery
		if opt.WebhookSecret != "" {
			a.every = safetyEvery
		}
	}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.log = a.log.With("channel", Channel)
	if a.now == nil {
		a.now = time.Now
	}
	if opt.WebhookSecret != "" {
		a.signed = &intake.Signed{Secret: []byte(opt.WebhookSecret), Header: signatureHeader, Most: maxPayload, Forged: a.forged, Now: a.now}
	}
	return a, nil
}

func unprintable(r rune) bool { return r <= ' ' || r >= 0x7f }

// Name is "github".
func (a *Adapter) Name() string { return Channel }

// Limits are GitHub's. There are no buttons: they become a list in the text.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{Text: maxBody - room, Unit: adapters.Runes, Pace: pace, Burst: 1, AccountPace: pace}
}

// Repository is where new issues go.
func (a *Adapter) Repository() bot.Place { return a.home.place() }

// Run opens the hook and looks for news, until ctx is done. Whatever is wrong with the
// service or the token is told in the log and tried again: the desk works on without it.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	a.door.Open(ctx, inbox)
	defer a.door.Shut()
	newPoller(a).run(ctx)
	return nil
}
