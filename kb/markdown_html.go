package kb

import (
	"html"
	"strings"
)

// htmlKind is what a piece of HTML is.
type htmlKind int

const (
	htmlText htmlKind = iota
	htmlOpen
	htmlClose
	// htmlSkip is a comment, a declaration or a processing instruction.
	htmlSkip
)

// htmlToken is a tag or the text between two tags.
type htmlToken struct {
	kind  htmlKind
	name  string
	attrs string
	// text is decoded for htmlText, and as written for tags.
	text string
}

// nextHTML takes the next piece off raw HTML. It always takes something, so a
// loop over it ends.
func nextHTML(s string) (t htmlToken, rest string) {
	at := strings.IndexByte(s, '<')
	if at < 0 {
		return htmlToken{text: html.UnescapeString(s)}, ""
	}
	if at > 0 {
		return htmlToken{text: html.UnescapeString(s[:at])}, s[at:]
	}
	for _, skip := range [...][2]string{{"<!--", "-->"}, {"<?", "?>"}, {"<!", ">"}} {
		if strings.HasPrefix(s, skip[0]) {
			_, rest, _ = strings.Cut(s[len(skip[0]):], skip[1])
			return htmlToken{kind: htmlSkip}, rest
		}
	}
	t.kind = htmlOpen
	begin := 1
	if strings.HasPrefix(s, "</") {
		t.kind, begin = htmlClose, 2
	}
	end := begin
	for end < len(s) && isNameByte(s[end]) {
		end++
	}
	close := tagEnd(s, end)
	if end == begin || close < 0 || s[begin] >= '0' && s[begin] <= '9' {
		return htmlToken{text: "<"}, s[1:]
	}
	t.name = strings.ToLower(s[begin:end])
	t.attrs = strings.TrimSpace(strings.TrimSuffix(s[end:close], "/"))
	t.text = s[:close+1]
	return t, s[close+1:]
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
}

// maxTagBytes bounds the search for the end of a tag.
const maxTagBytes = 8 << 10

// tagEnd finds the > of a tag, which may hold one inside quotes; -1 if none.
func tagEnd(s string, from int) int {
	quote := byte(0)
	for i := from; i < len(s) && i < from+maxTagBytes; i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && s[i-1] == '=':
			quote = c
		case c == '>':
			return i
		case c == '<':
			return -1
		}
	}
	return -1
}

// has tells whether the tag has the attribute, with or without a value.
func (t htmlToken) has(key string) bool {
	_, ok := t.find(key)
	return ok
}

// attr gives the decoded value of an attribute, or "".
func (t htmlToken) attr(key string) string {
	value, _ := t.find(key)
	return value
}

func (t htmlToken) find(key string) (string, bool) {
	s := t.attrs
	for {
		s = strings.TrimLeft(s, " \t\n/")
		if s == "" {
			return "", false
		}
		end := strings.IndexAny(s, "= \t\n")
		if end < 0 {
			return "", strings.EqualFold(s, key)
		}
		name := s[:end]
		s = strings.TrimLeft(s[end:], " \t\n")
		value := ""
		if strings.HasPrefix(s, "=") {
			value, s = attrValue(strings.TrimLeft(s[1:], " \t\n"))
		}
		if strings.EqualFold(name, key) {
			return html.UnescapeString(value), true
		}
	}
}

func attrValue(s string) (value, rest string) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		value, rest, _ = strings.Cut(s[1:], s[:1])
		return value, rest
	}
	end := strings.IndexAny(s, " \t\n")
	if end < 0 {
		return s, ""
	}
	return s[:end], s[end:]
}

// elements are the names of HTML elements; a tag with another name is a blank
// such as <project-name>. See https://html.spec.whatwg.org/multipage/indices.html.
const elements = " a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br button canvas " +
	"caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt element em embed " +
	"fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img " +
	"input ins isindex kbd label legend li line link main map mark marquee math menu menuitem meta meter nav nobr noframes " +
	"noscript object ol optgroup option output p param path picture plaintext pre progress q rb rect rp rt rtc ruby s samp script " +
	"search section select shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template " +
	"text textarea tfoot th thead time title tr track tspan tt u ul var video wbr "

func knownElement(name string) bool { return strings.Contains(elements, " "+name+" ") }
