package model

import "strings"

// sourceStep is a step of a section: which list of it, which number, and its line.
type sourceStep struct {
	list, number int
	text         string
	// under is as of sentences; behind is the place behind its sentences.
	under  bool
	behind int
}

// stepRun is the list of steps that an answer copies: nil when it is in none.
type stepRun struct {
	src  *source
	last int // place in src.steps
}

// step checks a line that is a step: it is one of a cited section, word for word,
// and the next of the list that is being copied.
func (c *checker) step(cl claim, number int) Doubt {
	text := strings.TrimRight(oneSpace(cl.text), ".")
	for _, n := range cl.cites {
		src := c.sources[n]
		for i, have := range src.steps {
			if have.number != number || have.under || have.behind <= src.said || strings.TrimRight(have.text, ".") != text {
				continue
			}
			inRun := c.run.src == src && c.run.last+1 == i && src.steps[c.run.last].list == have.list
			if !inRun && (number != 1 || c.stepsDone() != "") {
				continue
			}
			c.run = stepRun{src: src, last: i}
			c.last, src.said = src, have.behind
			return ""
		}
	}
	return ChangedSteps
}

// stepsDone tells whether the list that is being copied was copied to its end.
// Half a recipe is worse than none.
func (c *checker) stepsDone() Doubt {
	if c.run.src == nil {
		return ""
	}
	steps, last := c.run.src.steps, c.run.last
	if last+1 < len(steps) && steps[last+1].list == steps[last].list {
		return ChangedSteps
	}
	return ""
}
