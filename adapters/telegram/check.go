package telegram

import (
	"context"
	"net/url"
)

// me is what Telegram says about this bot. https://core.telegram.org/bots/api#user
type me struct {
	Username string `json:"username"`
	// Joins tells whether the bot can be added to groups.
	Joins bool `json:"can_join_groups"`
	// ReadsAll tells that privacy mode is off.
	ReadsAll bool `json:"can_read_all_group_messages"`
}

func (a *Adapter) me(ctx context.Context) (me, error) {
	var m me
	err := a.gate.call(ctx, "getMe", struct{}{}, &m)
	return m, err
}

// Check asks Telegram about the bot's settings that only its owner can change,
// in a talk with BotFather.
func (a *Adapter) Check(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	m, err := a.me(ctx)
	if err != nil {
		return []string{"Telegram: " + a.fault(err, "").Error()}
	}
	var problems []string
	if !m.Joins {
		problems = append(problems, "Telegram: the bot may not be added to groups, so staff cannot have a room. "+
			"In a talk with @BotFather send /setjoingroups and choose Enable.")
	}
	if !m.ReadsAll {
		problems = append(problems, "Telegram: privacy mode is on, so in a group the bot sees only commands, mentions and answers to itself. "+
			"In a talk with @BotFather send /setprivacy and choose Disable, then remove the bot from the group and add it again.")
	}
	return append(problems, a.checkWebhook(ctx)...)
}

func (a *Adapter) checkWebhook(ctx context.Context) []string {
	var hook struct {
		URL string `json:"url"`
	}
	if err := a.gate.call(ctx, "getWebhookInfo", struct{}{}, &hook); err != nil {
		return []string{"Telegram: " + a.fault(err, "").Error()}
	}
	if hook.URL == "" {
		return nil
	}
	host := "another address"
	if u, err := url.Parse(hook.URL); err == nil && u.Host != "" {
		host = u.Host
	}
	return []string{"Telegram: the bot's messages go to a webhook at " + host +
		". Serving will remove that webhook; if another program still needs it, give this desk a bot of its own."}
}
