package config

import (
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	// A container without a zone database must still know every zone.
	_ "time/tzdata"
)

// checks holds the rules that the check and names tags speak of. A rule gives
// nil when the text is good.
var checks = map[string]func(string) *complaint{
	"":     func(string) *complaint { return nil },
	"name": shape(`^[A-Za-z_][A-Za-z0-9_]*$`, "is not a name", "use letters, digits and _"),
	"digits": shape(`^[0-9]{1,32}$`, "is not an id in digits",
		"copy the phone number id from the API setup page of the app, not the phone number"),
	"filled":     shape(`\S`, "is empty", "write a value or delete the line"),
	"repository": shape(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`, "is not a repository", "write owner/name, for example opencrvs/opencrvs-core"),
	// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
	"template":          shape(`^[a-z0-9_]{1,512}$`, "is not a template name", "use small letters, digits and _, as in the list of templates"),
	"template language": shape(`^[a-z]{2,3}(_[A-Z]{2,3})?$`, "is not a template language", "write it as Meta does, for example en or pt_BR"),
	// https://core.telegram.org/bots/api#setwebhook
	"telegram secret": shape(`^[A-Za-z0-9_-]{0,256}$`, "holds characters that Telegram refuses", "use up to 256 letters, digits, _ and -"),
	"language":        checkLanguage,
	"timezone":        checkTimezone,
	"address":         checkAddress,
	"url":             checkURL,
	"optional url":    checkOptionalURL,
	"model use":       oneOf("word", "rewrite", "embed", "summary", "suggest", "translate", "transcribe", "draft"),
	"confidence":      oneOf("careful", "balanced", "generous"),
	"priority":        oneOf("low", "normal", "high", "urgent"),
	"type":            shape(`^[a-z0-9][a-z0-9-]{0,30}$`, "is not a support type", "use small letters, digits and -, for example how-to"),
	"room":            checkPlace,
	"person":          checkPlace,
	"optional person": checkOptionalPlace,
}

// channelNames are the names that rooms and staff begin with.
var channelNames = []string{"web", "slack", "telegram", "whatsapp"}

// shape makes a rule from a regular expression.
func shape(expression, what, mend string) func(string) *complaint {
	fits := regexp.MustCompile(expression)
	return func(text string) *complaint {
		if fits.MatchString(text) {
			return nil
		}
		return &complaint{what, mend}
	}
}

// oneOf makes a rule from a list of words.
func oneOf(words ...string) func(string) *complaint {
	last := len(words) - 1
	list := strings.Join(words[:last], ", ") + " or " + words[last]
	return func(text string) *complaint {
		for _, word := range words {
			if text == word {
				return nil
			}
		}
		if near := nearest(text, words); near != "" {
			return &complaint{"is not known here", "did you mean " + near + "? It may be " + list}
		}
		return &complaint{"is not known here", "write " + list}
	}
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// checkLanguage knows the shape of BCP 47 codes, not which languages exist.
func checkLanguage(text string) *complaint {
	if languageCode.MatchString(text) {
		return nil
	}
	mend := "write a code such as en, fr or pt-BR"
	first, region, _ := strings.Cut(strings.ReplaceAll(text, "_", "-"), "-")
	tidy := strings.TrimSuffix(strings.ToLower(first)+"-"+region, "-")
	if len(tidy) < 9 && languageCode.MatchString(tidy) { // longer ones may be anything
		mend = "did you mean " + tidy + "?"
	}
	return &complaint{"is not a language code", mend}
}

// checkTimezone refuses "Local" too: it means another place on every machine.
func checkTimezone(text string) *complaint {
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		return &complaint{"is not a time zone", "write an IANA name, for example Africa/Lusaka or UTC"}
	}
	return nil
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9._-]*$`)

func checkAddress(text string) *complaint {
	host, port, err := net.SplitHostPort(text)
	_, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || net.ParseIP(host) == nil && !hostName.MatchString(host) {
		return &complaint{"is not an address to listen on", "write host:port, for example 127.0.0.1:8080"}
	}
	return nil
}

func checkOptionalURL(text string) *complaint {
	if text == "" {
		return nil
	}
	return checkURL(text)
}

func checkURL(text string) *complaint {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return &complaint{"is not a web address", "write it from https:// on, for example https://help.example.org"}
	case u.User != nil:
		return &complaint{"holds a user name", "leave out what stands before the @"}
	case u.RawQuery != "" || u.Fragment != "":
		return &complaint{"goes on after the path", "leave out ? and # and what follows"}
	}
	return nil
}

func checkOptionalPlace(text string) *complaint {
	if text == "" {
		return nil
	}
	return checkPlace(text)
}

// checkPlace knows channel:id. Names such as #support are a common mistake: the
// services want ids.
func checkPlace(text string) *complaint {
	channel, id, found := strings.Cut(text, ":")
	switch known := oneOf(channelNames...)(channel); {
	case !found || id == "":
		return &complaint{"is not channel:id", "write for example slack:C0LEVEL1 or telegram:-1001234567890"}
	case known != nil:
		return &complaint{"begins with a channel that does not exist", known.mend}
	case strings.ContainsAny(id, " \t\r\n"):
		return &complaint{"has a blank in the id", "write for example slack:C0LEVEL1 or telegram:-1001234567890"}
	case id[0] == '#' || id[0] == '@':
		return &complaint{"names it where its id belongs", "write the id, for example slack:C0LEVEL1 or telegram:-1001234567890"}
	}
	return nil
}
