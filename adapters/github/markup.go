package github

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
)

// GitHub reads Markdown, and then finds names, numbers of issues and addresses in the text
// that came out, whether they were escaped or not. So there are two means: a backslash in
// front of what Markdown would read, and a space without width inside of what GitHub would
// find. Neither can be seen.
// https://github.github.com/gfm/#backslash-escapes
// https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
const unseen = "\u200b"

const (
	// always is what means something to Markdown wherever it stands.
	always = "\\`*_[]<>~|$&"
	// atStart is what means something at the beginning of a line.
	atStart = "-+=#"
)

var (
	// found are the beginnings of what GitHub makes a mention, a reference or a link of.
	// What follows the first group is parted from it.
	found = regexp.MustCompile(`(?i)(@)[\pL\pN_]|(#)[0-9]|\b(gh-)[0-9]|\b([a-z][a-z0-9+.-]*:)//|\b(www)\.|\b(mailto:|xmpp:)|(:)[a-z0-9_+-]+:`)
	// numbered is the beginning of a numbered item.
	numbered = regexp.MustCompile(`^[0-9]{1,9}[.)]`)
	// address is one that may become a link as it is.
	address = regexp.MustCompile(`(?i)\bhttps?://[a-z0-9._~:/?#@!%&()+,;=-]+`)
	// refers are addresses of pages that would get a link back.
	refers = regexp.MustCompile(`(?i)/(issues|pull|pulls|discussions|commit|compare)/`)
)

// body is the text with its marker, as GitHub shows it unchanged. Escaped text that grew
// too long is put into a block of code, where nothing has a meaning. An error is a
// *[adapters.Fault].
func body(text, id string, linked bool) (string, error) {
	text = bot.CleanText(text)
	if strings.TrimSpace(text) == "" {
		return "", refuse("there are no words to send")
	}
	end := "\n\n" + marker(id)
	out := escape(text, linked) + end
	if utf8.RuneCountInString(out) > maxBody {
		out = fenced(text) + end
	}
	if utf8.RuneCountInString(out) > maxBody {
		return "", refuse("the text is longer than GitHub takes")
	}
	return out, nil
}

// title is one line of at most [maxTitle] characters. GitHub shows it as it is, but people
// and programs copy it into other texts.
func title(s string) string {
	s = strings.Join(strings.Fields(bot.CleanText(s)), " ")
	s = parted(s)
	if utf8.RuneCountInString(s) > maxTitle {
		s = string([]rune(s)[:maxTitle-1]) + "…"
	}
	return s
}

// escape makes text that shows as it is. Where links are allowed, web addresses stay as
// they are but for those of issues.
func escape(text string, linked bool) string {
	var out strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			out.WriteByte('\n')
		}
		line = indented(&out, strings.TrimRight(line, " \t"))
		if !linked {
			out.WriteString(literal(line, true))
			continue
		}
		from := 0
		for _, at := range address.FindAllStringIndex(line, -1) {
			if refers.MatchString(line[at[0]:at[1]]) || (at[1] < len(line) && line[at[1]] > utf8.RuneSelf) {
				continue
			}
			out.WriteString(literal(line[from:at[0]], from == 0))
			out.WriteString(line[at[0]:at[1]])
			from = at[1]
		}
		out.WriteString(literal(line[from:], from == 0))
	}
	return out.String()
}

// indented writes the white space a line begins with so that it makes no block of code, and
// gives the rest.
func indented(out *strings.Builder, line string) string {
	rest := strings.TrimLeft(line, " \t")
	if lead := line[:len(line)-len(rest)]; lead != "" {
		out.WriteString("&#32;")
		out.WriteString(strings.ReplaceAll(lead[1:], "\t", " "))
	}
	return rest
}

// literal escapes a piece of a line; first tells that the line begins with it.
func literal(s string, first bool) string {
	s = parted(s)
	number := -1
	if first {
		number = len(numbered.FindString(s)) - 1
	}
	var out strings.Builder
	for i, r := range s {
		if strings.ContainsRune(always, r) || (first && i == 0 && strings.ContainsRune(atStart, r)) || (i > 0 && i == number) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// parted keeps GitHub from finding people, issues and addresses.
func parted(s string) string {
	at := 0
	var out strings.Builder
	for at < len(s) {
		m := found.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		end := m[1]
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				end = m[group+1]
			}
		}
		out.WriteString(s[at : at+end])
		out.WriteString(unseen)
		at += end
	}
	out.WriteString(s[at:])
	return out.String()
}

// fenced is text in a block of code, between lines that are longer than any in it.
func fenced(text string) string {
	best := ""
	for _, mark := range []string{"`", "~"} {
		longest, run := 0, 0
		for _, r := range text {
			if run++; string(r) != mark {
				run = 0
			}
			longest = max(longest, run)
		}
		if fence := strings.Repeat(mark, max(3, longest+1)); best == "" || len(fence) < len(best) {
			best = fence
		}
	}
	return best + "\n" + text + "\n" + best
}
