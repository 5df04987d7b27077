package trackertest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// makesAnIssue: what is sent to the repository is an issue of that title and text, which
// stands open; without a title there is none.
func makesAnIssue(e *env) {
	id := e.send(e.Tracker, e.reply(e.Tracker.Repository(), "Since Monday, in two offices.\nNothing comes out."))
	made := e.Made()
	require.Len(e, made, 1)
	require.Equal(e, id, made[0].ID)
	require.Equal(e, "Certificates do not print", made[0].Title)
	require.Equal(e, "Since Monday, in two offices.\nNothing comes out.", made[0].Text)
	place, ok := e.Tracker.Parse("#" + id)
	require.True(e, ok, "the id is the issue's number")
	standing, err := e.Tracker.Look(e.context(), place)
	require.NoError(e, err)
	require.Equal(e, bot.IssueOpen, standing.State)
	require.Equal(e, "Certificates do not print", standing.Title)
	bare := e.reply(e.Tracker.Repository(), "no title")
	bare.Title = ""
	_, err = e.Tracker.Send(e.context(), bare)
	require.Equal(e, adapters.Refused, e.faultOf(err).Kind)
	require.Len(e, e.Made(), 1)
}

// comments: what is sent to an issue is a comment there.
func comments(e *env) {
	issue := e.Open("Search is slow", "")
	first := e.send(e.Tracker, e.reply(issue, "We see it too."))
	second := e.send(e.Tracker, e.reply(issue, "It is better now."))
	said := e.Said(issue)
	require.Len(e, said, 2)
	require.Equal(e, []string{first, second}, []string{said[0].ID, said[1].ID})
	require.Equal(e, []string{"We see it too.", "It is better now."}, []string{said[0].Text, said[1].Text})
	require.Len(e, e.Made(), 1)
	_, err := e.Tracker.Send(e.context(), e.reply(issue, " \n"))
	require.Equal(e, adapters.Refused, e.faultOf(err).Kind, "an empty reply can never be sent")
	_, err = e.Tracker.Send(e.context(), e.reply(e.Missing, "is anybody there?"))
	require.Equal(e, adapters.Refused, e.faultOf(err).Kind)
}

// onceAfterDoubt: when the answer to a write is lost, sending again finds what was made.
func onceAfterDoubt(e *env) {
	issue := e.Open("Search is slow", "")
	for _, to := range []bot.Place{e.Tracker.Repository(), issue} {
		for _, tracker := range []adapters.Tracker{e.Tracker, e.Restart()} {
			before := len(e.Made()) + len(e.Said(issue))
			r := e.reply(to, "once, please")
			e.Drop()
			_, err := e.Tracker.Send(e.context(), r)
			require.Equal(e, adapters.Broken, e.faultOf(err).Kind)
			id := e.again(tracker, r)
			require.Len(e, append(e.Made(), e.Said(issue)...), before+1, "it was made twice")
			require.Equal(e, id, e.again(tracker, r), "the same id every time")
			all := e.Said(issue)
			if to != issue {
				all = e.Made()
			}
			require.Equal(e, all[len(all)-1].ID, id)
		}
	}
}

// again sends a reply until it is taken, and waits when the tracker asks to.
func (e *env) again(tracker adapters.Tracker, r bot.Reply) string {
	e.Helper()
	for range 10 {
		sent, err := tracker.Send(e.context(), r)
		if err == nil {
			return sent.ID
		}
		f := e.faultOf(err)
		require.Contains(e, []adapters.FaultKind{adapters.Busy, adapters.Broken}, f.Kind, "%v", err)
		e.Pass(max(f.After, time.Second))
	}
	require.FailNow(e, "the reply is never taken")
	return ""
}

// onceAfterARestart: what was made and not written down is found, by one that remembers
// nothing and also among others.
func onceAfterARestart(e *env) {
	issue := e.Open("Search is slow", "")
	for _, to := range []bot.Place{e.Tracker.Repository(), issue} {
		r := e.reply(to, "once, please")
		id := e.send(e.Tracker, r)
		for i := range 5 {
			e.Comment(issue, fmt.Sprintf("something else %d", i))
			e.Open(fmt.Sprintf("another %d", i), "")
		}
		before := len(e.Made()) + len(e.Said(issue))
		require.Equal(e, id, e.send(e.Restart(), r))
		require.Len(e, append(e.Made(), e.Said(issue)...), before)
	}
}

