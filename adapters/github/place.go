package github

import (
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// repository is "owner/name" in small letters, and nothing that an address could not hold.
type repository string

// reference is an issue of a repository; number 0 is the repository itself.
type reference struct {
	repo   repository
	number int
}

const (
	ownerForm  = `[A-Za-z0-9][A-Za-z0-9_-]{0,99}`
	nameForm   = `[A-Za-z0-9._-]{1,100}`
	numberForm = `[1-9][0-9]{0,8}`
)

var (
	repositoryForm = regexp.MustCompile(`^` + ownerForm + `/` + nameForm + `$`)
	issueForm      = regexp.MustCompile(`^(` + ownerForm + `/` + nameForm + `)?#(` + numberForm + `)$`)
	// addressForm is what follows the host of an issue's web address.
	addressForm = regexp.MustCompile(`(?i)^(` + ownerForm + `/` + nameForm + `)/issues/(` + numberForm + `)/?(?:[?#]\S*)?$`)
)

func parseRepository(s string) (repository, bool) {
	_, name, _ := strings.Cut(s, "/")
	if !repositoryForm.MatchString(s) || name == "." || name == ".." {
		return "", false
	}
	return repository(strings.ToLower(s)), true
}

// place is the repository's own.
func (r repository) place() bot.Place { return bot.Place{Channel: Channel, Chat: string(r)} }

// path is where the API has it.
func (r repository) path() string { return "repos/" + string(r) }

func (r reference) place() bot.Place {
	if r.number == 0 {
		return r.repo.place()
	}
	return bot.Place{Channel: Channel, Chat: string(r.repo) + "#" + strconv.Itoa(r.number)}
}

// path is where the API has the issue.
func (r reference) path() string { return r.repo.path() + "/issues/" + strconv.Itoa(r.number) }

// parsePlace reads a place of this channel.
func parsePlace(p bot.Place) (reference, bool) {
	if p.Channel != Channel {
		return reference{}, false
	}
	if m := issueForm.FindStringSubmatch(p.Chat); m != nil && m[1] != "" {
		return newReference(m[1], m[2])
	}
	repo, ok := parseRepository(p.Chat)
	return reference{repo: repo}, ok
}

func newReference(repo, number string) (reference, bool) {
	r, ok := parseRepository(repo)
	n, err := strconv.Atoi(number)
	return reference{repo: r, number: n}, ok && err == nil && n > 0
}

// Parse reads "owner/name#12", "#12" of the configured repository, or the address of an
// issue's page, with or without what follows it. A pull request is no issue.
func (a *Adapter) Parse(text string) (issue bot.Place, ok bool) {
	text = strings.TrimSpace(text)
	m := issueForm.FindStringSubmatch(text)
	if m == nil {
		m = addressForm.FindStringSubmatch(a.withoutHost(text))
	}
	if m == nil {
		return bot.Place{}, false
	}
	if m[1] == "" {
		m[1] = string(a.home)
	}
	r, ok := newReference(m[1], m[2])
	if !ok {
		return bot.Place{}, false
	}
	return r.place(), true
}

// withoutHost gives what follows the host in an address of this GitHub; "" for others.
func (a *Adapter) withoutHost(text string) string {
	_, host, _ := strings.Cut(a.web, "://")
	for _, scheme := range []string{"https://", "http://", ""} {
		for _, prefix := range []string{scheme + host + "/", scheme + "www." + host + "/"} {
			if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
				return text[len(prefix):]
			}
		}
	}
	return ""
}

func apiBase(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(s), "/") + "/")
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("github: api_url must be an address such as " + DefaultAPIURL + " or https://HOST/api/v3")
	}
	return u, nil
}

// webAddress is where people look at what the API gives.
// https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
func webAddress(api *url.URL) string {
	host := api.Host
	if strings.Trim(api.Path, "/") == "" {
		host = strings.TrimPrefix(host, "api.")
	}
	return api.Scheme + "://" + host
}
