package whatsapp

import "sync"

// aliases remembers which number belongs to which of Meta's ids of people, learned
// from messages that carry both. It is a hint that a restart forgets: it keeps
// somebody who starts to hide their number one person while the program runs.
type aliases struct {
	mu sync.Mutex
	// fresh fills up and then becomes stale, whose content is forgotten then.
	fresh, stale map[string]string
}

// maxAliases bounds each half.
const maxAliases = 10_000

func newAliases() *aliases { return &aliases{fresh: map[string]string{}} }

// one gives the id to know a person by: the number when it is given or known, else
// Meta's id, which may be "" too.
func (a *aliases) one(number, userID string) string {
	if userID == "" {
		return number
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	known, has := a.fresh[userID]
	if !has {
		known = a.stale[userID]
	}
	if !digits.MatchString(number) {
		number = known
	}
	if number == "" {
		return userID
	}
	if number != known || !has {
		if len(a.fresh) >= maxAliases {
			a.fresh, a.stale = map[string]string{}, a.fresh
		}
		a.fresh[userID] = number
	}
	return number
}
