package adapters

import (
	"context"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Tracker is an adapter whose places are the repositories and issues of the product's
// makers. Send to a repository ("opencrvs/opencrvs-core") makes an issue of
// [bot.Reply.Title] and Text, and [Sent.ID] is its number; Send to an issue
// ("opencrvs/opencrvs-core#8123") adds a comment. A reply that is sent again, because
// nobody knows whether the first try arrived, finds by its id what was made then.
//
// Run brings comments as [bot.Said], the standing of issues as [bot.Tracked] and new
// versions as [bot.Released], and never what the desk itself wrote. All of it may come
// more than once, with the same delivery key.
type Tracker interface {
	Adapter
	// Look reads how an issue stands now. An error is always a *Fault; Refused means that
	// there is no such issue, or none that we may see.
	Look(ctx context.Context, issue bot.Place) (bot.Issue, error)
	// Search finds open issues of a repository that are like some words, the most alike
	// first and at most limit. The words leave the desk: the caller masks them. An error is
	// always a *Fault.
	Search(ctx context.Context, repository bot.Place, words string, limit int) ([]bot.Issue, error)
	// Parse reads an issue as staff write it: "owner/name#12", "#12" of the configured
	// repository, or its web address. ok is false for anything else.
	Parse(text string) (issue bot.Place, ok bool)
	// Repository is where new issues go.
	Repository() bot.Place
}
