package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// defaultBusy is how long to wait when Telegram asks for it without saying how long.
const defaultBusy = 5 * time.Second

const (
	notModified = "message is not modified"
	cannotParse = "can't parse entities"
)

// known are beginnings of descriptions that decide more than their status does.
// The server adds the words before the colon ("Bad Request: ") by status.
var known = []struct {
	code  int
	begin string
	kind  adapters.FaultKind
}{
	{http.StatusBadRequest, "chat not found", adapters.Gone},
	{http.StatusBadRequest, "private chat not found", adapters.Gone},
	{http.StatusBadRequest, "PEER_ID_INVALID", adapters.Gone},
	{http.StatusBadRequest, "message to edit not found", adapters.Uneditable},
	{http.StatusBadRequest, "message can't be edited", adapters.Uneditable},
	{http.StatusBadRequest, "MESSAGE_ID_INVALID", adapters.Uneditable},
	{http.StatusBadRequest, "there is no text in the message to edit", adapters.Uneditable},
	{http.StatusBadRequest, "message to react not found", adapters.Refused},
	{http.StatusBadRequest, "REACTION_INVALID", adapters.Refused},
	{http.StatusBadRequest, "message caption is too long", adapters.Refused},
	{http.StatusBadRequest, "file is too big", adapters.Refused},
	{http.StatusBadRequest, "file must be non-empty", adapters.Refused},
	{http.StatusBadRequest, "wrong file_id or the file is temporarily unavailable", adapters.Refused},
	{http.StatusBadRequest, "message thread not found", adapters.Refused},
	{http.StatusBadRequest, "message text is empty", adapters.Refused},
	{http.StatusBadRequest, "message is too long", adapters.Refused},
	{http.StatusBadRequest, "BUTTON_DATA_INVALID", adapters.Refused},
	{http.StatusBadRequest, "reply markup is too long", adapters.Refused},
	{http.StatusBadRequest, "not enough rights to send", adapters.Refused},
	{http.StatusBadRequest, "group chat was upgraded to a supergroup chat", adapters.Refused},
	{http.StatusForbidden, "bot was blocked by the user", adapters.Gone},
	{http.StatusForbidden, "user is deactivated", adapters.Gone},
	{http.StatusForbidden, "bot was kicked", adapters.Gone},
	{http.StatusForbidden, "bot is not a member", adapters.Gone},
	{http.StatusForbidden, "the group chat was deleted", adapters.Gone},
}

// fault turns any error of a call into a [adapters.Fault] that shows neither the
// token nor any of the words that were to be sent.
func (a *Adapter) fault(err error, words string) *adapters.Fault {
	var refused *apiError
	if !errors.As(err, &refused) {
		return &adapters.Fault{Kind: adapters.Broken, Err: a.gate.scrub(err)}
	}
	f := &adapters.Fault{Kind: kind(refused.Code), Err: errors.New(a.explain(refused, words))}
	for _, k := range known {
		if k.code == refused.Code && strings.HasPrefix(refused.detail(), k.begin) {
			f.Kind = k.kind
			f.Err = fmt.Errorf("telegram answered %d: %s", k.code, k.begin)
		}
	}
	switch {
	case f.Kind == adapters.Busy:
		f.After = refused.RetryAfter
		if f.After <= 0 {
			f.After = defaultBusy
		}
	case f.Kind == adapters.Misconfigured:
		f.Err = fmt.Errorf("telegram answered %d: it does not know this bot; check channels.telegram.token and api_url", refused.Code)
	case refused.MigrateTo != 0:
		f.Kind, f.To = adapters.Moved, place(refused.MigrateTo, 0)
	}
	return f
}

// kind is what a status alone means.
func kind(code int) adapters.FaultKind {
	switch {
	case code == http.StatusUnauthorized || code == http.StatusNotFound:
		return adapters.Misconfigured
	case code == http.StatusForbidden:
		return adapters.Gone
	case code == http.StatusTooManyRequests || code == 420:
		return adapters.Busy
	case code == http.StatusBadRequest || code == http.StatusRequestEntityTooLarge:
		return adapters.Refused
	}
	return adapters.Broken
}

// detail is the description without the words of the status before it.
func (e *apiError) detail() string {
	for _, status := range []string{"Bad Request: ", "Forbidden: "} {
		if rest, found := strings.CutPrefix(e.Description, status); found {
			return rest
		}
	}
	return e.Description
}

func unparsable(err error) bool { return describes(err, cannotParse) }
func unchanged(err error) bool  { return describes(err, notModified) }

func describes(err error, begin string) bool {
	var refused *apiError
	return errors.As(err, &refused) && refused.Code == http.StatusBadRequest && strings.HasPrefix(refused.detail(), begin)
}

var wordForm = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+`)

// longestDetail is how much of an unknown description is worth showing, in bytes.
const longestDetail = 200

// explain words a refusal nobody foresaw. Telegram quotes what it cannot read, so
// every word that is also in the message is left out.
func (a *Adapter) explain(refused *apiError, words string) string {
	text := a.gate.hide(refused.Description)
	words = strings.ToLower(words)
	text = wordForm.ReplaceAllStringFunc(text, func(word string) string {
		if strings.Contains(words, strings.ToLower(word)) {
			return "…"
		}
		return word
	})
	if len(text) > longestDetail {
		text = strings.ToValidUTF8(text[:longestDetail], "") + "…"
	}
	if text == "" || !utf8.ValidString(text) {
		return refused.Error()
	}
	return refused.Error() + ": " + text
}
