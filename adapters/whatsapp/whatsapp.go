package whatsapp

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Channel is the adapter's name in places and person ids.
const Channel = "whatsapp"

// DefaultAPIURL is Meta's own server with the version this package was written for.
// https://developers.facebook.com/docs/graph-api/changelog
const DefaultAPIURL = "https://graph.facebook.com/v25.0"

const (
	// maxBody is the longest text of a message, in characters.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
	maxBody = 4096
	// maxButtonBody is the longest text above buttons, in characters, and maxCaption
	// the longest under a picture. A list may have a longer one by some pages.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
	maxButtonBody = 1024
	maxCaption    = 1024
	// textLimit and buttonTextLimit leave room for the invisible characters that
	// keep text from being formatted.
	textLimit       = maxBody - 96
	buttonTextLimit = maxButtonBody - 24
	// pace is what one person may get from one number for long, and burst what may go
	// at once after a rest; it is borrowed from what comes after. A member of staff is
	// a room here: a new ticket, its talk and what others do come close together. Who
	// gets more than WhatsApp allows at some moment is refused with 131056, and then
	// the whole chat waits.
	// https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput#pair-rate-limits
	pace  = 6 * time.Second
	burst = 45
	// accountPace is the throughput that every number has, 80 messages a second.
	accountPace = time.Second / 80
	// fileLimit is what WhatsApp takes of audio and video, in bytes. Documents could
	// be larger. https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
	fileLimit = 16 << 20
)

// Options says which number to be, and where.
type Options struct {
	// PhoneNumberID is Meta's id of the business number, in digits.
	PhoneNumberID string
	// AccessToken is the token of a system user, in clear.
	AccessToken string
	// AppSecret proves that a call on the hook comes from Meta.
	AppSecret string
	// VerifyToken is the word that Meta repeats when the hook is set up.
	VerifyToken string
	// APIURL is the Graph API with its version; "" is [DefaultAPIURL].
	APIURL string
	// Template is sent to somebody who has not written for 24 hours.
	Template Template
	// HTTP makes the requests; nil is a client of its own. Its Timeout is not
	// used, as each call has its own, and redirects are never followed with the
	// token, except between Meta's file servers.
	HTTP *http.Client
	// Log is where trouble is told; nil is [slog.Default].
	Log *slog.Logger
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
}

// Template names a message that Meta approved, without parameters. The zero one is
// none.
type Template struct {
	Name string
	// Language is a code as Meta writes it: "en", "pt_BR".
	Language string
}

// Adapter is one business number on WhatsApp.
type Adapter struct {
	graph       *graph
	number      string // the phone number id
	signed      *intake.Signed
	verifyToken string
	template    Template
	people      *aliases
	door        intake.Door
	log         *slog.Logger
	now         func() time.Time
}

var (
	_ adapters.Adapter  = (*Adapter)(nil)
	_ adapters.Webhook  = (*Adapter)(nil)
	_ adapters.Reader   = (*Adapter)(nil)
	_ adapters.Fetcher  = (*Adapter)(nil)
	_ adapters.Uploader = (*Adapter)(nil)
	_ adapters.Reactor  = (*Adapter)(nil)
	_ adapters.Knocker  = (*Adapter)(nil)
	_ adapters.Checker  = (*Adapter)(nil)
)

var numberIDForm = regexp.MustCompile(`^[0-9]{1,20}$`)

// New makes the adapter without talking to Meta. It fails when a part is missing
// without which nothing can be trusted or sent; the error repeats none of them.
func New(opt Options) (*Adapter, error) {
	token := strings.TrimSpace(opt.AccessToken)
	switch {
	case !numberIDForm.MatchString(opt.PhoneNumberID):
		return nil, errors.New("whatsapp: phone_number_id must be the id of the number, in digits")
	case token == "" || strings.ContainsFunc(token, unprintable):
		return nil, errors.New("whatsapp: access_token is missing or has blanks in it")
	case opt.AppSecret == "":
		return nil, errors.New("whatsapp: app_secret is missing; without it anybody could write in anybody's name")
	case opt.VerifyToken == "":
		return nil, errors.New("whatsapp: verify_token is missing; make up a word and give the same to Meta")
	case opt.Template.Name != "" && opt.Template.Language == "":
		return nil, errors.New("whatsapp: template.language is missing")
	}
	base, err := apiBase(opt.APIURL)
	if err != nil {
		return nil, err
	}
	a := &Adapter{
		graph: newGraph(opt.HTTP, base, token), number: opt.PhoneNumberID,
		verifyToken: opt.VerifyToken, template: opt.Template, people: newAliases(), log: opt.Log, now: opt.Now,
	}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.log = a.log.With("channel", Channel)
	if a.now == nil {
		a.now = time.Now
	}
	a.signed = &intake.Signed{Secret: []byte(opt.AppSecret), Header: signatureHeader, Most: maxPayload, Forged: a.forged, Now: a.now}
	return a, nil
}

func unprintable(r rune) bool { return r <= ' ' || r >= 0x7f }

func apiBase(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultAPIURL
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("whatsapp: api_url must be an address such as " + DefaultAPIURL)
	}
	return u, nil
}

// Name is "whatsapp".
func (a *Adapter) Name() string { return Channel }

// Limits are WhatsApp's, with some room left.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{
		Text: textLimit, TextWithButtons: buttonTextLimit, Unit: adapters.Runes, Buttons: maxRows, Label: maxRowTitle,
		Pace: pace, Burst: burst, AccountPace: accountPace, FileBytes: fileLimit,
	}
}

// Run opens the hook to what Meta delivers, until ctx is done. Before and after it
// the hook answers 503, and Meta tries again.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	a.door.Open(ctx, inbox)
	<-ctx.Done()
	a.door.Shut()
	return nil
}

// place is the chat with somebody.
func place(chat string) bot.Place { return bot.Place{Channel: Channel, Chat: chat} }
