package model

import (
	"time"
	"unicode/utf8"
)

// Budget is how many tokens may be used in a day; zero is without limit.
type Budget struct {
	// Day is for all people together, Person for each of them.
	Day, Person int
}

// Spending is how many tokens somebody, or everybody, used in one day. The caller
// keeps it; the zero value has spent nothing.
type Spending struct {
	// Day is written year-month-day, in the caller's time zone.
	Day    string `json:"day"`
	Tokens int    `json:"tokens"`
}

// On is what was spent of the day that now is in.
func (s Spending) On(now time.Time) int {
	if s.Day != now.Format(time.DateOnly) {
		return 0
	}
	return s.Tokens
}

// Add is the spending after so many tokens more.
func (s Spending) Add(now time.Time, tokens int) Spending {
	return Spending{Day: now.Format(time.DateOnly), Tokens: s.On(now) + max(tokens, 0)}
}

// Allowance is how many tokens one call may use. The zero value is without limit.
type Allowance struct {
	limited bool
	left    int
	// person tells that a person's own share is what limits it.
	person bool
}

// Allows is what a budget leaves when everybody and this person spent so much.
func (b Budget) Allows(now time.Time, everybody, person Spending) Allowance {
	var a Allowance
	for i, of := range []struct{ limit, spent int }{{b.Day, everybody.On(now)}, {b.Person, person.On(now)}} {
		if left := max(of.limit-of.spent, 0); of.limit > 0 && (!a.limited || left < a.left) {
			a = Allowance{limited: true, left: left, person: i == 1}
		}
	}
	return a
}

// covers tells whether so many tokens are left.
func (a Allowance) covers(tokens int) bool { return !a.limited || tokens <= a.left }

// less is what is left after so many tokens.
func (a Allowance) less(tokens int) Allowance {
	a.left = max(a.left-tokens, 0)
	return a
}

// Use is the record of one call, for the caller to keep. It holds no text.
type Use struct {
	// For is what the call was for.
	For Purpose `json:"for"`
	// Model is the name of the model that was asked.
	Model string        `json:"model"`
	At    time.Time     `json:"at"`
	Took  time.Duration `json:"took"`
	// Asked and Said are the tokens of prompt and answer. Guessed tells that the
	// endpoint did not count them.
	Asked   int  `json:"asked"`
	Said    int  `json:"said"`
	Guessed bool `json:"guessed,omitempty"`
	// Sections are the ids of the sections that were shown to the model.
	Sections []string `json:"sections,omitempty"`
	// Outcome is "" when what it said was taken, else a kind of fault or a doubt.
	Outcome string `json:"outcome,omitempty"`
}

// Tokens is what the call cost.
func (u Use) Tokens() int { return u.Asked + u.Said }

// Purpose is what a call is for.
type Purpose string

// The purposes.
const (
	ForRewrite    Purpose = "rewrite"
	ForWording    Purpose = "word"
	ForSearch     Purpose = "embed"
	ForSummary    Purpose = "summary"
	ForSuggestion Purpose = "suggest"
	ForTranslate  Purpose = "translate"
	ForVoice      Purpose = "transcribe"
	ForDraft      Purpose = "draft"
)

// tokensOf guesses how many tokens a text has: one for three runes, which is more
// than most languages take, so that a budget errs on the side of its owner.
func tokensOf(text string) int { return (utf8.RuneCountInString(text) + 2) / 3 }
