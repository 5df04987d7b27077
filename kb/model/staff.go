package model

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is something that was said on a ticket.
type Line struct {
	// By is "person", "staff" or "bot".
	By   string
	Text string
}

// Talk is a ticket's transcript, oldest first, for what staff are helped with.
type Talk struct {
	Lines []Line
	// Names are what the people in it are called.
	Names []string
	// Lang is the language that the help is to be in.
	Lang    string
	Allowed Allowance
}

// mostTalk bounds a transcript, in runes; of a longer one the end is taken.
const mostTalk = 8000

// data gives the transcript fenced and without personal data, and the same text as
// it was.
func (t Talk) data(v *veil, f fences) (hidden, plain string) {
	var lines []string
	room := mostTalk
	for _, l := range slices.Backward(t.Lines) {
		line := l.By + ": " + l.Text
		if room -= utf8.RuneCountInString(line); room < 0 {
			break
		}
		lines = append(lines, line)
	}
	slices.Reverse(lines)
	plain = strings.Join(lines, "\n")
	return f.around("TALK", v.hide(plain)), plain
}

// Bounds of what staff get, in runes and tokens.
const (
	summaryLines, mostSummary = 3, 500
	mostSuggestion            = 1500
	mostHelpTokens            = 600
)

const summaryOrder = "You sum up a TALK for a member of a help desk. " + asData +
	"Write three short lines in the language with the code %s: what is wrong; what was tried; what is needed now. " +
	"Only what the talk says. Plain text, no numbers in front."

// Summary sums up a talk in at most three lines. Numbers, links and names in it are
// in the talk; the rest is the model's and is to be shown as such.
func (c *Client) Summary(ctx context.Context, t Talk) (string, Doubt, Use, error) {
	return c.help(ctx, t, ForSummary, fmt.Sprintf(summaryOrder, t.Lang), nil, func(said string) Doubt {
		if strings.Count(said, "\n") >= summaryLines || utf8.RuneCountInString(said) > mostSummary {
			return TooLong
		}
		return ""
	})
}

const suggestOrder = "You suggest to a member of a help desk what to reply to the last words of the person in a TALK. " + asData +
	"Use the TALK and the SECTIONS only; add no number, name or link. Promise nothing, and say of nothing that it was done. " +
	"Write the reply only, in the language with the code %s, short and in plain text. If you cannot, write only UNSURE."

// Suggest words a reply for the owner of a ticket, who alone may see it and must send
// it themselves. Numbers, links and names in it are in the talk or the sections.
func (c *Client) Suggest(ctx context.Context, t Talk, sections []Section) (string, Doubt, Use, error) {
	return c.help(ctx, t, ForSuggestion, fmt.Sprintf(suggestOrder, t.Lang), sections, func(said string) Doubt {
		if utf8.RuneCountInString(said) > mostSuggestion {
			return TooLong
		}
		return ""
	})
}

// help is a question about a talk whose answer only staff see.
func (c *Client) help(ctx context.Context, t Talk, purpose Purpose, order string, sections []Section, fits func(string) Doubt) (string, Doubt, Use, error) {
	v, f := newVeil(c.opt.Masks, t.Names...), newFences()
	data, from := t.data(v, f)
	p := prompt{purpose: purpose, order: order, most: mostHelpTokens, allowed: t.Allowed}
	for i, s := range sections[:min(len(sections), mostSections)] {
		data += f.around(fmt.Sprintf("SECTION [%d]", i+1), cutRunes(v.hide(s.Title)+"\n"+v.hide(s.Text), mostSection))
		from += "\n" + s.Title + "\n" + s.Text
		p.sections = append(p.sections, s.ID)
	}
	p.data = data
	said, use, err := c.ask(ctx, p)
	if err != nil {
		return "", "", use, err
	}
	said = v.show(citation.ReplaceAllString(said, ""))
	doubt := fits(said)
	switch {
	case doubt != "":
	case unsure.MatchString(said):
		doubt = Unsure
	case strange(said, nil):
		doubt = Marked
	default:
		doubt = invented(said, from)
	}
	if doubt != "" {
		use.Outcome = string(doubt)
		return "", doubt, use, nil
	}
	return said, "", use, nil
}

const translateOrder = "You translate the TEXT into the language with the code %s. " + asData +
	"Keep numbers, links, names and what is in quotes as they are. Write the translation only, in plain text. " +
	"If you cannot, write only UNSURE."

// Translate gives a text in another language, to be shown beside the original and
// marked as a machine's. It has the numbers and links of the original, and no others.
func (c *Client) Translate(ctx context.Context, text, into string, names []string, allowed Allowance) (string, Doubt, Use, error) {
	v, f := newVeil(c.opt.Masks, names...), newFences()
	p := prompt{purpose: ForTranslate, order: fmt.Sprintf(translateOrder, into), allowed: allowed, most: 2*tokensOf(text) + 100}
	if utf8.RuneCountInString(text) > mostQuestion {
		return "", TooLong, Use{For: ForTranslate, Model: c.opt.Chat, At: c.opt.Now(), Outcome: string(TooLong)}, nil
	}
	p.data = f.around("TEXT", v.hide(text))
	said, use, err := c.ask(ctx, p)
	if err != nil {
		return "", "", use, err
	}
	said = v.show(said)
	doubt := Doubt("")
	switch {
	case unsure.MatchString(said):
		doubt = Unsure
	case strange(said, []Section{{Text: text}}):
		doubt = Marked
	case !slices.Equal(exactParts(text), exactParts(said)):
		doubt = NewFigure
	}
	if doubt != "" {
		use.Outcome = string(doubt)
		return "", doubt, use, nil
	}
	return said, "", use, nil
}

var lettersInside = regexp.MustCompile(`://|@|\w\.\w`)

// exactParts are the numbers and links of a text, sorted: what a translation keeps.
func exactParts(text string) []string {
	var out []string
	for _, token := range tokensIn(plainDigits(text)) {
		if strings.ContainsFunc(token, unicode.IsNumber) || lettersInside.MatchString(token) {
			out = append(out, token)
		}
	}
	slices.Sort(out)
	return out
}
