package kb

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// Two noncharacters, which clean has removed from the source, stand for a brace
// and a space that nothing may touch until a phrase is finished: a brace in code
// is no variable, and spaces in code are not collapsed.
const (
	heldBrace      = '\uFDD0'
	heldSpace      = '\uFDD1'
	sentinelPrefix = "\xef\xb7"
)

func isSentinel(r rune) bool { return r == heldBrace || r == heldSpace }

var (
	hold    = strings.NewReplacer("{", string(heldBrace))
	holdAll = strings.NewReplacer("{", string(heldBrace), " ", string(heldSpace), "\n", " ")
	release = strings.NewReplacer(string(heldBrace), "{", string(heldSpace), " ")
)

// phrase collects the words of one paragraph, heading or cell.
type phrase struct {
	r *renderer
	b []byte
	// anchors are the <a> that are open, with where their words begin.
	anchors []openAnchor
	// code counts the <code> that are open.
	code int
}

type openAnchor struct {
	to   string
	from int
}

// phrase renders the inline content of a block.
func (r *renderer) phrase(n ast.Node) string {
	p := &phrase{r: r}
	p.nodes(n, 0)
	return p.finish()
}

func (p *phrase) nodes(n ast.Node, depth int) {
	if depth > maxTreeDepth {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.node(c, depth)
	}
}

func (p *phrase) node(n ast.Node, depth int) {
	src := p.r.src
	switch n := n.(type) {
	case *ast.Text:
		p.words(unescape(string(n.Segment.Value(src))))
		if n.HardLineBreak() {
			p.b = append(p.b, '\n')
		} else if n.SoftLineBreak() {
			p.b = append(p.b, ' ')
		}
	case *ast.String:
		p.words(string(n.Value))
	case *ast.CodeSpan:
		p.span(n)
	case *ast.Link:
		from := len(p.b)
		p.nodes(n, depth+1)
		p.link(from, unescape(string(n.Destination)))
	case *ast.Image:
		alt := &phrase{r: p.r}
		alt.nodes(n, depth+1)
		p.r.image(oneLine(alt.finish()), unescape(string(n.Destination)))
	case *ast.AutoLink:
		from := len(p.b)
		p.b = append(p.b, n.Label(src)...)
		to := string(n.URL(src))
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(to, "mailto:") {
			to = "mailto:" + to
		}
		p.link(from, to)
	case *ast.RawHTML:
		p.raw(string(n.Segments.Value(src)))
	case *extast.Strikethrough:
		// What is struck out no longer holds, and chat could not show the stroke.
	default:
		p.nodes(n, depth+1)
	}
}

// span writes a code span, whose content is kept as it is.
func (p *phrase) span(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			p.b = append(p.b, holdAll.Replace(string(t.Segment.Value(p.r.src)))...)
		}
	}
}

func (p *phrase) words(s string) {
	if p.code > 0 {
		s = hold.Replace(s)
	}
	p.b = append(p.b, s...)
}

// raw handles HTML tags in the middle of text.
func (p *phrase) raw(s string) {
	for s != "" {
		var t htmlToken
		t, s = nextHTML(s)
		p.tag(t)
	}
}

// finish gives the words with variables filled in and white space tidied up.
func (p *phrase) finish() string {
	for len(p.anchors) > 0 {
		p.closeAnchor()
	}
	s := tidy(string(p.b))
	p.b = p.b[:0]
	s = p.r.inlineTags(s)
	s = fill(s, p.r.vars, func(name string) {
		line := p.r.lineOf("{{" + name)
		if p.r.inHTML {
			p.r.page.report(Warning, line, "variable {{"+name+"}} has no value and is left out", "add "+name+" under kb.vars, or put it in <code> if it is meant literally")
			return
		}
		p.r.page.undefined(line, name)
	})
	return release.Replace(s)
}

// unescape undoes markdown's backslashes and HTML's entities. An escaped brace
// is meant literally and never begins a variable. GitBook's own tags are an
// exception: its editor escapes them when they are typed, and they are tags still.
func unescape(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		// An exporter of GitBook leaves this where it found nothing to escape.
		s = strings.ReplaceAll(strings.ReplaceAll(s, `\&#xNAN;`, ""), "&#xNAN;", "")
	}
	if strings.IndexByte(s, ':') >= 0 {
		s = shortcodes.Replace(s)
	}
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && isPunctuation(s[i+1]):
			i++
			if s[i] == '{' && !strings.HasPrefix(s[i:], "{%") {
				b.WriteRune(heldBrace)
			} else {
				b.WriteByte(s[i])
			}
		case s[i] == '&':
			entity := s[i:min(len(s), i+maxEntity)]
			if end := strings.IndexByte(entity, ';'); end > 0 {
				b.WriteString(hold.Replace(html.UnescapeString(entity[:end+1])))
				i += end
				continue
			}
			b.WriteByte('&')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// maxEntity is longer than the longest name of a character in HTML. See
// https://html.spec.whatwg.org/multipage/named-characters.html.
const maxEntity = 34

func isPunctuation(c byte) bool {
	return c > ' ' && c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' && c < 0x7f
}

// shortcodes are the emoji people write by name most.
var shortcodes = strings.NewReplacer(
	`:white\_check\_mark:`, "✅", ":white_check_mark:", "✅", ":x:", "❌", ":warning:", "⚠️",
	`:heavy\_check\_mark:`, "✔️", ":heavy_check_mark:", "✔️", ":bulb:", "💡", ":tada:", "🎉",
)

// tidy collapses white space, keeps line breaks and drops characters that have
// no width and only confuse a search.
func tidy(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		switch r {
		case ' ', '\t', '\u00a0', '\u2007', '\u202f':
			space = true
			continue
		case '\u200b', '\ufeff', '\u00ad', '\u2060':
			continue
		case '\n':
			space = false
			if len(b) > 0 && b[len(b)-1] != '\n' {
				b = append(b, '\n')
			}
			continue
		}
		if space && len(b) > 0 && b[len(b)-1] != '\n' {
			b = append(b, ' ')
		}
		space = false
		b = utf8.AppendRune(b, r)
	}
	return strings.TrimRight(string(b), "\n")
}
