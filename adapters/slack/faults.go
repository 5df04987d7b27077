package slack

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// defaultBusy is how long to wait when Slack asks for it without saying how long.
const defaultBusy = 5 * time.Second

// codes are Slack's words for no, by what follows from them. What is not among
// them is Refused: staff hear of it. https://docs.slack.dev/reference/methods/chat.postMessage#errors
var codes = map[string]adapters.FaultKind{
	rateLimited: adapters.Busy, "rate_limited": adapters.Busy, "message_limit_exceeded": adapters.Busy,

	"user_not_found": adapters.Gone, "user_disabled": adapters.Gone, "user_not_visible": adapters.Gone,
	"cannot_dm_bot": adapters.Gone, "users_not_found": adapters.Gone,

	"message_not_found": adapters.Uneditable, "cant_update_message": adapters.Uneditable,
	"edit_window_closed": adapters.Uneditable, "bad_timestamp": adapters.Uneditable,

	"invalid_auth": adapters.Misconfigured, "not_authed": adapters.Misconfigured, "account_inactive": adapters.Misconfigured,
	"token_revoked": adapters.Misconfigured, "token_expired": adapters.Misconfigured, "missing_scope": adapters.Misconfigured,
	"not_allowed_token_type": adapters.Misconfigured, "no_permission": adapters.Misconfigured,
	"org_login_required": adapters.Misconfigured, "ekm_access_denied": adapters.Misconfigured,
	"access_denied": adapters.Misconfigured, "accesslimited": adapters.Misconfigured,
	"team_access_not_granted": adapters.Misconfigured, "messages_tab_disabled": adapters.Misconfigured,

	"internal_error": adapters.Broken, "fatal_error": adapters.Broken, "service_unavailable": adapters.Broken,
	"request_timeout": adapters.Broken, "team_added_to_org": adapters.Broken,
}

// mends say what an operator can do about a code.
var mends = map[string]string{
	"channel_not_found":     "the bot is not in this channel or it is gone; write /invite and the bot's name there",
	"not_in_channel":        "the bot is not in this channel; write /invite and the bot's name there",
	"is_archived":           "the channel is archived",
	"missing_scope":         "add the scope on the app's page OAuth & Permissions and install the app again",
	"messages_tab_disabled": "allow messages to the app on its page App Home",
	"account_inactive":      "the app was removed from the workspace; install it again and set channels.slack.bot_token",
	"token_revoked":         "install the app again and set channels.slack.bot_token",
	"token_expired":         "install the app again and set channels.slack.bot_token",
	"invalid_auth":          "check channels.slack.bot_token, app_token and api_url",
	"not_authed":            "check channels.slack.bot_token, app_token and api_url",
}

// fault turns any error of a call about a chat into an [adapters.Fault] that shows
// neither a token nor any of the words that were to be sent.
func (a *Adapter) fault(err error, chat string) *adapters.Fault {
	var already *adapters.Fault
	var no *apiError
	if errors.As(err, &already) {
		return already
	}
	if !errors.As(err, &no) {
		return &adapters.Fault{Kind: adapters.Broken, Err: a.gate.scrub(err)}
	}
	f := &adapters.Fault{Kind: no.kind(), Err: no}
	if mend := mends[no.Code]; mend != "" {
		f.Err = fmt.Errorf("%w: %s", no, mend)
	}
	switch {
	case f.Kind == adapters.Busy:
		f.After = no.RetryAfter
		if f.After <= 0 {
			f.After = defaultBusy
		}
	case isDM(chat) && (no.Code == "channel_not_found" || no.Code == "is_archived" || no.Code == "not_in_channel"):
		// Nobody can mend a chat with one person; a room, the operator can.
		f.Kind, f.Err = adapters.Gone, no
	}
	return f
}

func (e *apiError) kind() adapters.FaultKind {
	if kind, known := codes[e.Code]; known {
		return kind
	}
	switch {
	case e.Code != "":
		return adapters.Refused
	case e.Status == http.StatusNotFound:
		return adapters.Misconfigured
	case e.Status == http.StatusRequestEntityTooLarge:
		return adapters.Refused
	}
	return adapters.Broken
}

// coded tells whether Slack answered with one of the codes.
func coded(err error, words ...string) bool {
	var no *apiError
	return errors.As(err, &no) && slices.Contains(words, no.Code)
}

// inDoubt tells whether a call may have taken effect although it failed: the
// answer got lost, or Slack says that it lost its way.
func inDoubt(err error) bool {
	var no *apiError
	if !errors.As(err, &no) {
		return true
	}
	return no.kind() == adapters.Broken
}

// isDM tells a chat with one person by its id.
// https://docs.slack.dev/apis/web-api/using-the-conversations-api/
func isDM(chat string) bool { return strings.HasPrefix(chat, "D") }
