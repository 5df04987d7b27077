package telegram

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// checkEvery is how often Telegram is asked how the webhook is doing.
const checkEvery = 5 * time.Minute

// secretForm is what Telegram takes as a secret.
// https://core.telegram.org/bots/api#setwebhook
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// hookPorts are the ports Telegram's own server sends to.
// https://core.telegram.org/bots/webhooks
var hookPorts = map[string]bool{"": true, "443": true, "80": true, "88": true, "8443": true}

// hookAddress is what Telegram is told; "" when polling, or when nobody said where
// the desk is. A Bot API server of one's own takes any address.
func hookAddress(opt Options, base string) (string, error) {
	if opt.WebhookSecret == "" {
		return "", nil
	}
	if !secretForm.MatchString(opt.WebhookSecret) {
		return "", errors.New("telegram: the webhook secret must be 1 to 256 letters, digits, _ and -")
	}
	if opt.PublicURL == "" {
		return "", nil
	}
	u, err := url.Parse(opt.PublicURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "", errors.New("telegram: public_url must be an address such as https://help.example.org")
	case base != DefaultAPIURL:
	case u.Scheme != "https":
		return "", errors.New("telegram: public_url must begin with https://, as Telegram sends updates over nothing else")
	case !hookPorts[u.Port()]:
		return "", errors.New("telegram: public_url must be on port 443, 80, 88 or 8443, as Telegram sends updates to no other")
	case net.ParseIP(u.Hostname()).IsLoopback():
		return "", errors.New("telegram: public_url must be an address that Telegram can reach from outside")
	}
	return strings.TrimRight(opt.PublicURL, "/") + HookPath, nil
}

// runHook keeps the webhook set until ctx is done, and lets updates in. The webhook
// stays when it ends, so that what comes meanwhile waits for the next start.
func (a *Adapter) runHook(ctx context.Context, inbox adapters.Inbox) error {
	a.door.open(ctx, inbox)
	defer a.door.shut()
	if a.hookURL == "" {
		a.log.WarnContext(ctx, "telegram cannot be told where this desk is: set public_url to its address, or call setWebhook "+
			"yourself with that address and "+HookPath+", and with webhook_secret as secret_token")
	}
	k := keeper{Adapter: a}
	for ctx.Err() == nil {
		err := k.once(ctx)
		if ctx.Err() != nil {
			break
		}
		if err == nil {
			k.failed = 0
			a.pause(ctx, checkEvery)
			continue
		}
		wait, fatal := k.trouble(ctx, err)
		if fatal != nil {
			return fatal
		}
		k.failed++
		a.pause(ctx, wait)
	}
	return nil
}

// keeper is one Run by webhook.
type keeper struct {
	*Adapter
	// failed counts failures in a row.
	failed int
	// greeted tells that the bot's name is known and its menu was sent, set that
	// Telegram took the webhook.
	greeted, set bool
	// told is when the last failure happened that the log knows of.
	told time.Time
}

// once sets the webhook, or looks after it.
func (k *keeper) once(ctx context.Context) error {
	if err := k.introduce(ctx); err != nil {
		return err
	}
	if !k.greeted {
		k.greeted = true
		k.background.Go(func() { k.setMenus(ctx) })
	}
	if k.hookURL == "" {
		return nil
	}
	if k.set {
		return k.look(ctx)
	}
	return k.register(ctx)
}

// register tells Telegram where to send updates; those that wait are kept.
func (k *keeper) register(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var done bool
	err := k.gate.call(ctx, "setWebhook", map[string]any{
		"url": k.hookURL, "secret_token": k.secret, "allowed_updates": allowed, "drop_pending_updates": false,
	}, &done)
	if err != nil {
		return err
	}
	k.set, k.told = true, k.now()
	k.log.InfoContext(ctx, "telegram sends its updates to this desk", "url", k.hookURL)
	return nil
}

// look asks how the webhook is doing, and takes it back from anybody who took it.
func (k *keeper) look(ctx context.Context) error {
	info, err := k.hookInfo(ctx)
	if err != nil {
		return err
	}
	if info.URL != k.hookURL {
		k.log.ErrorContext(ctx, "another program took this bot's webhook away; it is set again: stop that program, or give each its own bot")
		return k.register(ctx)
	}
	if at := time.Unix(info.FailedAt.Value, 0); info.Failure.Value != "" && at.After(k.told) {
		k.told = at
		k.log.WarnContext(ctx, "telegram could not hand over an update; it tries again", "why", k.plain(info.Failure.Value),
			"waiting", info.Waiting.Value, "at", at.UTC())
	}
	return nil
}

// trouble says how long to wait after a failure, or that there is no use.
func (k *keeper) trouble(ctx context.Context, err error) (time.Duration, error) {
	var refused *apiError
	if errors.As(err, &refused) && refused.Code == http.StatusBadRequest {
		k.log.ErrorContext(ctx, "telegram does not take this desk's webhook: check public_url", "why", k.explain(refused, ""))
		return backoff(k.failed), nil
	}
	return k.setback(ctx, err, k.failed)
}
