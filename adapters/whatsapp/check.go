package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// needed is the permission to send and receive.
const needed = "whatsapp_business_messaging"

// maxClockDifference is how far the clocks may be apart before it shows in the
// times of tickets.
const maxClockDifference = 2 * time.Minute

// Check asks Meta about the number, the token, who gets what is written to the
// number, and the template. What Meta does not tell this token is left out.
func (a *Adapter) Check(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	var number struct {
		Status  soft[string] `json:"status"`
		Quality soft[string] `json:"quality_rating"`
		Name    soft[string] `json:"name_status"`
		Hooks   soft[hooks]  `json:"webhook_configuration"`
	}
	header, err := a.graph.get(ctx, a.number, url.Values{"fields": {"status,quality_rating,name_status,webhook_configuration"}}, &number)
	if err != nil {
		return []string{"WhatsApp: " + a.graph.fault(err).Error()}
	}
	var problems []string
	tell := func(format string, args ...any) {
		problems = append(problems, "WhatsApp: "+fmt.Sprintf(format, args...))
	}
	if s := number.Status.Value; s != "" && s != "CONNECTED" {
		tell("the number is %s and not connected; look into WhatsApp Manager.", word(s))
	}
	if number.Quality.Value == "RED" {
		tell("the number's quality is low, because people blocked or reported it; it may soon send less.")
	}
	if number.Name.Value == "DECLINED" {
		tell("the display name of the number was declined; choose another in WhatsApp Manager.")
	}
	if host := number.Hooks.Value.elsewhere(); host != "" {
		tell("what people write goes to %s and not to an address that ends in %s; set the callback URL in the app's settings.", host, hookPath)
	}
	if off := clockDifference(header, a.now()); off > maxClockDifference {
		tell("the clock of this machine is %s away from Meta's; set it right.", off.Round(time.Second))
	}
	return append(problems, a.checkToken(ctx)...)
}

// hooks are the addresses calls go to; the most special one wins.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
type hooks struct {
	Number  string `json:"phone_number"`
	Account string `json:"whatsapp_business_account"`
	App     string `json:"application"`
}

// elsewhere is the host that gets the calls in our place; "" for none.
func (h hooks) elsewhere() string {
	for _, address := range []string{h.Number, h.Account, h.App} {
		if address == "" {
			continue
		}
		u, err := url.Parse(address)
		switch {
		case err != nil:
			return "another address"
		case strings.HasSuffix(strings.TrimRight(u.Path, "/"), hookPath):
			return ""
		}
		return word(u.Host)
	}
	return ""
}

// clockDifference compares with the header Date; 0 where there is none.
func clockDifference(h http.Header, now time.Time) time.Duration {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return now.Sub(theirs).Abs()
}

// checkToken asks what the token may do. The answer also names the accounts it may
// do it for, which the configuration does not.
// https://developers.facebook.com/docs/graph-api/reference/debug_token
func (a *Adapter) checkToken(ctx context.Context) []string {
	var answer struct {
		Data struct {
			App     soft[string]   `json:"app_id"`
			Expires soft[int64]    `json:"expires_at"`
			Scopes  soft[[]string] `json:"scopes"`
			Granted soft[[]struct {
				Scope   string   `json:"scope"`
				Targets []string `json:"target_ids"`
			}] `json:"granular_scopes"`
		} `json:"data"`
	}
	if _, err := a.graph.get(ctx, "debug_token", url.Values{"input_token": {a.graph.token}}, &answer); err != nil {
		return nil
	}
	token := answer.Data
	var problems []string
	if scopes := token.Scopes.Value; len(scopes) > 0 && !slices.Contains(scopes, needed) {
		problems = append(problems, "WhatsApp: the token lacks the permission "+needed+"; make one of a system user that has it.")
	}
	if at := token.Expires.Value; at > 0 {
		problems = append(problems, "WhatsApp: the token ends on "+time.Unix(at, 0).UTC().Format("2 Jan 2006 15:04")+
			" UTC; make one of a system user that never ends.")
	}
	for _, g := range token.Granted.Value {
		if g.Scope != needed || len(g.Targets) != 1 || !digits.MatchString(g.Targets[0]) {
			continue
		}
		problems = append(problems, a.checkAccount(ctx, g.Targets[0], token.App.Value)...)
	}
	return problems
}

// checkAccount asks whether the app hears of the account's messages, and whether
// the template may be sent.
func (a *Adapter) checkAccount(ctx context.Context, account, app string) []string {
	var problems []string
	var subscribed struct {
		Data []struct {
			App soft[struct {
				ID string `json:"id"`
			}] `json:"whatsapp_business_api_data"`
		} `json:"data"`
	}
	if _, err := a.graph.get(ctx, account+"/subscribed_apps", nil, &subscribed); err == nil {
		ours := len(subscribed.Data) > 0 && app == ""
		for _, s := range subscribed.Data {
			ours = ours || s.App.Value.ID == app
		}
		if !ours {
			problems = append(problems, "WhatsApp: the app does not hear of the account's messages; subscribe it: POST /"+account+"/subscribed_apps.")
		}
	}
	if a.template.Name == "" {
		return problems
	}
	var templates struct {
		Data []struct{ Name, Language, Status string } `json:"data"`
	}
	query := url.Values{"name": {a.template.Name}, "fields": {"name,language,status"}}
	if _, err := a.graph.get(ctx, account+"/message_templates", query, &templates); err != nil {
		return problems
	}
	for _, t := range templates.Data {
		if t.Name == a.template.Name && t.Language == a.template.Language && t.Status == "APPROVED" {
			return problems
		}
	}
	return append(problems, fmt.Sprintf("WhatsApp: there is no approved template %s in %s; see channels.whatsapp.template.",
		a.template.Name, a.template.Language))
}

// word shows a value of the service in a line: nothing but plain letters, and few.
func word(s string) string {
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), 100)]
}
