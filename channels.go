package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/alerts"
	"github.com/firstline-helpdesk/firstline/adapters/github"
	"github.com/firstline-helpdesk/firstline/adapters/slack"
	"github.com/firstline-helpdesk/firstline/adapters/telegram"
	"github.com/firstline-helpdesk/firstline/adapters/web"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

// services makes the adapters of the configured chat services; it talks to none.
// All that cannot be made are named at once.
func services(c *config.Config, log *slog.Logger) ([]adapters.Adapter, error) {
	var all []adapters.Adapter
	var failed []error
	add := func(a adapters.Adapter, err error) {
		if err != nil {
			failed = append(failed, err)
			return
		}
		all = append(all, a)
	}
	if s := c.Channels.Slack; s != nil {
		add(slack.New(slack.Options{
			BotToken: s.BotToken.Reveal(), SigningSecret: s.SigningSecret.Reveal(), AppToken: s.AppToken.Reveal(),
			APIURL: s.APIURL, Log: log,
		}))
	}
	if t := c.Channels.Telegram; t != nil {
		add(telegram.New(telegram.Options{
			Token: t.Token.Reveal(), WebhookSecret: t.WebhookSecret.Reveal(), PublicURL: c.PublicURL, APIURL: t.APIURL, Log: log,
		}))
	}
	if w := c.Channels.WhatsApp; w != nil {
		opt := whatsapp.Options{
			PhoneNumberID: w.PhoneNumberID, AccessToken: w.AccessToken.Reveal(), AppSecret: w.AppSecret.Reveal(),
			VerifyToken: w.VerifyToken.Reveal(), APIURL: w.APIURL, Log: log,
		}
		if w.Template != nil {
			opt.Template = whatsapp.Template{Name: w.Template.Name, Language: w.Template.Language}
		}
		add(whatsapp.New(opt))
	}
	if c.Alerts != nil {
		add(alerts.New(alerts.Options{Secret: c.Alerts.Secret.Reveal(), Log: log}))
	}
	if err := errors.Join(failed...); err != nil {
		return nil, fmt.Errorf("set up the channels: %w", err)
	}
	return all, nil
}

// tracker makes the adapter of the makers' issue tracker, nil where none is configured; it
// talks to nobody. Followed gives the issues that tickets are linked to; it may be nil.
func tracker(c *config.Config, followed func(context.Context) ([]bot.Place, error), log *slog.Logger) (adapters.Tracker, error) {
	t := trackerOf(c)
	if t == nil {
		return nil, nil
	}
	a, err := github.New(github.Options{
		Repository: t.GitHub, Token: t.Token.Reveal(), WebhookSecret: t.WebhookSecret.Reveal(), APIURL: t.APIURL,
		PublicURL: c.PublicURL, Followed: followed, Log: log,
	})
	if err != nil {
		return nil, fmt.Errorf("set up the tracker: %w", err)
	}
	return a, nil
}

// trackerOf is the tracker of the configuration; nil for none.
func trackerOf(c *config.Config) *config.Tracker {
	for _, level := range c.Levels {
		if level.Tracker != nil {
			return level.Tracker
		}
	}
	return nil
}

// previews are the services on which the articles page shows an answer, also those
// that are not configured: their limits are always the same.
func previews() []web.Preview {
	return []web.Preview{
		{Name: "WhatsApp", Limits: new(whatsapp.Adapter).Limits()},
		{Name: "Telegram", Limits: new(telegram.Adapter).Limits()},
		{Name: "Slack", Limits: new(slack.Adapter).Limits()},
	}
}
