package github

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// marker names a reply at the end of a body, in a comment of HTML, which GitHub does not
// show. It is made of the reply's id and tells nothing about it.
func marker(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "<!-- firstline:" + hex.EncodeToString(sum[:16]) + " -->"
}

var (
	markerForm  = regexp.MustCompile(`<!-- firstline:[0-9a-f]{32} -->\s*$`)
	commentForm = regexp.MustCompile(`(?ms)^ {0,3}<!--.*?-->`)
)

// withoutComments leaves out what GitHub does not show: issue templates are full of it.
func withoutComments(body string) string {
	return strings.TrimSpace(commentForm.ReplaceAllString(body, ""))
}

// self is the account that the token belongs to.
type self struct {
	mu    sync.Mutex
	login string
	// nameless tells that GitHub will not say, as for the token of an app.
	nameless bool
}

// whoami gives the login of the token, "" where GitHub does not tell. It asks once.
func (a *Adapter) whoami(ctx context.Context) string {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if a.self.login != "" || a.self.nameless {
		return a.self.login
	}
	var me user
	_, err := a.gate.get(ctx, "user", nil, "", &me)
	var refused *apiError
	switch {
	case err == nil:
		a.self.login = me.Login.Value
		a.self.nameless = me.Login.Value == ""
	case errors.As(err, &refused) && !refused.Limited && (refused.Status == http.StatusForbidden || refused.Status == http.StatusNotFound):
		a.self.nameless = true
	}
	return a.self.login
}

// known is the login if it is known already.
func (s *self) known() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.login
}

// own tells whether the desk wrote this: it carries a marker, and was written by our own
// account where we know which that is.
func (a *Adapter) own(body string, by user) bool {
	if !markerForm.MatchString(body) {
		return false
	}
	login := a.self.known()
	return login == "" || strings.EqualFold(login, by.Login.Value)
}
