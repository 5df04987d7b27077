package model

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Drafted is an article that somebody must read and accept before it counts.
type Drafted struct {
	Title string
	// Questions are other ways to ask for it.
	Questions []string
	// Text is plain text, steps numbered.
	Text string
}

const draftOrder = "You draft an article for a help desk from the TALK of a ticket that was solved. " + asData +
	"Write for anybody with the same problem: leave out people, offices and dates; add no fact that the talk does not hold. " +
	"In the language with the code %s, in this form and nothing else: a line TITLE: and the title; one to three lines ASK: and a way to ask; " +
	"a line TEXT: and below it the text, with steps numbered. Plain text. If the talk does not show what helped, write only UNSURE."

const (
	mostDraft       = 4000
	mostDraftTokens = 1200
	mostAsks        = 3
	mostTitle       = 120
)

// Draft drafts an article from a talk. Personal data is left out of it for good, and
// numbers, links and names in it are in the talk.
func (c *Client) Draft(ctx context.Context, t Talk) (Drafted, Doubt, Use, error) {
	v, f := newVeil(c.opt.Masks, t.Names...), newFences()
	data, from := t.data(v, f)
	said, use, err := c.ask(ctx, prompt{
		purpose: ForDraft, order: fmt.Sprintf(draftOrder, t.Lang), data: data, most: mostDraftTokens, allowed: t.Allowed,
	})
	if err != nil {
		return Drafted{}, "", use, err
	}
	said = veiled.ReplaceAllString(said, "…")
	d, doubt := readDraft(said)
	if doubt == "" {
		doubt = invented(strings.Join(append([]string{d.Title, withoutStepNumbers(d.Text)}, d.Questions...), "\n"), from)
	}
	if doubt != "" {
		use.Outcome = string(doubt)
		return Drafted{}, doubt, use, nil
	}
	return d, "", use, nil
}

func readDraft(said string) (Drafted, Doubt) {
	var d Drafted
	if unsure.MatchString(said) {
		return d, Unsure
	}
	head, text, ok := strings.Cut(said, "TEXT:")
	for line := range strings.SplitSeq(head, "\n") {
		if title, is := strings.CutPrefix(line, "TITLE:"); is {
			d.Title = strings.TrimSpace(title)
		}
		if ask, is := strings.CutPrefix(line, "ASK:"); is && strings.TrimSpace(ask) != "" && len(d.Questions) < mostAsks {
			d.Questions = append(d.Questions, strings.TrimSpace(ask))
		}
	}
	d.Text = strings.TrimSpace(text)
	switch {
	case !ok || d.Title == "" || d.Text == "":
		return d, Nothing
	case utf8.RuneCountInString(d.Text) > mostDraft || utf8.RuneCountInString(d.Title) > mostTitle:
		return d, TooLong
	case strange(said, nil):
		return d, Marked
	}
	return d, ""
}

// withoutStepNumbers leaves out the numbers of steps, which are the draft's own.
func withoutStepNumbers(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if _, ok := stepNumber(line); ok {
			line = strings.TrimSpace(line[strings.IndexAny(line, ".)")+1:])
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
