package model

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

const (
	// mostRewritten bounds a question for the search, in runes.
	mostRewritten       = 200
	mostRewrittenTokens = 120
)

const rewriteOrder = "You help a search in the articles of a help desk. " + asData +
	"Write the last QUESTION as one short question that can be understood alone, with what it means of the question BEFORE it, " +
	"in the language with the code %s. Add no number, name, link or cause that is not there. " +
	"Write the question only, in one line. If you cannot, write only UNSURE."

// Rewrite makes one question for the search from a question and the one before it,
// which may be empty. The personal data in them is left out of it: no article is
// found by it. It is only ever searched for, and never shown.
func (c *Client) Rewrite(ctx context.Context, question, before, lang string, names []string, allowed Allowance) (string, Doubt, Use, error) {
	v, f := newVeil(c.opt.Masks, names...), newFences()
	p := prompt{
		purpose: ForRewrite, order: fmt.Sprintf(rewriteOrder, lang), most: mostRewrittenTokens, allowed: allowed,
	}
	if before != "" {
		p.data = f.around("BEFORE", cutRunes(v.hide(before), mostQuestion))
	}
	p.data += f.around("QUESTION", cutRunes(v.hide(question), mostQuestion))
	said, use, err := c.ask(ctx, p)
	if err != nil {
		return "", "", use, err
	}
	doubt := TooLong
	if !strings.ContainsAny(said, "\n\r") {
		said = v.drop(said)
		doubt = doubtRewritten(said, before+"\n"+question)
	}
	if doubt != "" {
		use.Outcome = string(doubt)
		return "", doubt, use, nil
	}
	return said, "", use, nil
}

// doubtRewritten checks a question for the search against what it was made from.
// New words are what it is for; new numbers, links and names are not.
func doubtRewritten(said, from string) Doubt {
	switch {
	case said == "":
		return Nothing
	case unsure.MatchString(said):
		return Unsure
	case len([]rune(said)) > mostRewritten:
		return TooLong
	case strange(said, nil):
		return Marked
	}
	return invented(said, from)
}

// invented tells whether a text holds a number, a link or a name that is not in what
// it was made from. It is a weaker check than [Grounded], for what only the search or
// staff see.
func invented(said, from string) Doubt {
	given := map[string]bool{}
	for _, token := range tokensIn(from) {
		given[strings.ToLower(plainDigits(token))] = true
	}
	for _, one := range sentencesOf(said) {
		for i, token := range tokensIn(one) {
			switch {
			case given[strings.ToLower(plainDigits(token))]:
			case strings.ContainsFunc(token, unicode.IsNumber):
				return NewFigure
			case strings.ContainsFunc(token, isSign):
				return NewLink
			case hasCapital(token, i == 0):
				return NewName
			}
		}
	}
	return ""
}
