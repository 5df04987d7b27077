package githubfake

import (
	"html"
	"regexp"
	"strings"
)

// Rendered is what GitHub makes of a body.
type Rendered struct {
	// Text is what can be read, without what has no width.
	Text string
	// Pings are the people and teams who are told.
	Pings []string
	// Refers are the issues that get a link back.
	Refers []string
	// Links are the addresses that can be clicked.
	Links []string
	// Markup are the characters that Markdown took for its own.
	Markup []string
}

var (
	hidden     = regexp.MustCompile(`^<!--.*?-->`)
	entity     = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
	ping       = regexp.MustCompile(`(?:^|[^A-Za-z0-9_@/])@([A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9-]+)?)`)
	refers     = regexp.MustCompile(`(?i)(?:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)?#[0-9]+|\bGH-[0-9]+`)
	issuePage  = regexp.MustCompile(`(?i)^https?://[^\s/]+/[^\s/]+/[^\s/]+/(?:issues|pull|discussions)/[0-9]+`)
	link       = regexp.MustCompile(`(?i)\b(?:https?|ftp)://[^\s<]+|\bwww\.[^\s<]+|\b(?:mailto:|xmpp:)?[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+`)
	emoji      = regexp.MustCompile(`:[A-Za-z0-9_+-]+:`)
	blockStart = regexp.MustCompile(`^ {0,3}(?:[-+*](?:\s|$)|#{1,6}(?:\s|$)|[0-9]{1,9}[.)](?:\s|$)|>|=+\s*$|-{3,}\s*$|\t| {4})|^ {4}|^\t`)
	fence      = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})\\s*$")
)

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// Render reads a body the way GitHub does, as far as a message of a desk goes: Markdown
// first, and then names, numbers of issues and addresses in the text that came out. So a
// backslash or an entity stops Markdown, and does not stop the second.
func Render(body string) Rendered {
	var out Rendered
	var text []string
	lines := strings.Split(body, "\n")
	for n := 0; n < len(lines); n++ {
		if open := fence.FindStringSubmatch(lines[n]); open != nil {
			for n++; n < len(lines) && !closes(lines[n], open[1]); n++ {
				text = append(text, lines[n])
			}
			continue
		}
		if strings.HasPrefix(lines[n], "<!--") {
			for ; n < len(lines) && !strings.Contains(lines[n], "-->"); n++ {
			}
			continue
		}
		if start := blockStart.FindString(lines[n]); start != "" {
			out.Markup = append(out.Markup, start)
		}
		line := out.inline(lines[n])
		// Inside of a link nothing is looked for.
		loose := link.ReplaceAllString(line, " ")
		for _, m := range ping.FindAllStringSubmatch(loose, -1) {
			out.Pings = append(out.Pings, m[1])
		}
		out.Refers = append(out.Refers, refers.FindAllString(loose, -1)...)
		for _, found := range link.FindAllString(line, -1) {
			out.Links = append(out.Links, found)
			out.Refers = append(out.Refers, issuePage.FindAllString(found, -1)...)
		}
		out.Markup = append(out.Markup, emoji.FindAllString(loose, -1)...)
		text = append(text, line)
	}
	out.Text = strings.TrimRight(strings.ReplaceAll(strings.Join(text, "\n"), "\u200b", ""), "\n")
	return out
}

func closes(line, fence string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= len(fence) && strings.Trim(line, fence[:1]) == ""
}

// inline resolves backslashes and entities of a line, and notes what Markdown takes.
func (out *Rendered) inline(line string) string {
	var text strings.Builder
	for line != "" {
		switch c := line[0]; {
		case c == '\\' && len(line) > 1 && strings.IndexByte(punctuation, line[1]) >= 0:
			text.WriteByte(line[1])
			line = line[2:]
		case c == '\\' && len(line) == 1:
			out.Markup = append(out.Markup, line) // a hard break
			line = ""
		case c == '&' && entity.MatchString(line):
			found := entity.FindString(line)
			text.WriteString(html.UnescapeString(found))
			line = line[len(found):]
		case hidden.MatchString(line):
			line = line[len(hidden.FindString(line)):]
		case strings.IndexByte("*_`[]<~|$", c) >= 0 && !inAddress(text.String()):
			out.Markup = append(out.Markup, line[:1])
			fallthrough
		default:
			text.WriteByte(c)
			line = line[1:]
		}
	}
	return text.String()
}

// inAddress tells that the last word so far is an address, inside of which Markdown reads
// nothing.
func inAddress(before string) bool {
	word := before[strings.LastIndexAny(before, " \n(")+1:]
	return strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://")
}
