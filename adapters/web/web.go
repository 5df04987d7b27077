package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// channel is the adapter's name in places and ids.
const channel = "web"

// deskChat is the chat of the one room staff share: the place "web:desk". A
// session can never have this id, see [sessions].
const deskChat = "desk"

// Options says how the pages look and what stands behind them.
type Options struct {
	// Name is the help desk's name, shown as the title.
	Name string
	// Languages the help desk speaks; the first is the default. A page comes in
	// the visitor's language where it is one of these and the package has texts
	// for it, else in the default, else in English.
	Languages []string
	// Key signs cookies; 32 bytes. A new key signs everybody out.
	Key []byte
	// Desk answers what the pages show.
	Desk desk
	// Uploads keeps what is attached on the pages, Files opens what they show.
	Uploads uploads
	Files   files
	// Shelf and Lessons stand behind the page of articles; without a Shelf there is no
	// such page. Previews are the channels it shows answers on besides the web.
	Shelf    shelf
	Lessons  lessons
	Previews []Preview
	// Allowed tells whether somebody who signed in is still staff; it is asked at
	// every request. Nil allows everybody who has a session.
	Allowed func(bot.Person) bool
	// Secure tells that people reach the pages over https, so that cookies never
	// travel without it.
	Secure bool
	// Proxied tells that the desk has a public address, and so a proxy in its own
	// network that says who visits.
	Proxied bool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Log takes what operators must see; nil is silent.
	Log *slog.Logger
}

// desk is what the pages read. It is implemented by the service of the desk.
type desk interface {
	// Queue gives running and just solved tickets, best first.
	Queue(ctx context.Context) ([]bot.Ticket, error)
	// Ticket gives one ticket and its thread with notes. A number that does not
	// exist is a *bot.Refusal with bot.NoSuchTicket.
	Ticket(ctx context.Context, number int) (bot.Ticket, []bot.Line, error)
	// Orders are the words of the orders that are offered here.
	Orders() []string
	// Transcript gives what the person at a place said and was told, Seq > after.
	Transcript(ctx context.Context, place bot.Place, after int) ([]bot.Line, error)
}

// Adapter serves the two pages. Make one with [New].
type Adapter struct {
	name     string
	desk     desk
	now      func() time.Time
	log      *slog.Logger
	origin   *http.CrossOriginProtection
	uploads  uploads
	files    files
	shelf    shelf
	lessons  lessons
	previews []Preview
	// languages are those the desk speaks, also where the pages do not.
	languages []string
	links     fileLinks
	sessions  *sessions
	passes    *passes
	limits    *limiter
	arrivals  *limiter
	voices    *voices
	crowd     *crowd
	proxied   bool
	// uploading holds a token for each request with files under way.
	uploading chan struct{}
	lanes     *lanes
	door      door
	people    *hub
	staff     *hub
	board     *board
	texts     *catalogue
	pages     *template.Template
	assets    *assets
}

var (
	_ adapters.Adapter  = (*Adapter)(nil)
	_ adapters.Webhook  = (*Adapter)(nil)
	_ adapters.Editor   = (*Adapter)(nil)
	_ adapters.Typer    = (*Adapter)(nil)
	_ adapters.Fetcher  = (*Adapter)(nil)
	_ adapters.Uploader = (*Adapter)(nil)
)

// New makes the adapter. It fails on a key that is not 32 bytes long and on a
// missing desk.
func New(o Options) (*Adapter, error) {
	if len(o.Key) != keySize {
		return nil, fmt.Errorf("web: the cookie key has %d bytes, it must have %d", len(o.Key), keySize)
	}
	if o.Desk == nil || o.Uploads == nil || o.Files == nil {
		return nil, errors.New("web: there is no desk behind the pages")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	texts, err := loadTexts(o.Languages)
	if err != nil {
		return nil, fmt.Errorf("web: reading page texts: %w", err)
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, fmt.Errorf("web: reading page files: %w", err)
	}
	pages, err := loadPages(assets)
	if err != nil {
		return nil, fmt.Errorf("web: reading pages: %w", err)
	}
	return &Adapter{
		name: o.Name, desk: o.Desk, now: o.Now, log: o.Log,
		shelf: o.Shelf, lessons: o.Lessons, languages: o.Languages,
		previews: append([]Preview{{"Web", pageLimits}}, o.Previews...),
		uploads:  o.Uploads, files: o.Files, links: fileLinks{sign(o.Key, "firstline web files")},
		uploading: make(chan struct{}, maxUploads),
		origin:    http.NewCrossOriginProtection(),
		sessions:  newSessions(o.Key, o.Secure, o.Now, o.Allowed),
		passes:    newPasses(o.Now),
		limits:    newLimiter(saidRate, o.Now),
		arrivals:  newLimiter(sessionRate, o.Now),
		voices:    newVoices(o.Now),
		crowd:     &crowd{open: map[string]int{}},
		proxied:   o.Proxied,
		lanes:     newLanes(),
		people:    newHub(maxPeopleStreams),
		staff:     newHub(maxStaffStreams),
		board:     newBoard(o.Now()),
		texts:     texts, pages: pages, assets: assets,
	}, nil
}

// Name is "web".
func (a *Adapter) Name() string { return channel }

// Limits are those of a page: text of any length, buttons that still fit a phone.
func (a *Adapter) Limits() adapters.Limits {
	return pageLimits
}

var pageLimits = adapters.Limits{Unit: adapters.Runes, Buttons: 12, Label: 80, FileBytes: fileLimit}

// Run opens the pages for messages and streams until ctx is done. It returns
// after the deliveries under way are finished; from then on the pages answer
// "try again later". It always returns nil.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	a.door.open(inbox, ctx.Done())
	<-ctx.Done()
	a.door.close()
	return nil
}

// Mount adds the pages to the public listener. It may be called before Run.
func (a *Adapter) Mount(mux *http.ServeMux) {
	pages := map[string]http.HandlerFunc{
		"GET /{$}":                     a.chatPage,
		"POST /say":                    a.say,
		"GET /events":                  a.chatEvents,
		"GET /file/{seq}/{file}/{tag}": a.personFile,
		"GET /static/{version}/{file}": a.asset,
		"GET /desk":                    a.deskPage,
		"GET /desk/enter":              a.enterPage,
		"POST /desk/enter":             a.enter,
		"POST /desk/leave":             a.leave,
		"POST /desk/do":                a.staffOnly(a.do),
		"GET /desk/queue":              a.staffOnly(a.queue),
		"GET /desk/ticket/{number}":    a.staffOnly(a.ticket),
		"GET /desk/events":             a.staffOnly(a.deskEvents),

		"GET /desk/file/{number}/{seq}/{file}/{tag}": a.staffOnly(a.staffFile),
	}
	if a.shelf != nil {
		pages["GET /desk/articles"] = a.articlesPage
		pages["GET /desk/articles/list"] = a.staffOnly(a.shelved)
		pages["GET /desk/gaps"] = a.staffOnly(a.gaps)
		pages["POST /desk/try"] = a.staffOnly(a.try)
		pages["POST /desk/way"] = a.staffOnly(a.way)
	}
	for pattern, h := range pages {
		mux.Handle(pattern, a.guard(h))
	}
}
