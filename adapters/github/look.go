package github

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

var errUnsettled = errors.New("an earlier try may still show up")

// Look reads how an issue stands. One that was moved to another repository is told with
// its new place. An error is always a *[adapters.Fault].
func (a *Adapter) Look(ctx context.Context, place bot.Place) (bot.Issue, error) {
	at, ok := parsePlace(place)
	if !ok || at.number == 0 {
		return bot.Issue{}, refuse("the place is no issue")
	}
	var i issue
	if _, err := a.gate.get(ctx, at.path(), nil, "", &i); err != nil {
		return bot.Issue{}, a.fault(err, at)
	}
	if i.pull() {
		return bot.Issue{}, refuse("that is a pull request and no issue")
	}
	if i.Number.Value <= 0 || i.State.Value == "" {
		return bot.Issue{}, a.fault(errNotGitHub, at)
	}
	return i.standing(i.at(at.repo), a.web), nil
}

// at is where the issue is; repo is where it was asked for.
func (i issue) at(repo repository) reference {
	if told, ok := fromAddress(i.Repository.Value); ok {
		repo = told.repo
	}
	return reference{repo: repo, number: i.Number.Value}
}

const (
	// maxWords is how many words are searched for: they are joined by operators, of which
	// a query may have five. maxQuery bounds their length.
	// https://docs.github.com/en/rest/search/search#limitations-on-query-length
	maxWords = 6
	maxQuery = 240
	// shortest is the least length of a word that is worth searching for.
	shortest = 3
	// maxFound bounds how many issues are asked for.
	maxFound = 50
)

// Search finds open issues that have all of the longest words or, where these are too few,
// some of them; those with more of them in the title come first. It costs up to two of the
// thirty searches a minute that GitHub allows. An error is always a *[adapters.Fault].
func (a *Adapter) Search(ctx context.Context, place bot.Place, words string, limit int) ([]bot.Issue, error) {
	at, ok := parsePlace(place)
	if !ok || at.number > 0 {
		return nil, refuse("the place is no repository")
	}
	terms := searchable(words)
	if limit <= 0 || len(terms) == 0 {
		return nil, nil
	}
	limit = min(limit, maxFound)
	out, err := a.search(ctx, at, strings.Join(terms, " "), limit)
	if err != nil {
		return nil, a.fault(err, at)
	}
	if len(out) < limit && len(terms) > 1 {
		more, err := a.search(ctx, at, "("+strings.Join(terms, " OR ")+")", limit)
		var refused *apiError
		switch {
		case err == nil:
			slices.SortStableFunc(more, func(x, y bot.Issue) int { return cmp.Compare(hits(y.Title, terms), hits(x.Title, terms)) })
			out = append(out, more...)
		case errors.As(err, &refused) && refused.Status == http.StatusUnprocessableEntity:
			// An older server knows no parentheses: what has all words is the answer.
		default:
			return nil, a.fault(err, at)
		}
	}
	return once(out, limit), nil
}

// search makes one search. https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
func (a *Adapter) search(ctx context.Context, at reference, terms string, limit int) ([]bot.Issue, error) {
	query := url.Values{"q": {"repo:" + string(at.repo) + " is:issue is:open " + terms}, "per_page": {strconv.Itoa(limit)}}
	var result struct {
		Items []soft[issue] `json:"items"`
	}
	if _, err := a.gate.get(ctx, "search/issues", query, "", &result); err != nil {
		return nil, err
	}
	var out []bot.Issue
	for _, one := range result.Items {
		i := one.Value
		where := i.at(at.repo)
		if i.Number.Value <= 0 || i.pull() || i.State.Value == stateClosed || where.repo != at.repo {
			continue
		}
		out = append(out, i.standing(where, a.web))
	}
	return out, nil
}

// searchable are the longest words of a text, at most [maxWords], in their order. What is
// left of them is letters and digits: nothing of it is a word of GitHub's search language.
func searchable(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	var words []string
	for _, word := range all {
		if n := utf8.RuneCountInString(word); n >= shortest && n <= maxQuery/maxWords-len(" OR ") && !slices.Contains(words, word) && !operator(word) {
			words = append(words, word)
		}
	}
	longest := slices.Clone(words)
	slices.SortStableFunc(longest, func(x, y string) int {
		return cmp.Compare(utf8.RuneCountInString(y), utf8.RuneCountInString(x))
	})
	longest = longest[:min(len(longest), maxWords)]
	return slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(longest, w) })
}

func operator(word string) bool { return word == "and" || word == "not" }

func hits(title string, terms []string) int {
	n := 0
	for _, term := range terms {
		if strings.Contains(strings.ToLower(title), term) {
			n++
		}
	}
	return n
}

// once leaves out what comes again, and what is too much.
func once(all []bot.Issue, limit int) []bot.Issue {
	seen := map[bot.Place]bool{}
	var out []bot.Issue
	for _, i := range all {
		if !seen[i.Place] && len(out) < limit {
			seen[i.Place] = true
			out = append(out, i)
		}
	}
	return out
}
