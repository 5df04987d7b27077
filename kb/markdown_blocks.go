package kb

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// chatPart is a block of chat text: a paragraph, a list item, a row, some code.
type chatPart struct {
	lines []chatLine
	// tight parts follow the one before without a blank line.
	tight bool
}

// chatLine is one line; code is never indented or reflowed.
type chatLine struct {
	text string
	code bool
}

// paragraph makes a part of text that may hold line breaks.
func paragraph(words string) []chatPart {
	if words == "" {
		return nil
	}
	var p chatPart
	for line := range strings.SplitSeq(words, "\n") {
		p.lines = append(p.lines, chatLine{text: line})
	}
	return []chatPart{p}
}

// codePart keeps code as it was written, without blank lines around it.
func codePart(code string) []chatPart {
	code = strings.TrimRight(code, " \t\n")
	for blank, rest, ok := strings.Cut(code, "\n"); ok && strings.TrimSpace(blank) == ""; blank, rest, ok = strings.Cut(code, "\n") {
		code = rest
	}
	if strings.TrimSpace(code) == "" {
		return nil
	}
	var p chatPart
	for line := range strings.SplitSeq(code, "\n") {
		p.lines = append(p.lines, chatLine{text: line, code: true})
	}
	return []chatPart{p}
}

func joinParts(parts []chatPart) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 && !p.tight {
			b.WriteByte('\n')
		}
		for j, line := range p.lines {
			if i > 0 || j > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line.text)
		}
	}
	return b.String()
}

// blocks renders blocks that follow each other.
func (r *renderer) blocks(nodes []ast.Node) []chatPart {
	if r.depth++; r.depth > maxTreeDepth {
		r.depth--
		return nil
	}
	defer func() { r.depth-- }()
	var parts []chatPart
	for i := 0; i < len(nodes); i++ {
		if tag, ok := nodes[i].(*tagNode); ok {
			more, used := r.tagLine(tag, nodes[i+1:])
			parts, i = append(parts, more...), i+used
			continue
		}
		if nodes[i].Pos() >= 0 {
			r.offset = nodes[i].Pos()
		}
		label := r.label
		r.label = ""
		more := r.block(nodes[i])
		if len(more) == 0 {
			r.label = label
		}
		parts = append(parts, labelled(label, more)...)
	}
	return parts
}

// labelled puts a label such as "Note" before the first words, unless the author
// has written it there already.
func labelled(label string, parts []chatPart) []chatPart {
	if label == "" || len(parts) == 0 || len(parts[0].lines) == 0 {
		return parts
	}
	first := &parts[0].lines[0]
	switch {
	case first.code || strings.HasPrefix(first.text, bullet) || numbered(first.text):
		parts[0].tight = true
		return append([]chatPart{{lines: []chatLine{{text: label + ":"}}}}, parts...)
	case !strings.HasPrefix(strings.ToLower(first.text), strings.ToLower(label)):
		first.text = label + ": " + first.text
	}
	return parts
}

// numbered tells whether a line begins like a step: "12. ".
func numbered(line string) bool {
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	return digits > 0 && strings.HasPrefix(line[digits:], ". ")
}

func (r *renderer) block(n ast.Node) []chatPart {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return paragraph(r.phrase(n))
	case *ast.Heading:
		return paragraph(r.heading(n))
	case *ast.List:
		return r.list(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return codePart(linesOf(n, r.src))
	case *ast.Blockquote:
		return r.quote(n)
	case *ast.HTMLBlock:
		raw := linesOf(n, r.src)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(r.src))
		}
		return r.html(raw)
	case *extast.Table:
		return r.table(n)
	}
	return r.blocks(children(n))
}

func linesOf(n ast.Node, src []byte) string {
	var b strings.Builder
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		b.Write(segment.Value(src))
	}
	return b.String()
}

const bullet = "• "

func (r *renderer) list(l *ast.List) []chatPart {
	var parts []chatPart
	number := l.Start
	for _, item := range children(l) {
		marker := bullet
		if l.IsOrdered() {
			marker = strconv.Itoa(number) + ". "
			number++
		}
		lines := itemLines(marker, r.blocks(children(item)))
		if len(lines) > 0 {
			parts = append(parts, chatPart{lines: lines, tight: len(parts) > 0})
		}
	}
	return parts
}

// itemLines puts a marker before the first line and two spaces before the rest.
func itemLines(marker string, parts []chatPart) []chatLine {
	var lines []chatLine
	for _, p := range parts {
		for _, line := range p.lines {
			switch {
			case len(lines) == 0 && line.code:
				lines = append(lines, chatLine{text: strings.TrimSpace(marker)})
			case len(lines) == 0:
				line.text = marker + task(line.text)
			case !line.code:
				line.text = "  " + line.text
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// task renders the box of a task list: only a ticked one means something here.
func task(words string) string {
	if rest, ok := strings.CutPrefix(words, "[ ] "); ok {
		return rest
	}
	if len(words) > 4 && strings.EqualFold(words[:4], "[x] ") {
		return "✓ " + words[4:]
	}
	return words
}

// quote renders a quotation, or one of GitHub's alerts, which are written as
// one: > [!WARNING]. See
// https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
func (r *renderer) quote(n ast.Node) []chatPart {
	parts := r.blocks(children(n))
	if len(parts) == 0 || !strings.HasPrefix(parts[0].lines[0].text, "[!") {
		return parts
	}
	kind, rest, ok := strings.Cut(parts[0].lines[0].text[2:], "]")
	label := r.words.label(strings.ToLower(kind))
	if !ok || label == "" {
		return parts
	}
	if parts[0].lines[0].text = strings.TrimSpace(rest); parts[0].lines[0].text == "" {
		if parts[0].lines = parts[0].lines[1:]; len(parts[0].lines) == 0 {
			parts = parts[1:]
		}
	}
	return labelled(label, parts)
}

// fragment renders markdown that stood on a line with GitBook tags.
func (r *renderer) fragment(src string, line int) []chatPart {
	inner := *r
	inner.src, inner.firstLine, inner.starts, inner.offset = []byte(src), line, lineStarts([]byte(src)), 0
	parts := inner.blocks(children(markdown.Parse(text.NewReader(inner.src))))
	r.label, r.images = inner.label, inner.images
	return parts
}
