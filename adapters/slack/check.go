package slack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
)

// scopes are the rights the bot needs; manifest.yaml asks for the same.
// https://docs.slack.dev/reference/scopes
var scopes = []string{
	"app_mentions:read", "channels:history", "chat:write", "commands", "files:read", "files:write", "groups:history",
	"im:history", "im:write", "reactions:write", "users:read",
}

// scopesHeader lists the rights of the token in every answer.
// https://docs.slack.dev/authentication/installing-with-oauth#errors
const scopesHeader = "X-Oauth-Scopes"

// tolerance is how far our clock may be off before it is worth telling; Slack's
// signatures are good for five minutes.
const tolerance = time.Minute

// Check asks Slack about the tokens and the app's rights, and compares the clocks.
func (a *Adapter) Check(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	me, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return []string{"Slack: " + a.fault(fmt.Errorf("auth.test: %w", err), "").Error()}
	}
	problems := a.checkScopes(me)
	if sent, err := http.ParseTime(me.Header.Get("Date")); err == nil {
		if off := a.now().Sub(sent); off > tolerance || off < -tolerance {
			problems = append(problems, fmt.Sprintf("Slack: this computer's clock is off by %s; Slack's calls will be refused. "+
				"Let it keep its time with NTP.", off.Round(time.Second)))
		}
	}
	if a.appToken == "" {
		return problems
	}
	if _, _, err := a.api.StartSocketModeContext(ctx); err != nil {
		problems = append(problems, "Slack: Socket Mode: "+a.fault(fmt.Errorf("apps.connections.open: %w", err), "").Error()+
			". Check channels.slack.app_token, and on the app's page Socket Mode that it is switched on.")
	}
	return problems
}

func (a *Adapter) checkScopes(me *slackapi.AuthTestResponse) []string {
	header := me.Header.Get(scopesHeader)
	if header == "" {
		return nil
	}
	var missing []string
	given := strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range scopes {
		if !slices.Contains(given, scope) {
			missing = append(missing, scope)
		}
	}
	if missing == nil {
		return nil
	}
	return []string{"Slack: the bot lacks the scopes " + strings.Join(missing, ", ") +
		". Add them on the app's page OAuth & Permissions and install the app again."}
}
