package github

import (
	"encoding/json"
	"time"
)

// What the API answers and what the webhook brings has the same shapes. Only what the desk
// uses is named here.

// user is an account. A deleted one is null.
type user struct {
	Login soft[string] `json:"login"`
	ID    soft[int64]  `json:"id"`
}

// issue is also what the API gives for a pull request.
// https://docs.github.com/en/rest/issues/issues
type issue struct {
	Number      soft[int]              `json:"number"`
	Title       soft[string]           `json:"title"`
	Body        soft[string]           `json:"body"`
	State       soft[string]           `json:"state"`
	Reason      soft[string]           `json:"state_reason"`
	User        soft[user]             `json:"user"`
	Labels      soft[[]soft[named]]    `json:"labels"`
	Milestone   soft[milestone]        `json:"milestone"`
	Updated     soft[time.Time]        `json:"updated_at"`
	PullRequest soft[*json.RawMessage] `json:"pull_request"`
	// Repository is the repository's address in the API.
	Repository soft[string] `json:"repository_url"`
}

type named struct {
	Name soft[string] `json:"name"`
}

type milestone struct {
	Title soft[string] `json:"title"`
}

// comment is one on an issue or on a pull request.
// https://docs.github.com/en/rest/issues/comments
type comment struct {
	ID      soft[int64]     `json:"id"`
	Body    soft[string]    `json:"body"`
	User    soft[user]      `json:"user"`
	Created soft[time.Time] `json:"created_at"`
	Updated soft[time.Time] `json:"updated_at"`
	// Issue is the issue's address in the API, Page that of the comment for people.
	Issue soft[string] `json:"issue_url"`
	Page  soft[string] `json:"html_url"`
}

// release is a published version, or a draft of one.
// https://docs.github.com/en/rest/releases/releases
type release struct {
	ID        soft[int64]     `json:"id"`
	Tag       soft[string]    `json:"tag_name"`
	Draft     soft[bool]      `json:"draft"`
	Published soft[time.Time] `json:"published_at"`
}

// repositoryInfo is what Check looks at.
// https://docs.github.com/en/rest/repos/repos#get-a-repository
type repositoryInfo struct {
	FullName  soft[string] `json:"full_name"`
	HasIssues soft[*bool]  `json:"has_issues"`
	Archived  soft[bool]   `json:"archived"`
	Private   soft[bool]   `json:"private"`
}
