package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// keySize is the length of the signing key in bytes.
	keySize = 32
	// personAge is how long a person's browser keeps the session.
	personAge = 365 * 24 * time.Hour
	// staffAge is how long staff stay signed in: a shift with room to spare.
	staffAge = 12 * time.Hour
	// maxCookie is the longest cookie value that is looked at, in bytes.
	maxCookie = 2048
)

// sessions makes and reads the two kinds of cookie. A person's cookie holds a
// random id of 26 letters and digits, so it is never "desk"; a staff cookie holds
// who it is and until when. Each kind has its own key.
type sessions struct {
	personKey, staffKey   []byte
	personName, staffName string
	secure                bool
	now                   func() time.Time
	// allowed tells whether somebody is still staff; nil allows all.
	allowed func(bot.Person) bool
}

func newSessions(key []byte, secure bool, now func() time.Time, allowed func(bot.Person) bool) *sessions {
	s := &sessions{
		allowed:    allowed,
		personKey:  sign(key, "firstline web person"),
		staffKey:   sign(key, "firstline web staff"),
		personName: "firstline", staffName: "firstline_desk",
		secure: secure, now: now,
	}
	if secure {
		// A cookie of this prefix cannot be planted by another host of the same domain.
		// https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
		s.personName, s.staffName = "__Host-"+s.personName, "__Host-"+s.staffName
	}
	return s
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// seal gives "payload.signature".
func seal(key []byte, payload string) string {
	return payload + "." + base64.RawURLEncoding.EncodeToString(sign(key, payload))
}

// unseal gives the payload when the signature is ours.
func unseal(key []byte, sealed string) (payload string, ok bool) {
	if len(sealed) > maxCookie {
		return "", false
	}
	payload, signature, found := strings.Cut(sealed, ".")
	if !found {
		return "", false
	}
	got, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(got, sign(key, payload)) {
		return "", false
	}
	return payload, true
}

// person gives the session id of the request, when its cookie is ours.
func (s *sessions) person(r *http.Request) (id string, ok bool) {
	cookie, err := r.Cookie(s.personName)
	if err != nil {
		return "", false
	}
	return unseal(s.personKey, cookie.Value)
}

// keepPerson sets the cookie of a session; "" makes a new one.
func (s *sessions) keepPerson(w http.ResponseWriter, id string) {
	if id == "" {
		id = strings.ToLower(rand.Text())
	}
	s.set(w, s.personName, seal(s.personKey, id), personAge, http.SameSiteLaxMode)
}

// badge is what a staff cookie says. It cannot be taken back before Until, so
// rights are never in it: the desk checks them on every order.
type badge struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Until time.Time `json:"until"`
}

func (b badge) person() bot.Person { return bot.Person{ID: b.ID, Name: b.Name} }

// staff gives who signed in on the request, unless the cookie is not ours or over.
func (s *sessions) staff(r *http.Request) (badge, bool) {
	cookie, err := r.Cookie(s.staffName)
	if err != nil {
		return badge{}, false
	}
	payload, ok := unseal(s.staffKey, cookie.Value)
	if !ok {
		return badge{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return badge{}, false
	}
	var b badge
	if err := json.Unmarshal(raw, &b); err != nil || b.ID == "" || !s.now().Before(b.Until) {
		return badge{}, false
	}
	if s.allowed != nil && !s.allowed(bot.Person{ID: b.ID, Name: b.Name}) {
		return badge{}, false
	}
	return b, true
}

// keepStaff signs who in.
func (s *sessions) keepStaff(w http.ResponseWriter, who bot.Person) error {
	raw, err := json.Marshal(badge{ID: who.ID, Name: cutRunes(who.Name, 64), Until: s.now().Add(staffAge)})
	if err != nil {
		return err
	}
	value := seal(s.staffKey, base64.RawURLEncoding.EncodeToString(raw))
	s.set(w, s.staffName, value, staffAge, http.SameSiteStrictMode)
	return nil
}

// dropStaff signs out.
func (s *sessions) dropStaff(w http.ResponseWriter) {
	s.set(w, s.staffName, "", -time.Second, http.SameSiteStrictMode)
}

func (s *sessions) set(w http.ResponseWriter, name, value string, age time.Duration, site http.SameSite) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: site,
	})
}
