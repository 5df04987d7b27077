package trackertest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// parses: each spelling is the issue, also with blanks around and in capitals, and nothing
// else is one.
func parses(e *env) {
	issue := e.Open("Search is slow", "")
	require.Equal(e, e.Tracker.Name(), issue.Channel)
	for _, text := range e.Spellings(issue) {
		for _, written := range []string{text, " " + text + "\n", strings.ToUpper(text)} {
			got, ok := e.Tracker.Parse(written)
			require.True(e, ok, "%q", written)
			require.Equal(e, issue, got, "%q", written)
		}
	}
	for _, text := range []string{
		"", "12", "#", "#0", "#-1", "#1x", "# 1", "#99999999999999999999", "a/b", "a/b#", "a b#1", "../..#1", "a/..#1", "a/b/c#1", "hello #1",
		"https://evil.example/a/b/issues/1", "https://evil.example/https://github.com/a/b/issues/1", "#1\x00",
	} {
		got, ok := e.Tracker.Parse(text)
		require.False(e, ok, "%q is no issue and not %v", text, got)
	}
}

// looks: how an issue stands now; one that does not exist is Refused.
func looks(e *env) {
	issue := e.Open("Search is slow", "")
	e.Label(issue, "bug")
	e.Milestone(issue, "v1.9.2")
	for _, state := range []bot.IssueState{bot.IssueOpen, bot.IssueFixed, bot.IssueOpen, bot.IssueDeclined} {
		if e.Stand(issue, state); state == bot.IssueOpen {
			e.Comment(issue, "open")
		}
		got, err := e.Tracker.Look(e.context(), issue)
		require.NoError(e, err)
		require.Equal(e, bot.Issue{
			Place: issue, Title: "Search is slow", URL: got.URL, State: state, Labels: []string{"bug"}, Milestone: "v1.9.2",
		}, got)
		parsed, ok := e.Tracker.Parse(got.URL)
		require.True(e, ok, "people who open the address write it back")
		require.Equal(e, issue, parsed)
	}
	for _, place := range []bot.Place{e.Missing, e.Tracker.Repository(), {Channel: e.Tracker.Name(), Chat: "../../user#1"}, {Channel: "web", Chat: issue.Chat}} {
		_, err := e.Tracker.Look(e.context(), place)
		require.Equal(e, adapters.Refused, e.faultOf(err).Kind, "%s", place)
	}
}

// searches: open issues that are like the words, the most alike first and no more than
// asked for; the words are never a language of their own.
func searches(e *env) {
	slow := e.Open("Search for a birth record is slow", "")
	e.Open("Printer prints blank pages", "")
	fixed := e.Open("Search of birth records fails", "")
	e.Stand(fixed, bot.IssueFixed)
	all, err := e.Tracker.Search(e.context(), e.Tracker.Repository(), "the search for birth records takes minutes since monday", 5)
	require.NoError(e, err)
	require.NotEmpty(e, all)
	require.Equal(e, slow, all[0].Place)
	require.Equal(e, bot.IssueOpen, all[0].State)
	for _, i := range all {
		require.NotEqual(e, fixed, i.Place, "only open ones")
	}
	for i := range 4 {
		e.Open("Search is slow "+strings.Repeat("again ", i), "")
	}
	all, err = e.Tracker.Search(e.context(), e.Tracker.Repository(), "search slow", 3)
	require.NoError(e, err)
	require.Len(e, all, 3)
	for _, words := range []string{
		"", " ... ", "repo:other/secrets is:closed author:ann", "AND OR NOT", `"quoted" (search) -slow`, strings.Repeat("certificate ", 500), strings.Repeat("x", 5000),
		"مشكلة في الطباعة", "\x00\u202e",
	} {
		found, err := e.Tracker.Search(e.context(), e.Tracker.Repository(), words, 3)
		require.NoError(e, err, "%.40q", words)
		for _, i := range found {
			require.True(e, strings.HasPrefix(i.Place.Chat, e.Tracker.Repository().Chat+"#"), "%s is of another repository", i.Place)
			require.Equal(e, bot.IssueOpen, i.State)
		}
	}
}

// faultKinds: each trouble gets the kind that decides rightly what follows, in an error
// without secrets or anybody's words, and afterwards sending works again.
func faultKinds(e *env) {
	provoked := 0
	for _, kind := range []adapters.FaultKind{adapters.Broken, adapters.Busy, adapters.Refused, adapters.Misconfigured} {
		e.Run(string(kind), func(t *testing.T) {
			one := start(t, e.harness)
			issue := one.Open("Search is slow", "")
			for _, to := range []bot.Place{issue, one.Tracker.Repository()} {
				if !one.Fail(kind) {
					t.Skip("not applicable: this service has no such failure")
				}
				provoked++
				r := one.reply(to, "Zzyzx Mwansakabinga 0977123456")
				_, err := one.Tracker.Send(one.context(), r)
				f := one.faultOf(err)
				require.Equal(t, kind, f.Kind, "%v", err)
				require.NotContains(t, err.Error(), "Mwansakabinga")
				if kind == adapters.Busy {
					require.Positive(t, f.After, "Busy says for how long")
				}
				one.again(one.Tracker, r)
			}
			require.NotContains(t, one.logs.String(), "Mwansakabinga")
			require.Len(t, one.Said(issue), 1)
		})
	}
	require.Positive(e, provoked, "Fail knows no kind at all")
}

// lockedIsRefused: where nobody may speak any more, a reply is refused and nothing else is
// stopped by it.
func lockedIsRefused(e *env) {
	if e.Lock == nil {
		e.Skip("not applicable: conversations are never locked")
	}
	issue := e.Open("Search is slow", "")
	e.Lock(issue)
	_, err := e.Tracker.Send(e.context(), e.reply(issue, "hello?"))
	require.Equal(e, adapters.Refused, e.faultOf(err).Kind)
	e.send(e.Tracker, e.reply(e.Tracker.Repository(), "another"))
}
