package kb

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Outcome is what became of one question of an evaluation.
type Outcome struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Articles []string `json:"articles,omitempty"`
	Verdict  string   `json:"verdict"`
	// First is the first hit's article, Confidence how sure the search was of it.
	First      string  `json:"first,omitempty"`
	Confidence float64 `json:"confidence,omitempty"`
}

// Right tells whether a person would have been served: a right article answered
// or was offered first, or a question that must not be answered was not.
func (o Outcome) Right() bool {
	if len(o.Articles) == 0 {
		return o.Verdict != Sure.String()
	}
	return o.Verdict != Unknown.String() && slices.Contains(o.Articles, o.First)
}

// WrongAnswer tells whether a person would have been told something wrong.
func (o Outcome) WrongAnswer() bool {
	return o.Verdict == Sure.String() && !slices.Contains(o.Articles, o.First)
}

// Outcomes asks the base all questions and keeps what became of each.
func (b *Base) Outcomes(questions []EvalQuestion) []Outcome {
	return OutcomesOf(questions, b.Answers(questions))
}

// OutcomesOf keeps what became of each question from its answer.
func OutcomesOf(questions []EvalQuestion, answers []Answer) []Outcome {
	outcomes := make([]Outcome, 0, len(questions))
	for i, q := range questions {
		a := answers[i]
		o := Outcome{ID: q.ID, Question: q.Text, Articles: q.Articles, Verdict: a.Verdict.String()}
		if len(a.Hits) > 0 {
			o.First, o.Confidence = a.Hits[0].Article.Name, a.Hits[0].Confidence
		}
		outcomes = append(outcomes, o)
	}
	return outcomes
}

// WriteRun writes outcomes, one JSON object a line, so that a later run can be
// compared with them.
func WriteRun(w io.Writer, outcomes []Outcome) error {
	out := json.NewEncoder(w)
	for _, o := range outcomes {
		if err := out.Encode(o); err != nil {
			return fmt.Errorf("write the run: %w", err)
		}
	}
	return nil
}

// maxRunLine is the longest line of a run, in bytes.
const maxRunLine = 1 << 20

// ReadRun reads what WriteRun wrote. An error names the line.
func ReadRun(r io.Reader) ([]Outcome, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRunLine)
	var outcomes []Outcome
	for n := 1; lines.Scan(); n++ {
		var o Outcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, fmt.Errorf("line %d is not of a run that kb eval --save wrote: %w", n, err)
		}
		outcomes = append(outcomes, o)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the run: %w", err)
	}
	return outcomes, nil
}

// Difference is a question that became of differently in two runs.
type Difference struct {
	Before Outcome `json:"before"`
	Now    Outcome `json:"now"`
}

// Comparison says what changed from one run to another.
type Comparison struct {
	// NewlyRight and NewlyWrong are the questions whose people are served better or
	// worse now.
	NewlyRight []Difference `json:"newly_right"`
	NewlyWrong []Difference `json:"newly_wrong"`
	// Same counts the questions that are as right or wrong as before, Only those that
	// are in one run alone.
	Same int `json:"same"`
	Only int `json:"only_in_one"`
}

// Compare compares two runs, question by question.
func Compare(before, now []Outcome) Comparison {
	c := Comparison{NewlyRight: []Difference{}, NewlyWrong: []Difference{}}
	had := map[string]Outcome{}
	for _, o := range before {
		had[o.ID+"\x00"+o.Question] = o
	}
	for _, o := range now {
		key := o.ID + "\x00" + o.Question
		old, ok := had[key]
		if !ok {
			c.Only++
			continue
		}
		delete(had, key)
		switch was, is := old.worth(), o.worth(); {
		case is > was:
			c.NewlyRight = append(c.NewlyRight, Difference{old, o})
		case is < was:
			c.NewlyWrong = append(c.NewlyWrong, Difference{old, o})
		default:
			c.Same++
		}
	}
	c.Only += len(had)
	return c
}

// worth orders outcomes by what they are to the person who asked: a wrong answer,
// none, a right one.
func (o Outcome) worth() int {
	switch {
	case o.WrongAnswer():
		return 0
	case !o.Right():
		return 1
	}
	return 2
}
