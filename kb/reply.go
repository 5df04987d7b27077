package kb

import (
	"slices"
	"strings"
)

// ReplyTag marks articles that staff send as canned replies. In them {{name}},
// {{number}} and {{staff}} may stand, which whoever sends one fills in: the person's
// name, the ticket's number, and the name of the member of staff.
const ReplyTag = "reply"

var replyVars = []string{"name", "number", "staff"}

// withReplyVars gives the variables for an article: canned replies keep theirs, so
// that they are filled when they are sent.
func withReplyVars(a *Article, vars map[string]string) map[string]string {
	if !slices.Contains(a.Tags, ReplyTag) {
		return vars
	}
	all := map[string]string{}
	for _, name := range replyVars {
		all[name] = "{{" + name + "}}"
	}
	for name, value := range vars {
		all[name] = value
	}
	return all
}

// hideUnfilled keeps a canned reply with open variables out of the search: only
// who sends it can fill them.
func hideUnfilled(a *Article) {
	if !slices.Contains(a.Tags, ReplyTag) {
		return
	}
	for _, s := range a.Sections {
		for _, name := range replyVars {
			a.Hidden = a.Hidden || strings.Contains(s.Text+s.Heading+a.Title, "{{"+name+"}}")
		}
	}
}
