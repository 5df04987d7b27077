package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// window is how old, or how far ahead, a signed request may be.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
const window = 5 * time.Minute

const (
	signatureHeader = "X-Slack-Signature"
	timestampHeader = "X-Slack-Request-Timestamp"
	signatureScheme = "v0"
)

// authentic tells whether Slack signed the raw body just now. Without a secret
// nothing is authentic.
func authentic(secret string, header http.Header, body []byte, now time.Time) bool {
	stamp := header.Get(timestampHeader)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || secret == "" {
		return false
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > window || age < -window {
		return false
	}
	given, found := strings.CutPrefix(header.Get(signatureHeader), signatureScheme+"=")
	if !found {
		return false
	}
	sum, err := hex.DecodeString(given)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signatureScheme + ":" + stamp + ":"))
	mac.Write(body)
	return hmac.Equal(sum, mac.Sum(nil))
}