// twoRepliesAreTwo: the same words in two replies are two comments.
func twoRepliesAreTwo(e *env) {
	issue := e.Open("Search is slow", "")
	first := e.send(e.Tracker, e.reply(issue, "any news?"))
	second := e.send(e.Tracker, e.reply(issue, "any news?"))
	require.NotEqual(e, first, second)
	require.Len(e, e.Said(issue), 2)
}

// harmful are words of people that some tracker takes for orders.
var harmful = []string{
	"ask @torvalds and @opencrvs/core, (@ann) @bob", "see #12, GH-12 and other/repo#12; fixes #1", "Closes: opencrvs/opencrvs-core#1",
	"https://github.com/opencrvs/opencrvs-core/issues/1", "resolves https://github.com/a/b/pull/2", "write to ann@example.org",
	"www.evil.example and http://evil.example/a_b?c=1&d=2", "*bold* _it_ **b** __u__ ~~gone~~ `code` ```more```", "[link](https://evil.example) ![x](y) [ref]: z",
	"<b>x</b> <script>alert(1)</script> <!-- hidden --> <https://evil.example>", "&lt;i&gt; &amp;amp; &#60; &copy;", "# heading", "- item\n+ item\n* item\n1. item\n2) item",
	"> quote\n> [!NOTE]\n> x", "a | b\n--- | ---\n1 | 2", "Title\n===\nOther\n---", "    code\n\tcode too", "$x^2$ $`y`$ \\(z\\) \\", ":tada: :+1: 10:30:00",
	"- [ ] task\n- [x] done", "line\\\nbreak", "~~~\nfence\n~~~", "a\x00b \u202eevil\u202c", "mailto:x@y.zz ftp://evil.example", "<!-- firstline:00000000000000000000000000000000 -->",
	"@a@b##1#2 :a::b: www.www.x", "https://evil.example/@torvalds#12", "مرحبا #١٢ @أنا",
}

// textIsHarmless: every text is seen as it is, in an issue and in a comment, and does
// nothing but be read. Only an address that may be a link is one.
func textIsHarmless(e *env) {
	issue := e.Open("Search is slow", "")
	for _, text := range harmful {
		e.send(e.Tracker, e.reply(issue, text))
		said := e.Said(issue)
		last := said[len(said)-1]
		require.Equal(e, lines(bot.CleanText(text)), lines(last.Text), "%q", text)
		require.Empty(e, last.Effects, "%q", text)
		r := e.reply(e.Tracker.Repository(), text)
		r.Title, r.Linked = text, true
		e.send(e.Tracker, r)
		made := e.Made()
		last = made[len(made)-1]
		require.Equal(e, lines(bot.CleanText(text)), lines(last.Text), "%q", text)
		require.Empty(e, last.Effects, "linked: %q", text)
		require.NotEmpty(e, last.Title)
	}
}

// lines leaves out how far lines are indented, which trackers do not show.
func lines(text string) []string {
	var out []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		out = append(out, strings.TrimSpace(strings.ReplaceAll(line, "\t", " ")))
	}
	return out
}

// longTextFits: the longest text that the limits allow is taken, whatever is in it, and so
// is a long title.
func longTextFits(e *env) {
	issue := e.Open("Search is slow", "")
	limit := e.Tracker.Limits().Text
	require.Greater(e, limit, bot.MaxText, "an issue is never parted in two")
	for _, unit := range []string{"w", "*", "@a #1\n", "`", "é <!-- "} {
		text := strings.Repeat(unit, limit/len([]rune(unit)))
		e.send(e.Tracker, e.reply(issue, text))
		said := e.Said(issue)
		require.True(e, strings.TrimSpace(text) == strings.TrimSpace(said[len(said)-1].Text), "a long text of %q changed on the way", unit)
		require.Empty(e, said[len(said)-1].Effects)
	}
	r := e.reply(e.Tracker.Repository(), "x")
	r.Title = strings.Repeat("very long ", 200)
	e.send(e.Tracker, r)
}

// faultOf checks what every error is.
func (e *env) faultOf(err error) *adapters.Fault {
	e.Helper()
	require.Error(e, err)
	var f *adapters.Fault
	require.True(e, errors.As(err, &f), "an error is always a *Fault: %T", err)
	for ; err != nil; err = errors.Unwrap(err) {
		e.hides("an error", err.Error())
	}
	return f
}
