package telegram

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// firstWait and longestWait bound the back-off.
const (
	firstWait   = time.Second
	longestWait = time.Minute
)

// setback says how long to wait after so many failures in a row and this one, or
// that there is no use.
func (a *Adapter) setback(ctx context.Context, err error, failed int) (time.Duration, error) {
	var unsaved *notStored
	if errors.As(err, &unsaved) {
		a.log.ErrorContext(ctx, "a message was not stored; it will come again", "update_id", unsaved.update, "err", a.gate.scrub(unsaved.err))
		return backoff(failed), nil
	}
	var refused *apiError
	if !errors.As(err, &refused) {
		a.log.WarnContext(ctx, "receiving from telegram failed", "err", a.gate.scrub(err))
		return backoff(failed), nil
	}
	switch refused.Code {
	case http.StatusUnauthorized, http.StatusNotFound:
		return 0, a.fault(err, "")
	case http.StatusTooManyRequests:
		a.log.WarnContext(ctx, "telegram asks to wait", "after", refused.RetryAfter)
		return max(refused.RetryAfter, firstWait) + jitter(firstWait), nil
	}
	a.log.WarnContext(ctx, "telegram did not answer properly", "status", refused.Code)
	return backoff(failed), nil
}

// backoff doubles from a second to a minute, with jitter.
func backoff(failed int) time.Duration {
	wait := min(firstWait<<min(failed, 6), longestWait)
	return wait/2 + jitter(wait/2)
}

func jitter(most time.Duration) time.Duration { return rand.N(most + 1) }
