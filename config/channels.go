package config

// Channels holds one pointer for each chat service; nil means that the service
// is not configured.
type Channels struct {
	Web      *Web      `key:"web" help:"Web chat and desk, served on listen."`
	Slack    *Slack    `key:"slack" help:"A Slack app."`
	Telegram *Telegram `key:"telegram" help:"A Telegram bot."`
	WhatsApp *WhatsApp `key:"whatsapp" help:"A number of the WhatsApp Business Cloud API."`
}

// Has tells whether the channel of that name ("web", "slack", "telegram" or
// "whatsapp") is configured.
func (c Channels) Has(name string) bool {
	switch name {
	case "web":
		return c.Web != nil
	case "slack":
		return c.Slack != nil
	case "telegram":
		return c.Telegram != nil
	case "whatsapp":
		return c.WhatsApp != nil
	}
	return false
}

// Chat tells whether a chat service other than the web page is configured.
func (c Channels) Chat() bool {
	return c.Slack != nil || c.Telegram != nil || c.WhatsApp != nil
}

// Web is the web chat. It has no keys.
type Web struct{}

// Slack is a Slack app. It is reached either through Socket Mode, when AppToken
// is set, or through the Events API, which needs SigningSecret.
type Slack struct {
	BotToken      Secret `key:"bot_token" need:"${SLACK_BOT_TOKEN}" help:"Bot token of the app (xoxb-...)."`
	SigningSecret Secret `key:"signing_secret" help:"Proves that a call on /hooks/slack comes from Slack. Required without app_token."`
	AppToken      Secret `key:"app_token" help:"App-level token (xapp-...). Set: Socket Mode, which needs no public address."`
	APIURL        string `key:"api_url" default:"https://slack.com/api/" check:"url" help:"Address of the Slack Web API."`
}

// Telegram is a Telegram bot.
type Telegram struct {
	Token         Secret `key:"token" need:"${TELEGRAM_TOKEN}" help:"Token of the bot, from @BotFather."`
	WebhookSecret Secret `key:"webhook_secret" check:"telegram secret" help:"Set: updates come to /hooks/telegram and carry it. Empty: long polling."`
	APIURL        string `key:"api_url" default:"https://api.telegram.org" check:"url" help:"Address of the Bot API server."`
}

// WhatsApp is a number of the WhatsApp Business Cloud API.
type WhatsApp struct {
	PhoneNumberID string    `key:"phone_number_id" need:"\"105500000000000\"" check:"digits" help:"Id of the number, in digits; not the number itself."`
	AccessToken   Secret    `key:"access_token" need:"${WHATSAPP_TOKEN}" help:"Access token of a system user."`
	AppSecret     Secret    `key:"app_secret" need:"${WHATSAPP_APP_SECRET}" help:"Proves that a call on /hooks/whatsapp comes from Meta."`
	VerifyToken   Secret    `key:"verify_token" need:"${WHATSAPP_VERIFY_TOKEN}" help:"Word of your own that Meta repeats when the hook is set up."`
	APIURL        string    `key:"api_url" default:"https://graph.facebook.com/v25.0" check:"url" help:"Address of the Graph API, with its version."`
	Template      *Template `key:"template" help:"Approved template for replies after the 24-hour window. Without one they wait for the person."`
}

// Alerts is the hook for monitoring.
type Alerts struct {
	Secret Secret `key:"secret" need:"${ALERTS_SECRET}" help:"Proves that a call on /hooks/alerts comes from your monitoring: the bearer token, or the password of basic authentication."`
}

// Template is a WhatsApp message template that Meta has approved.
type Template struct {
	Name     string `key:"name" need:"support_update" check:"template" help:"Name of the template."`
	Language string `key:"language" need:"en" check:"template language" help:"Language of the template as Meta writes it, for example en or pt_BR."`
}
