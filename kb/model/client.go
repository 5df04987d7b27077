package model

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	oai "github.com/sashabaranov/go-openai"
)

// Defaults of [Options].
const (
	DefaultTimeout = 8 * time.Second
	DefaultAtOnce  = 4
)

// Options set up a [Client].
type Options struct {
	// BaseURL is the address of the endpoint with its version.
	BaseURL string
	// APIKey is empty for endpoints that ask for none.
	APIKey string
	// Chat, Embed and Voice are names of models; "" turns off what needs them.
	Chat, Embed, Voice string
	// Timeout is how long one call may take; DefaultTimeout when zero.
	Timeout time.Duration
	// AtOnce is how many calls for people may be under way; DefaultAtOnce when zero.
	// One more is for work in the background.
	AtOnce int
	// Masks find the personal data that must not leave. They are required: a desk that
	// masks nothing for its staff still sends nothing unmasked to a model.
	Masks masks
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// HTTP lends its transport; nil is the default one.
	HTTP *http.Client
}

// door is one kind of request of an endpoint. Each fails for itself: many local
// endpoints chat and cannot embed.
type door int

const (
	chatDoor door = iota
	embedDoor
	voiceDoor
	doors
)

// Client talks to one endpoint. It may be used from many goroutines.
type Client struct {
	opt      Options
	api      *oai.Client
	breakers [doors]breaker
	// people and background hold a place for each call under way.
	people, background chan struct{}
}

// Open makes a client. It does not connect.
func Open(opt Options) (*Client, error) {
	switch {
	case opt.BaseURL == "":
		return nil, errors.New("open the language model: no address is given; set model.base_url")
	case opt.Masks == nil:
		return nil, errors.New("open the language model: nothing would be masked; give masks")
	}
	opt.Timeout, opt.AtOnce = cmp.Or(opt.Timeout, DefaultTimeout), cmp.Or(opt.AtOnce, DefaultAtOnce)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	settings := oai.DefaultConfig(opt.APIKey)
	settings.BaseURL = strings.TrimRight(opt.BaseURL, "/")
	settings.HTTPClient = listening(opt.HTTP, opt.Now)
	return &Client{
		opt: opt, api: oai.NewClientWithConfig(settings),
		people: make(chan struct{}, opt.AtOnce), background: make(chan struct{}, 1),
	}, nil
}

// Timeout is how long one call may take at most.
func (c *Client) Timeout() time.Duration { return c.opt.Timeout }

// Ready tells whether the model would be asked now for a purpose: there is a place, and
// what it is for does not rest. It costs next to nothing, so that nobody prepares a
// question in vain.
func (c *Client) Ready(p Purpose) bool {
	at := chatDoor
	switch p {
	case ForSearch:
		at = embedDoor
	case ForVoice:
		at = voiceDoor
	}
	return len(c.people) < cap(c.people) && !c.breakers[at].rests(c.opt.Now())
}

// call makes one request at a door, within the time limit and while there is a
// place. An error is a *Fault, or what ended ctx.
func (c *Client) call(ctx context.Context, at door, places chan struct{}, request func(context.Context) error) error {
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	default:
		return &Fault{Kind: Full}
	}
	switch err := ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return &Fault{Kind: Late}
	case err != nil:
		return err
	}
	after, ok := c.breakers[at].admit(c.opt.Now())
	if !ok {
		return &Fault{Kind: Resting, After: after}
	}
	answered, hurried := false, c.hurried(ctx)
	defer func() {
		if !answered { // it panicked, or was given up
			c.breakers[at].forget()
		}
	}()
	limited, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	limited, h := listen(limited)
	err := request(limited)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	fault := judge(err, limited, h)
	if hurried && fault != nil && fault.Kind == Late {
		return fault
	}
	answered = true
	c.breakers[at].note(c.opt.Now(), fault)
	if fault == nil {
		return nil
	}
	return fault
}

// hurried tells that the caller has less than half of the time limit left: what is late
// then says nothing about the endpoint.
func (c *Client) hurried(ctx context.Context) bool {
	until, ok := ctx.Deadline()
	return ok && time.Until(until) < c.opt.Timeout/2
}

// judge says what kind of fault an error is. The error itself goes no further: it
// may hold the prompt.
func judge(err error, ctx context.Context, h *heard) *Fault {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*Fault](err); ok {
		own.Status = cmp.Or(own.Status, h.status)
		return own
	}
	fault := &Fault{Status: h.status, After: h.after}
	switch {
	case ctx.Err() != nil, h.status == http.StatusRequestTimeout, h.status == http.StatusGatewayTimeout:
		fault.Kind = Late
	case errors.Is(err, oai.ErrChatCompletionInvalidModel):
		fault.Kind = Refused
	case h.status == 0:
		fault.Kind = Down
	case h.status == http.StatusTooManyRequests, h.status == http.StatusServiceUnavailable && h.after > 0:
		fault.Kind = Busy
	case h.status >= http.StatusInternalServerError:
		fault.Kind = Down
	case h.status >= http.StatusMultipleChoices:
		fault.Kind = Refused
	default:
		fault.Kind = Broken
	}
	return fault
}
