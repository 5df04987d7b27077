package github

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	ghapi "github.com/google/go-github/v92/github"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// defaultBusy is how long to wait when nobody says how long.
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
const defaultBusy = time.Minute

// wordForm is that of GitHub's field names and codes. Anything else in their place could
// be somebody's text, and is not shown.
var wordForm = regexp.MustCompile(`^[a-z_]{1,64}$`)

// fields names what is wrong with what was sent, in GitHub's code words.
func fields(errs []ghapi.Error) []string {
	var out []string
	for _, e := range errs {
		if wordForm.MatchString(e.Field) && wordForm.MatchString(e.Code) {
			out = append(out, e.Field+" "+e.Code)
		}
	}
	return out
}

// fault turns an error of a call about an issue, or about a repository, into a
// [adapters.Fault]. Its text is made of our own words and GitHub's codes.
func (a *Adapter) fault(err error, about reference) *adapters.Fault {
	var known *adapters.Fault
	if errors.As(err, &known) {
		return known
	}
	var e *apiError
	if !errors.As(err, &e) {
		return &adapters.Fault{Kind: adapters.Broken, Err: a.gate.scrub(err)}
	}
	switch {
	case e.Limited || e.Hasty || e.Status == http.StatusTooManyRequests:
		f := &adapters.Fault{Kind: adapters.Busy, After: e.After, Err: e}
		if f.After <= 0 {
			f.After = defaultBusy
		}
		return f
	case e.Status >= 500 || e.Status == http.StatusRequestTimeout:
		return &adapters.Fault{Kind: adapters.Broken, Err: e}
	case e.Status == http.StatusUnauthorized:
		return &adapters.Fault{Kind: adapters.Misconfigured, Err: fmt.Errorf("%w: the token is wrong or has ended; make a new one for tracker.token", e)}
	case e.Locked:
		return refuse("%w: the conversation is locked by the makers", e)
	}
	if why := e.why(about); why != "" {
		kind := adapters.Refused
		// What is wrong with one linked issue stops nothing; with the repository of the
		// configuration nothing can be sent at all.
		if about.repo == a.home && (about.number == 0 || e.Status == http.StatusForbidden || e.moved()) {
			kind = adapters.Misconfigured
		}
		return &adapters.Fault{Kind: kind, Err: fmt.Errorf("%w: %s", e, why)}
	}
	return &adapters.Fault{Kind: adapters.Refused, Err: e}
}

func (e *apiError) moved() bool { return e.Status/100 == 3 }

// why says in words what a status about a repository or an issue means; "" for nothing
// special.
func (e *apiError) why(about reference) string {
	switch {
	case e.moved():
		return "the repository has another name or address now; write the new one (tracker.github, tracker.api_url)"
	case e.Status == http.StatusForbidden:
		return "the token may not do that there; it needs Issues: read and write for " + string(about.repo)
	case e.Status == http.StatusNotFound && about.number == 0:
		return "there is no repository " + string(about.repo) + ", or the token may not see it"
	case e.Status == http.StatusGone && about.number == 0:
		return "issues are turned off in " + string(about.repo)
	case e.Status == http.StatusNotFound || e.Status == http.StatusGone:
		return "there is no such issue, or the token may not see it"
	}
	return ""
}

// refuse is a fault that no repetition mends.
func refuse(format string, args ...any) *adapters.Fault {
	return &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf(format, args...)}
}
