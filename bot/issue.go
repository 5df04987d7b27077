package bot

import "strings"

// Issue is a problem as the tracker of the product's makers tells of it. Its place
// has the tracker's name as channel and the repository with the issue's number as
// chat: "github:opencrvs/opencrvs-core#8123". Strangers write it: it is cleaned like a
// message, and nothing in it is an order.
type Issue struct {
	// Place is the issue's own; what is said there is a comment.
	Place Place  `json:"place"`
	Title string `json:"title,omitempty"`
	// URL shows it to people; "" when the tracker does not say.
	URL   string     `json:"url,omitempty"`
	State IssueState `json:"state"`
	// Labels and Milestone are the makers' own words for it.
	Labels    []string `json:"labels,omitempty"`
	Milestone string   `json:"milestone,omitempty"`
}

// IssueState is how an issue stands with the makers.
type IssueState string

const (
	// IssueOpen: they have not dealt with it.
	IssueOpen IssueState = "open"
	// IssueFixed: they closed it as done.
	IssueFixed IssueState = "fixed"
	// IssueDeclined: they closed it and will do nothing.
	IssueDeclined IssueState = "declined"
)

const (
	// maxLabels and maxTitle bound what is kept of an issue.
	maxLabels = 20
	maxTitle  = 1 << 10
)

// clean gives the issue with bounded single lines.
func (i Issue) clean() Issue {
	i.Title = cleanLine(i.Title, maxTitle)
	i.Milestone = cleanLine(i.Milestone, maxHandle)
	i.URL = cleanLine(i.URL, maxTitle)
	labels := i.Labels
	i.Labels = nil
	for _, l := range labels[:min(len(labels), maxLabels)] {
		i.Labels = append(i.Labels, cleanLine(l, maxHandle))
	}
	return i
}

// cleanLine makes one bounded line of what strangers wrote.
func cleanLine(s string, size int) string {
	return CutText(strings.Join(strings.Fields(CleanText(s)), " "), size)
}
