package trackertest

import (
	"log/slog"
	"testing"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Harness is what a tracker's test gives to [Run].
type Harness struct {
	// Start makes a fresh fake service and a fresh tracker that is connected to it but not
	// running yet. Everything the tracker logs must go to log. Waits should be made short
	// here, as the suite waits ten seconds at most for anything.
	Start func(t *testing.T, log *slog.Logger) Service
	// Skip names cases that cannot hold for this service, each with the reason.
	Skip map[string]string
}

// Service is one fake service with the tracker under test. All functions are required
// unless they say otherwise, and are called from the test's goroutine.
type Service struct {
	// Tracker is connected and not running.
	Tracker adapters.Tracker
	// Restart gives another tracker for the same service that remembers nothing, as after
	// a crash.
	Restart func() adapters.Tracker
	// Secrets are strings that no error and no log line may contain. The fake should put
	// them into its error answers.
	Secrets []string
	// Maker is who opens issues and comments on them, as their messages must name them.
	Maker bot.Person

	// Open has the maker open an issue in the tracker's repository.
	Open func(title, text string) bot.Place
	// Comment has the maker say something, and gives the service's id of it.
	Comment func(issue bot.Place, text string) (id string)
	// Stand has the makers close an issue, as fixed or declined, or open it again.
	Stand func(issue bot.Place, state bot.IssueState)
	// Label gives an issue a label, Milestone puts it under one.
	Label     func(issue bot.Place, label string)
	Milestone func(issue bot.Place, title string)
	// Publish has the makers publish a version of their product.
	Publish func(version string)
	// Lock ends the conversation on an issue for everybody but the makers. It may be nil.
	Lock func(issue bot.Place)
	// Again delivers the newest event once more. It may be nil.
	Again func()
	// Forge sends an event that is not authentic and returns the HTTP status it got. It is
	// nil where nothing is delivered over HTTP.
	Forge func() (status int)
	// Made are all issues of the repository, oldest first, and Said all comments on one.
	Made func() []Shown
	Said func(issue bot.Place) []Shown
	// Fail makes the next Send fail as the service really does, once. It returns false
	// when the service has no such failure.
	Fail func(kind adapters.FaultKind) bool
	// Drop has the next issue or comment made, and its answer lost.
	Drop func()
	// Pass lets time go by for the tracker and the service.
	Pass func(d time.Duration)
	// Missing is an issue that does not exist.
	Missing bot.Place
	// Spellings are ways to write an issue of the repository that staff may use.
	Spellings func(issue bot.Place) []string
}

// Shown is an issue or a comment as people see it.
type Shown struct {
	// ID is what [adapters.Sent] named it.
	ID    string
	Title string
	// Text is what can be read; Effects is what else the service made of it: people who
	// were told, issues that were linked, links, markup. Links that were allowed are none.
	Text    string
	Effects []string
}
