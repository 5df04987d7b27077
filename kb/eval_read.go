package kb

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// longestLine is the longest line, in bytes, of a file of questions.
const longestLine = 1 << 20

// ReadQuestions reads a file of questions: tab-separated id, question, lang,
// split (dev or test) and articles, which are names separated by commas, or
// OOS when the question must not be answered. Empty lines, and a first line
// that begins with "#", are skipped. Errors name the line and the mend.
func ReadQuestions(r io.Reader) ([]EvalQuestion, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64*1024), longestLine)
	var questions []EvalQuestion
	seen := make(map[string]int)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimRight(lines.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || n == 1 && strings.HasPrefix(line, "#") {
			continue
		}
		q, err := readQuestion(line)
		if err != nil {
			return nil, fmt.Errorf("reading questions: line %d: %w", n, err)
		}
		if first, ok := seen[q.ID]; ok {
			return nil, fmt.Errorf("reading questions: line %d: the id %q is already used in line %d; give it another", n, q.ID, first)
		}
		seen[q.ID] = n
		questions = append(questions, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading questions: line %d: %w", n+1, err)
	}
	return questions, nil
}

func readQuestion(line string) (EvalQuestion, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 5 {
		return EvalQuestion{}, fmt.Errorf("has %d fields; write five, separated by tabs: id, question, lang, split, articles", len(fields))
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	q := EvalQuestion{ID: fields[0], Text: fields[1], Lang: fields[2], Split: fields[3]}
	switch {
	case q.ID == "":
		return q, fmt.Errorf("the first field is empty; give the question an id")
	case q.Text == "":
		return q, fmt.Errorf("the second field is empty; write the question there")
	case q.Split != "dev" && q.Split != "test":
		return q, fmt.Errorf("the fourth field is %q; write dev or test", q.Split)
	case fields[4] == "":
		return q, fmt.Errorf("the fifth field is empty; write the names of the right articles, or OOS")
	case fields[4] == "OOS":
		return q, nil
	}
	for name := range strings.SplitSeq(fields[4], ",") {
		if name = strings.TrimSpace(name); name == "" {
			return q, fmt.Errorf("an article's name is empty in %q; remove the extra comma", fields[4])
		}
		if name == "OOS" {
			return q, fmt.Errorf("OOS stands beside names of articles in %q; write either OOS or names", fields[4])
		}
		q.Articles = append(q.Articles, name)
	}
	return q, nil
}
