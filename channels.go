package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack"
	"github.com/firstline-helpdesk/firstline/adapters/telegram"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp"
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
		add(telegram.New(telegram.Options{Token: t.Token.Reveal(), APIURL: t.APIURL, Log: log}))
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
	if err := errors.Join(failed...); err != nil {
		return nil, fmt.Errorf("set up the channels: %w", err)
	}
	return all, nil
}
