package kb

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// GitBook's blocks are lines such as {% hint style="info" %}. They are read
// one line at a time and their effect is local, so a block that nobody closes
// cannot swallow the rest of a page.
// See https://gitbook.com/docs/creating-content/formatting/markdown.

var tagKind = ast.NewNodeKind("GitBookTag")

// tagNode is a line that begins with a GitBook tag.
type tagNode struct {
	ast.BaseBlock
	line string
}

func (n *tagNode) Kind() ast.NodeKind { return tagKind }

// Dump implements ast.Node.
func (n *tagNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Line": n.line}, nil)
}

// tagParser finds the lines that begin with a GitBook tag.
type tagParser struct{}

func (tagParser) Trigger() []byte { return []byte{'{'} }

func (tagParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	raw, _ := reader.PeekLine()
	line := strings.TrimSpace(string(raw))
	if !strings.HasPrefix(line, "{%") || !strings.Contains(line, "%}") {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &tagNode{line: line}, parser.NoChildren
}

func (tagParser) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }
func (tagParser) Close(ast.Node, text.Reader, parser.Context)                 {}
func (tagParser) CanInterruptParagraph() bool                                 { return true }
func (tagParser) CanAcceptIndentedLine() bool                                 { return false }

// gitbookTag is one {% name key="value" %}.
type gitbookTag struct {
	name  string
	attrs htmlToken
}

// parseTag reads what stands between {% and %}. The attributes are written
// like those of HTML.
func parseTag(s string) gitbookTag {
	name, attrs, _ := strings.Cut(strings.TrimSpace(s), " ")
	return gitbookTag{name: name, attrs: htmlToken{attrs: strings.ReplaceAll(attrs, `\"`, "”")}}
}

// lineTags gives the names of the tags of a line.
func lineTags(n ast.Node) []string {
	tag, ok := n.(*tagNode)
	if !ok {
		return nil
	}
	var names []string
	for _, piece := range strings.Split(tag.line, "{%")[1:] {
		inside, _, _ := strings.Cut(piece, "%}")
		names = append(names, parseTag(inside).name)
	}
	return names
}

func isTag(n ast.Node, name string) bool { return slices.Contains(lineTags(n), name) }

// stepBodies marks the nodes inside {% step %}…{% endstep %}: a heading there is
// the name of the step and begins no section, so that a procedure stays whole.
func stepBodies(nodes []ast.Node) []bool {
	inside := make([]bool, len(nodes))
	for i := 0; i < len(nodes); i++ {
		if isTag(nodes[i], "step") {
			end := stepEnd(nodes[i+1:])
			for j := range end {
				inside[i+1+j] = true
			}
			i += end
		}
	}
	return inside
}

// stepEnd counts the nodes up to the end of a step; 0 when it is never closed.
func stepEnd(nodes []ast.Node) int {
	for i, n := range nodes {
		for _, name := range lineTags(n) {
			switch name {
			case "endstep":
				return i
			case "step", "endstepper":
				return 0
			}
		}
	}
	return 0
}

// tagLine renders a line of tags and tells how many of the nodes behind it
// belong to it.
func (r *renderer) tagLine(n *tagNode, after []ast.Node) (parts []chatPart, used int) {
	line := r.line(n.Pos())
	r.offset = max(n.Pos(), 0)
	rest := n.line
	for rest != "" {
		before, behind, found := strings.Cut(rest, "{%")
		if strings.TrimSpace(before) != "" {
			parts = append(parts, r.fragment(before, line)...)
		}
		if !found {
			break
		}
		inside, tail, closed := strings.Cut(behind, "%}")
		if !closed {
			return append(parts, r.fragment(behind, line)...), 0
		}
		rest = tail
		tag := parseTag(inside)
		if tag.name == "step" {
			r.step++
			body := stepEnd(after)
			lines := itemLines(strconv.Itoa(r.step)+". ", r.blocks(after[:body]))
			if used = body; len(lines) > 0 {
				parts = append(parts, chatPart{lines: lines, tight: r.step > 1})
			}
			continue
		}
		parts = append(parts, r.tag(tag)...)
	}
	return parts, used
}

// tag renders what a tag shows by itself, or prepares what follows it. A tag it
// does not know shows nothing; what the tag encloses is text like any other.
func (r *renderer) tag(t gitbookTag) []chatPart {
	switch t.name {
	case "hint":
		r.label = r.hintLabel(t)
	case "content-ref":
		r.label = r.words.seeAlso
		r.relative(t.attrs.attr("url"), false)
	case "endhint", "endcontent-ref", "endcode":
		r.label = ""
	case "stepper":
		r.step = 0
	case "code":
		r.label = strings.TrimSuffix(tidy(t.attrs.attr("title")), ":")
	case "tab":
		if title := strings.TrimSuffix(tidy(t.attrs.attr("title")), ":"); title != "" {
			return paragraph(title + ":")
		}
	default:
		return paragraph(release.Replace(r.tagWords(t)))
	}
	return nil
}

func (r *renderer) hintLabel(t gitbookTag) string {
	return cmp.Or(r.words.label(t.attrs.attr("style")), r.words.note)
}

// tagWords is the text of the tags that have one.
func (r *renderer) tagWords(t gitbookTag) string {
	switch t.name {
	case "embed":
		to := t.attrs.attr("url")
		r.relative(to, false)
		return hold.Replace(shownAddress(to))
	case "file":
		to := t.attrs.attr("src")
		r.relative(to, false)
		words := r.words.file + ": " + path.Base(to)
		if shown := shownAddress(to); shown != "" {
			words += " (" + shown + ")"
		}
		return hold.Replace(words)
	}
	return ""
}

// inlineTags handles tags in the middle of a line.
func (r *renderer) inlineTags(s string) string {
	before, rest, found := strings.Cut(s, "{%")
	if !found {
		return s
	}
	var b strings.Builder
	for b.WriteString(before); found; {
		inside, tail, closed := strings.Cut(rest, "%}")
		if !closed {
			b.WriteString(rest)
			break
		}
		tag := parseTag(inside)
		if tag.name == "hint" && b.Len() == 0 {
			b.WriteString(r.hintLabel(tag) + ": ")
		}
		b.WriteString(r.tagWords(tag))
		before, rest, found = strings.Cut(tail, "{%")
		b.WriteString(before)
	}
	return tidy(b.String())
}
