package telegram

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// hookInfo is https://core.telegram.org/bots/api#webhookinfo.
type hookInfo struct {
	URL      string       `json:"url"`
	Waiting  soft[int64]  `json:"pending_update_count"`
	Failure  soft[string] `json:"last_error_message"`
	FailedAt soft[int64]  `json:"last_error_date"`
}

func (a *Adapter) hookInfo(ctx context.Context) (hookInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var info hookInfo
	err := a.gate.call(ctx, "getWebhookInfo", struct{}{}, &info)
	return info, err
}

// failures are what Telegram says when it cannot hand over an update, and what it
// means for whoever runs the desk. The words on the left are those of its server,
// https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/WebhookActor.cpp
var failures = []struct{ says, means string }{
	{"response from the webhook: 401", "the webhook was set with another secret; restart the desk to set it again"},
	{"response from the webhook: 403", "something in front of the desk turns Telegram away; let " + HookPath + " through"},
	{"response from the webhook: 404", "public_url leads somewhere else; it must lead to this desk"},
	{"response from the webhook: 405", "public_url leads somewhere else; it must lead to this desk"},
	{"response from the webhook: 413", "something in front of the desk takes only small requests; allow 1 MiB"},
	{"response from the webhook: 503", "the desk could not store an update, or was not running"},
	{"response from the webhook: 5", "what is in front of the desk does not reach it; is the desk running?"},
	{"response from the webhook: 3", "something in front of the desk sends Telegram elsewhere; public_url must be the final address"},
	{"ssl error", "Telegram does not trust the certificate of public_url; it needs a valid one with its whole chain"},
	{"timed out", "nothing answers at public_url; open its port in the firewall"},
	{"timeout", "the desk, or what is in front of it, takes too long to answer"},
	{"connection refused", "nothing listens at public_url; is the desk running, and the port open?"},
	{"connection reset", "the connection from Telegram breaks off; check what is in front of the desk"},
	{"resolve host", "the name in public_url is not in the DNS"},
	{"name or service not known", "the name in public_url is not in the DNS"},
}

// longestFailure is how much of Telegram's own words is repeated, in bytes.
const longestFailure = 120

// plain gives Telegram's words with their meaning. They are about the connection,
// and never hold what anybody wrote.
func (a *Adapter) plain(failure string) string {
	said := bot.CutText(strings.Join(strings.Fields(bot.CleanText(a.gate.hide(failure))), " "), longestFailure)
	low := strings.ToLower(said)
	for _, f := range failures {
		if strings.Contains(low, f.says) {
			return f.means + " (" + said + ")"
		}
	}
	return said
}

const (
	// recent is how long a failure is worth telling once it is over.
	recent = time.Hour
	// manyWaiting is more than a desk that takes updates ever leaves waiting.
	manyWaiting = 100
)

// checkHook says what is wrong with the webhook, for the way we receive.
func (a *Adapter) checkHook(ctx context.Context) []string {
	info, err := a.hookInfo(ctx)
	if err != nil {
		return []string{"Telegram: " + a.fault(err, "").Error()}
	}
	if a.secret == "" {
		if info.URL == "" {
			return nil
		}
		return []string{"Telegram: the bot's messages go to a webhook at " + host(info.URL) +
			". Serving will remove that webhook; if another program still needs it, give this desk a bot of its own."}
	}
	var problems []string
	switch {
	case info.URL == "" && a.hookURL == "":
		problems = append(problems, "Telegram: no webhook is set, so nothing arrives. Set public_url, and serving will set it.")
	case info.URL == "":
		problems = append(problems, "Telegram: no webhook is set yet, so nothing arrives. Serving will set it.")
	case a.hookURL == "" && !strings.HasSuffix(info.URL, HookPath), a.hookURL != "" && info.URL != a.hookURL:
		problems = append(problems, "Telegram: the bot's messages go to a webhook at "+host(info.URL)+", which is not this desk. "+
			"Serving will take it over if public_url is set; if another program still needs it, give this desk a bot of its own.")
	}
	if at := time.Unix(info.FailedAt.Value, 0); info.Failure.Value != "" && (a.now().Sub(at) < recent || info.Waiting.Value > 0) {
		problems = append(problems, fmt.Sprintf("Telegram: on %s it could not hand over an update: %s.",
			at.UTC().Format("2 Jan 15:04 MST"), a.plain(info.Failure.Value)))
	}
	if n := info.Waiting.Value; n > manyWaiting {
		problems = append(problems, fmt.Sprintf("Telegram: %d updates wait to be handed over.", n))
	}
	return problems
}

// host is the part of an address that is no secret.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "another address"
}
