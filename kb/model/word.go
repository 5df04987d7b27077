package model

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// Ask is a question to be worded an answer for.
type Ask struct {
	// Question is as the person typed it.
	Question string
	// Names are what people are called whose names must not leave.
	Names []string
	// Sections are those found, best first; at most three are used. They are in the
	// language of Bounds.
	Sections []Section
	Bounds   Bounds
	Allowed  Allowance
}

// Worded is an answer that was checked.
type Worded struct {
	Text string
	// Cited are the ids of the sections it rests on, in order of use.
	Cited []string
}

const (
	mostSections = 3
	// mostQuestion and mostSection bound what is sent, in runes.
	mostQuestion, mostSection = 2000, 6000
	// mostAnswerTokens bounds an answer.
	mostAnswerTokens = 700
)

const wordingOrder = "You help a help desk to word an answer. " + asData +
	"Answer the QUESTION from the SECTIONS only, in the language with the code %s. " +
	"Use the words of the sections; choose, shorten and join, but add nothing: no fact, number, name, link or advice that is not there. " +
	"Write one sentence a line, and end each line with the number of its section in square brackets, like [1]. " +
	"Copy numbered steps exactly, with their numbers, all of them and in order, each with the section's number behind it. " +
	"Write plain text without markup, no greeting, and at most %d characters. " +
	"If the sections do not answer the question, write only UNSURE."

// Word lets the model word an answer from sections. What it gives was checked by
// [Grounded]. A doubt, or an error, means: send the plain section.
func (c *Client) Word(ctx context.Context, ask Ask) (Worded, Doubt, Use, error) {
	v, f := newVeil(c.opt.Masks, ask.Names...), newFences()
	sections := ask.Sections[:min(len(ask.Sections), mostSections)]
	p := prompt{
		purpose: ForWording, order: fmt.Sprintf(wordingOrder, ask.Bounds.Lang, ask.Bounds.Most),
		most: mostAnswerTokens, allowed: ask.Allowed,
	}
	var data strings.Builder
	for i, s := range sections {
		if len([]rune(s.Text)) > mostSection {
			// What the model does not see whole it cannot shorten rightly.
			return Worded{}, TooLong, Use{For: ForWording, Model: c.opt.Chat, At: c.opt.Now(), Outcome: string(TooLong)}, nil
		}
		p.sections = append(p.sections, s.ID)
		data.WriteString(f.around(fmt.Sprintf("SECTION [%d]", i+1), v.hide(s.Title)+"\n"+v.hide(s.Text)))
	}
	data.WriteString(f.around("QUESTION", cutRunes(v.hide(ask.Question), mostQuestion)))
	p.data = data.String()
	said, use, err := c.ask(ctx, p)
	if err != nil {
		return Worded{}, "", use, err
	}
	if unsure.MatchString(said) {
		use.Outcome = string(Unsure)
		return Worded{}, Unsure, use, nil
	}
	text, cited, doubt := Grounded(v.show(said), sections, ask.Bounds)
	if doubt != "" {
		use.Outcome = string(doubt)
		return Worded{}, doubt, use, nil
	}
	w := Worded{Text: text}
	for _, n := range cited {
		w.Cited = append(w.Cited, sections[n].ID)
	}
	return w, "", use, nil
}

var unsure = regexp.MustCompile(`\bUNSURE\b`)
