package model

import (
	"slices"
	"strings"
)

// mostJoined is how many sentences of a section one of the answer may join.
const mostJoined = 3

// rests checks one sentence against one section.
func (c *checker) rests(s sentence, src *source) Doubt {
	if doubt := src.verbatim(s); doubt != "" {
		return doubt
	}
	best := Unrested
	for from := range src.sentences {
		for width := 1; width <= min(mostJoined, len(src.sentences)-from); width++ {
			doubt := c.restsOn(s, src.sentences[from:from+width])
			switch {
			case doubt == Unrested:
				continue
			case doubt != "":
				best = doubt
				continue
			case from < src.said, s.leans && !src.follows(c.last, from):
				best = ChangedOrder
				continue
			}
			c.last, src.said = src, from+width
			return ""
		}
	}
	return best
}

// follows tells whether the sentence at a place comes right behind what was said last,
// or begins the text and nothing was said before.
func (src *source) follows(last *source, at int) bool {
	if last == nil {
		return at == src.titles
	}
	return last == src && at == src.said
}

// restsOn checks one sentence against one of a section, or some that follow each other
// as if they were one.
func (c *checker) restsOn(s sentence, given []sentence) Doubt {
	said := slices.Concat(s.clauses...)
	if len(given) == 1 {
		return c.restsOnOne(s, said, given[0])
	}
	var whole []string
	turning := false
	for _, g := range given {
		if g.step || g.under || g.asks {
			return Unrested
		}
		turning = turning || g.turning(0)
		whole = append(whole, slices.Concat(g.clauses...)...)
	}
	switch {
	case !c.same(said, whole):
		return Unrested
	case turning: // a "not" would reach further
		return NewSense
	}
	return ""
}

// restsOnOne checks one sentence against the whole of another, or its beginning.
func (c *checker) restsOnOne(s sentence, said []string, given sentence) Doubt {
	if given.step || s.asks != given.asks {
		return Unrested
	}
	var begun []string
	for n, clause := range given.clauses {
		begun = append(begun, clause...)
		switch {
		case !c.same(said, begun):
			continue
		case given.under, given.turning(n + 1):
			return NewSense
		case given.turning(0) && !slices.Equal(c.withoutLead(said), c.withoutLead(begun)):
			return NewSense
		}
		return ""
	}
	return c.nearly(said, slices.Concat(given.clauses...))
}

// same tells whether two rows of words are the same but for small words.
func (c *checker) same(a, b []string) bool {
	a, b = c.withoutSmall(a), c.withoutSmall(b)
	return len(a) > 0 && slices.Equal(a, b)
}

func (c *checker) withoutSmall(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return c.small[w] })
}

// withoutLead leaves out small words at the beginning only.
func (c *checker) withoutLead(words []string) []string {
	at := slices.IndexFunc(words, func(w string) bool { return !c.small[w] })
	return words[max(at, 0):]
}

// nearly tells a sentence that lacks or adds words that turn the meaning, or is cut out
// of one with such words, from one that says something else.
func (c *checker) nearly(said, given []string) Doubt {
	turns := func(w string) bool { return c.turning[w] }
	plain := func(words []string) string {
		return " " + strings.Join(slices.DeleteFunc(c.withoutSmall(words), turns), " ") + " "
	}
	part := plain(said)
	if strings.TrimSpace(part) != "" && strings.Contains(plain(given), part) && slices.ContainsFunc(slices.Concat(said, given), turns) {
		return NewSense
	}
	return Unrested
}
