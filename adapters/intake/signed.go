package intake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// Signed reads calls that a service signs with a secret: a header says "sha256=" and
// the HMAC of the body in hexadecimal digits. Its fields are set before it is used; then
// it is safe for concurrent use.
type Signed struct {
	Secret []byte
	Header string
	// Most is the longest body, in bytes.
	Most int64
	// Forged is told of calls without a right signature, at most once a minute, so that
	// strangers do not fill the log.
	Forged func(context.Context)
	Now    func() time.Time

	told Rarely
}

// Read gives the body of a call. Where it gives none it has answered: 401 for a
// signature that is missing or wrong, 413 for a body that is too long, 400 for one that
// ends early.
func (s *Signed) Read(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	claimed, ok := claimedBy(r.Header.Get(s.Header))
	if !ok {
		s.refuse(w, r)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.Most))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return nil, false
	case err != nil:
		http.Error(w, "incomplete", http.StatusBadRequest)
		return nil, false
	}
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write(body)
	if !hmac.Equal(claimed, mac.Sum(nil)) {
		s.refuse(w, r)
		return nil, false
	}
	return body, true
}

// claimedBy reads the header. It may be wrong still.
func claimedBy(header string) ([]byte, bool) {
	digits, found := strings.CutPrefix(header, "sha256=")
	if !found {
		return nil, false
	}
	sum, err := hex.DecodeString(digits)
	return sum, err == nil && len(sum) == sha256.Size
}

func (s *Signed) refuse(w http.ResponseWriter, r *http.Request) {
	if s.told.Worth(s.Now()) {
		s.Forged(r.Context())
	}
	http.Error(w, "unauthorized", http.StatusUnauthorized)
}

// Reference names bytes in a log without showing any of them. The same bytes have the
// same one.
func Reference(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:6])
}
