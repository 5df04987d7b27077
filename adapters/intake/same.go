package intake

import (
	"crypto/sha256"
	"crypto/subtle"
	"sync"
	"time"
)

// Same tells whether somebody named the secret. The time that it takes tells neither how
// much of it was right nor how long it is. Where there is no secret nobody named it.
func Same(claimed, secret string) bool {
	a, b := sha256.Sum256([]byte(claimed)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && secret != ""
}

// tellEvery is how often something that strangers cause is worth telling.
const tellEvery = time.Minute

// Rarely keeps strangers from filling the log. The zero value is ready; it is safe for
// concurrent use.
type Rarely struct {
	mu   sync.Mutex
	last time.Time
}

// Worth tells whether the last time that it was worth telling is a minute ago.
func (r *Rarely) Worth(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.last.IsZero() && now.Sub(r.last) < tellEvery {
		return false
	}
	r.last = now
	return true
}
