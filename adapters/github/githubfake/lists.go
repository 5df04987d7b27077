package githubfake

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// said is a comment with the issue it is under.
type said struct {
	issue *Issue
	c     Comment
}

// listComments gives those of one issue, in the order they were made; it knows no other.
func (c *call) listComments() reply {
	r, i, no := c.issue()
	if no != nil {
		return *no
	}
	var list []said
	for _, one := range i.Comments {
		if !one.Updated.Before(since(c.r.URL.Query())) {
			list = append(list, said{i, one})
		}
	}
	return page(c, list, func(one said) map[string]any { return c.s.shownComment(r, one.issue, one.c) })
}

// repoComments gives those of all issues and pull requests. The direction counts only
// together with a sort.
func (c *call) repoComments() reply {
	r, no := c.repo()
	if no != nil {
		return *no
	}
	q := c.r.URL.Query()
	var list []said
	for _, i := range r.issues {
		for _, one := range i.Comments {
			if !i.deleted && !one.Updated.Before(since(q)) {
				list = append(list, said{i, one})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y said) int {
		if q.Get("sort") == "updated" {
			return x.c.Updated.Compare(y.c.Updated)
		}
		return cmp.Compare(x.c.ID, y.c.ID)
	})
	if q.Get("sort") != "" && q.Get("direction") != "asc" {
		slices.Reverse(list)
	}
	return page(c, list, func(one said) map[string]any { return c.s.shownComment(r, one.issue, one.c) })
}

// listReleases gives the newest first, and drafts to whom may see them.
func (c *call) listReleases() reply {
	r, no := c.repo()
	if no != nil {
		return *no
	}
	list := slices.Clone(r.releases)
	slices.Reverse(list)
	return page(c, list, func(rel *Release) map[string]any { return c.s.shownRelease(r, rel) })
}

// search knows repo:, is:issue, is:open, words that must all be there, and one pair of
// parentheses with words of which one must be there.
func (c *call) search() reply {
	var words []string
	repos, onlyIssues, onlyOpen := []string{}, false, false
	for _, word := range strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(c.r.URL.Query().Get("q"))) {
		name, value, qualifier := strings.Cut(word, ":")
		switch {
		case qualifier && name == "repo":
			repos = append(repos, strings.ToLower(value))
		case word == "is:issue":
			onlyIssues = true
		case word == "is:open":
			onlyOpen = true
		case qualifier:
			return refuse(http.StatusUnprocessableEntity, "Validation Failed: unknown qualifier")
		default:
			words = append(words, strings.ToLower(word))
		}
	}
	anyOf := slices.Contains(words, "or")
	joined := len(words)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "or" })
	if utf8.RuneCountInString(strings.Join(words, " ")) > longestWords || joined-len(words) > operators {
		return refuse(http.StatusUnprocessableEntity, "The search is longer than 256 characters or has more than five operators")
	}
	out := []any{}
	for name, r := range c.s.repos {
		if !slices.Contains(repos, name) {
			continue
		}
		for _, i := range r.issues {
			if i.deleted || (i.Pull && onlyIssues) || (i.State != "open" && onlyOpen) || !matches(i, words, anyOf) {
				continue
			}
			out = append(out, c.s.shownIssue(r, i))
		}
	}
	if len(repos) > 0 && c.s.repos[repos[0]] == nil {
		return refuse(http.StatusUnprocessableEntity, "The listed users and repositories cannot be searched")
	}
	size := cmp.Or(number(c.r.URL.Query().Get("per_page")), 30)
	return ok(map[string]any{"total_count": len(out), "incomplete_results": false, "items": out[:min(len(out), size)]})
}

func matches(i *Issue, words []string, anyOf bool) bool {
	text := strings.ToLower(i.Title + " " + i.Body)
	found := 0
	for _, word := range words {
		if strings.Contains(text, word) {
			found++
		}
	}
	return found == len(words) || (anyOf && found > 0)
}
