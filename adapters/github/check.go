package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// maxClockDifference is how far the clocks may be apart before news are missed or
	// come again.
	maxClockDifference = 2 * time.Minute
	// endsSoon is how long before its end a token is told.
	endsSoon = 14 * 24 * time.Hour
)

// Check asks GitHub about the repository and the token. Whether the token may write is
// found out by asking for an issue without a title, which GitHub refuses in any case, and
// in one way or another.
func (a *Adapter) Check(ctx context.Context) []string {
	home := reference{repo: a.home}
	var problems []string
	tell := func(format string, args ...any) { problems = append(problems, "GitHub: "+fmt.Sprintf(format, args...)) }
	if a.signed != nil && a.public == "" {
		tell("webhook_secret is set and public_url is not: GitHub cannot reach %s; news come by looking, every %s.", hookPath, a.every)
	}
	var info repositoryInfo
	told, err := a.gate.get(ctx, a.home.path(), nil, "", &info)
	if off := clockDifference(told.header, a.now()); off > maxClockDifference {
		tell("the clock of this machine is %s away from GitHub's; set it right.", off.Round(time.Minute))
	}
	if err != nil {
		tell("%s.", a.fault(err, home).Err)
		return problems
	}
	if name, ok := parseRepository(info.FullName.Value); ok && name != a.home {
		tell("the repository is called %s now; write that as tracker.github.", name)
	}
	if has := info.HasIssues.Value; has != nil && !*has {
		tell("issues are turned off in %s; turn them on in its settings.", a.home)
	}
	if info.Archived.Value {
		tell("%s is archived: nothing can be written there.", a.home)
		return problems
	}
	if end := tokenEnd(told.header); !end.IsZero() && end.Sub(a.now()) < endsSoon {
		tell("the token ends on %s; make a new one in time.", end.UTC().Format("2 Jan 2006 15:04 MST"))
	}
	if missing := missingScope(told.header, info.Private.Value); missing != "" {
		tell("the token lacks the scope %s.", missing)
		return problems
	}
	if err := a.mayWrite(ctx); err != nil {
		tell("%s.", a.fault(err, home).Err)
	}
	return problems
}

// mayWrite asks for an issue that cannot be made.
func (a *Adapter) mayWrite(ctx context.Context) error {
	var nothing struct{}
	err := a.gate.post(ctx, a.home.path()+"/issues", struct{}{}, &nothing)
	var e *apiError
	if errors.As(err, &e) && (e.Status == http.StatusUnprocessableEntity || e.Status == http.StatusBadRequest) {
		return nil
	}
	return err
}

// clockDifference compares with the header Date; 0 where there is none.
func clockDifference(h http.Header, now time.Time) time.Duration {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return now.Sub(theirs).Abs()
}

// tokenEnd is when the token ends; zero for never, or when GitHub does not say.
// https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation
func tokenEnd(h http.Header) time.Time {
	s := h.Get("GitHub-Authentication-Token-Expiration")
	for _, layout := range []string{"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// missingScope is what a classic token lacks; others do not name their rights.
// https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
func missingScope(h http.Header, private bool) string {
	if len(h.Values("X-OAuth-Scopes")) == 0 {
		return ""
	}
	scopes := strings.Split(strings.ReplaceAll(h.Get("X-OAuth-Scopes"), " ", ""), ",")
	switch {
	case slices.Contains(scopes, "repo"):
		return ""
	case private:
		return "repo"
	case slices.Contains(scopes, "public_repo"):
		return ""
	}
	return "public_repo"
}
