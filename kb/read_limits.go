package kb

import (
	"bytes"
	"fmt"
	"strings"
)

// Limits of what is handed to the markdown parser. Some of its steps take time
// that grows with the square of these numbers or memory for each level, so text
// beyond anything a person writes is refused beforehand.
const (
	// maxNesting is how deep lists and quotes may stand in each other on one line.
	maxNesting = 24
	// maxIndent is how many columns a list item may be indented.
	maxIndent = 120
	// maxMarks is how many brackets, and how many stars, underscores, tildes and
	// backticks together, one paragraph may hold.
	maxBrackets, maxMarks = 1000, 4000
	// maxCells is how many cells a table may have, those its author left out too.
	maxCells = 100_000
)

// tooComplex gives the first line that goes beyond a limit, or 0.
func tooComplex(src []byte) (line int, message, mend string) {
	var fence string
	brackets, marks, columns, rows := 0, 0, 0, 0
	inHTML := false
	for raw := range bytes.Lines(src) {
		line++
		text := strings.TrimSpace(string(raw))
		if mark := fenceMark(text); mark != "" && (fence == "" || strings.HasPrefix(mark, fence) && mark == text) {
			fence = map[bool]string{true: mark, false: ""}[fence == ""]
			continue
		}
		if fence != "" {
			continue
		}
		nested := markers(raw)
		if nested > maxNesting || nested > 0 && len(raw)-len(bytes.TrimLeft(raw, " \t")) > maxIndent {
			return line, fmt.Sprintf("lists or quotes are nested deeper than %d levels", maxNesting), "make the text flatter"
		}
		if text == "" {
			inHTML, columns, rows = false, 0, 0
		}
		if text == "" || nested > 0 || text[0] == '#' || text[0] == '|' {
			brackets, marks = 0, 0
		}
		if brackets+marks == 0 && strings.HasPrefix(text, "<") {
			tag, _ := nextHTML(text)
			inHTML = inHTML || breaksText(tag.name) || strings.Contains(" table thead tbody tr td th pre script style ", " "+tag.name+" ")
		}
		if inHTML {
			continue
		}
		brackets += strings.Count(text, "[")
		marks += strings.Count(text, "*") + strings.Count(text, "_") + strings.Count(text, "~") + strings.Count(text, "`")
		if brackets > maxBrackets || marks > maxMarks {
			return line, "this paragraph has thousands of brackets, stars, underscores or backticks", "divide it, or put ``` lines around it if it is code"
		}
		if wide := delimiters(text); wide > columns {
			columns = wide
		}
		if rows++; columns*rows > maxCells {
			return line, fmt.Sprintf("the table has more than %d cells", maxCells), "divide the table"
		}
	}
	return 0, "", ""
}

// fenceMark gives the marks a line of fenced code begins or ends with.
func fenceMark(text string) string {
	for _, mark := range []string{"`", "~"} {
		if n := len(text) - len(strings.TrimLeft(text, mark)); n >= 3 && !strings.Contains(text[n:], "`") {
			return text[:n]
		}
	}
	return ""
}

// delimiters gives the columns of a line such as |---|:-:|, which makes the line
// above the head of a table, and 0 for any other line.
func delimiters(text string) int {
	if !strings.Contains(text, "-") || strings.Trim(text, "|-: \t>") != "" {
		return 0
	}
	return strings.Count(text, "|") + 1
}

// markers counts the quote and list markers a line begins with. A line of
// dashes or stars alone is a rule and nests nothing.
func markers(line []byte) int {
	if len(bytes.Trim(line, " \t\n*-_")) == 0 {
		return 0
	}
	count := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
		case c == '>':
			count++
		case (c == '-' || c == '*' || c == '+') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			count++
		case c >= '0' && c <= '9':
			for i < len(line) && line[i] >= '0' && line[i] <= '9' {
				i++
			}
			if i+1 >= len(line) || line[i] != '.' && line[i] != ')' || line[i+1] != ' ' && line[i+1] != '\t' {
				return count
			}
			count++
		default:
			return count
		}
	}
	return count
}
