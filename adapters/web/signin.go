package web

import (
	"crypto/rand"
	"crypto/sha256"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// passAge is how long a one-time link is good.
	passAge = 24 * time.Hour
	// maxPasses is how many unused links one person can have; the oldest goes.
	maxPasses = 5
)

// SignInLink gives an address under base that signs who in, once and within 24
// hours. It forgets its links when the process ends: a link that outlives a
// restart could be used twice. Only the desk may call it, for people it knows as
// staff, and must send the link to nobody else.
func (a *Adapter) SignInLink(base string, who bot.Person) string {
	return strings.TrimRight(base, "/") + "/desk/enter?token=" + url.QueryEscape(a.passes.issue(who))
}

// passes are the one-time links that are not used yet, by the hash of their token.
type passes struct {
	mu     sync.Mutex
	now    func() time.Time
	unused map[[sha256.Size]byte]pass
}

type pass struct {
	who   bot.Person
	until time.Time
}

func newPasses(now func() time.Time) *passes {
	return &passes{now: now, unused: map[[sha256.Size]byte]pass{}}
}

func (p *passes) issue(who bot.Person) (token string) {
	token = rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.makeRoom(who)
	p.unused[sha256.Sum256([]byte(token))] = pass{who: who, until: p.now().Add(passAge)}
	return token
}

// makeRoom drops what is over, and who's oldest link when there are too many.
func (p *passes) makeRoom(who bot.Person) {
	var oldest [sha256.Size]byte
	var first time.Time
	count, now := 0, p.now()
	for hash, pass := range p.unused {
		if !now.Before(pass.until) {
			delete(p.unused, hash)
			continue
		}
		if !pass.who.Same(who) {
			continue
		}
		if count++; first.IsZero() || pass.until.Before(first) {
			oldest, first = hash, pass.until
		}
	}
	if count >= maxPasses {
		delete(p.unused, oldest)
	}
}

// look tells whom a token would sign in, without using it up: previews of links
// in chat open them too.
func (p *passes) look(token string) (bot.Person, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// The map is searched by hash, so timing tells nothing about other tokens.
	pass, ok := p.unused[sha256.Sum256([]byte(token))]
	return pass.who, ok && p.now().Before(pass.until)
}

// use takes a token; it is good once.
func (p *passes) use(token string) (bot.Person, bool) {
	who, ok := p.look(token)
	if !ok {
		return bot.Person{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	hash := sha256.Sum256([]byte(token))
	if _, ok := p.unused[hash]; !ok {
		return bot.Person{}, false
	}
	delete(p.unused, hash)
	return who, true
}
