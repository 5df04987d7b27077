package whatsapp

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// defaultBusy is how long to wait when nobody says how long.
const defaultBusy = 10 * time.Second

// fault turns any error of a call into a [adapters.Fault]. Its text is made of our
// own words and numbers of the protocol.
func (g *graph) fault(err error) *adapters.Fault {
	var known *adapters.Fault
	if errors.As(err, &known) {
		return known
	}
	var refused *apiError
	if !errors.As(err, &refused) {
		return &adapters.Fault{Kind: adapters.Broken, Err: g.scrub(err)}
	}
	m := refused.meaning()
	f := &adapters.Fault{Kind: m.kind, Err: error(refused)}
	if m.words != "" {
		f.Err = fmt.Errorf("%w: %s", refused, m.words)
	}
	if f.Kind == adapters.Busy {
		f.After = max(refused.After, m.wait)
		if f.After <= 0 {
			f.After = defaultBusy
		}
	}
	return f
}

// meaning is that of the code or, where the code says nothing, of the status.
func (e *apiError) meaning() meaning {
	if e.Code == badParameter && e.Subcode == noSuchObject {
		return meaning{
			kind:  adapters.Misconfigured,
			words: "the number's id is wrong or the token may not use it; check channels.whatsapp.phone_number_id",
		}
	}
	// An error without a code has the code 0, which means a bad token only with 401.
	if e.Code != 0 {
		if m := meaningOf(e.Code); m.kind != "" {
			return m
		}
	}
	switch {
	case e.Transient || e.Status >= 500:
		return meaning{kind: adapters.Broken}
	case e.Status == http.StatusTooManyRequests:
		return meaning{kind: adapters.Busy}
	case e.Status == http.StatusUnauthorized:
		return meanings[0]
	case e.Status == http.StatusForbidden || e.Status == http.StatusNotFound:
		return meaning{kind: adapters.Misconfigured, words: "check channels.whatsapp.access_token and api_url"}
	case e.Status == http.StatusBadRequest || e.Status == http.StatusRequestEntityTooLarge:
		return meaning{kind: adapters.Refused}
	}
	return meaning{kind: adapters.Broken}
}

// refuse is a fault that we know of without asking.
func refuse(format string, args ...any) *adapters.Fault {
	return &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf(format, args...)}
}
