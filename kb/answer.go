package kb

// Verdict is how well a search knows its answer.
type Verdict int

const (
	// Unknown: nothing in the knowledge base answers this.
	Unknown Verdict = iota
	// Torn: one of a few titles may answer; the person should choose.
	Torn
	// Sure: the first hit answers.
	Sure
)

// String gives "unknown", "torn" or "sure".
func (v Verdict) String() string {
	switch v {
	case Sure:
		return "sure"
	case Torn:
		return "torn"
	}
	return "unknown"
}

// Question is what a person wants to know.
type Question struct {
	// Text is as typed; it is cut to 4,000 runes before anything looks at it, its
	// first 120 words are searched for, and at most eight misspelled ones repaired.
	Text string
	// Lang is the person's language, or "" when unknown.
	Lang string
	// Staff may see articles whose audience is [StaffOnly].
	Staff bool
	// Notices may be found too; see [Notice].
	Notices bool
}

// Hit is one article with its best section.
type Hit struct {
	Article *Article
	Section *Section
	// Score orders hits; it has no unit and no meaning across questions.
	Score float64
	// Confidence is between 0 and 1: how likely this hit answers the question.
	Confidence float64
}

// Answer is the outcome of a search. Hits are best first, at most ten, one an
// article. With [Sure] the first hit answers; with [Torn] the first hits (two or
// three; also one alone that a language model found) are the choices; with [Unknown]
// hits are only near misses, for staff.
type Answer struct {
	Verdict Verdict
	Hits    []Hit
	// Lang is the language the answer is in.
	Lang string
	// Choices is how many of Hits to offer when torn.
	Choices int
}
