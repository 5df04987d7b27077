package kb

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is CommonMark with the tables and strikethrough of GFM and GitBook's
// {% %} lines. See https://spec.commonmark.org/0.31.2/ and
// https://github.github.com/gfm/. It is safe for many goroutines.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithBlockParsers(util.Prioritized(tagParser{}, 150))),
).Parser()

// maxTreeDepth bounds how far the renderer follows a tree; what stands deeper
// (hundreds of stars in a row can do that) is left out.
const maxTreeDepth = 200

// renderer turns the parsed markdown of one page into chat text.
type renderer struct {
	page *page
	src  []byte
	vars map[string]string
	// folder is the page's folder, which relative addresses start from.
	folder string
	words  gitbookWords
	// firstLine is the line of the file that src begins with; starts are the
	// offsets of the lines of src.
	firstLine int
	starts    []int

	// offset is where the block being rendered begins, for messages.
	offset int
	depth  int
	// label waits for the next block to stand before it: "Note".
	label string
	// step counts the steps of a GitBook stepper.
	step   int
	images []Image
	// wordsOnly leaves the addresses of links out, as in headings.
	wordsOnly bool
	// inHTML is set inside raw HTML, where other tools write braces unescaped.
	inHTML bool
}

// link is a relative address in a page.
type link struct {
	line  int
	to    string
	image bool
}

// draft is a section whose text is not rendered yet.
type draft struct {
	section Section
	nodes   []ast.Node
}

// readBody parses the text below the front matter and fills in title and sections.
func (p *page) readBody(body []byte, bodyLine int, vars map[string]string) {
	r := &renderer{
		page: p, src: body, vars: withReplyVars(p.article, vars), folder: path.Dir(p.article.Name),
		words: wordsFor(p.article.Lang), firstLine: bodyLine, starts: lineStarts(body),
	}
	drafts := r.cut(markdown.Parse(text.NewReader(body)))
	if p.article.Title == "" {
		p.article.Title = titleFromName(p.article.Name)
	}
	for _, d := range drafts {
		r.images, r.label, r.step = nil, "", 0
		d.section.Text = joinParts(r.blocks(d.nodes))
		d.section.Images = r.images
		if d.section.Text != "" || len(d.section.Images) > 0 {
			p.article.Sections = append(p.article.Sections, d.section)
		}
	}
	hideUnfilled(p.article)
}

// hasText tells whether there is anything to answer with. A nil page has nothing.
func (p *page) hasText() bool {
	return p != nil && p.article != nil && slices.ContainsFunc(p.article.Sections, func(s Section) bool { return s.Text != "" })
}

// cut finds the headings that begin a section and what stands under each.
func (r *renderer) cut(doc ast.Node) []draft {
	a := r.page.article
	drafts := []draft{{section: Section{ID: a.Name}}}
	anchors, titled := slugs{}, false
	var above []heading
	nodes := children(doc)
	inStep := stepBodies(nodes)
	for i, n := range nodes {
		last := &drafts[len(drafts)-1]
		h, isHeading := n.(*ast.Heading)
		if !isHeading || inStep[i] || i > 0 && isTag(nodes[i-1], "hint") {
			if last.section.Line == 0 {
				last.section.Line = r.line(n.Pos())
			}
			last.nodes = append(last.nodes, n)
			continue
		}
		words := r.heading(h)
		if words == "" {
			continue
		}
		line, anchor := r.line(n.Pos()), anchors.next(words)
		r.page.anchors[anchor] = true
		if h.Level == 1 && !titled && r.isTitle(words, line) {
			titled = true
			if len(drafts) == 1 {
				last.section.Line = cmp.Or(last.section.Line, line)
				continue
			}
		}
		for len(above) > 0 && above[len(above)-1].level >= h.Level {
			above = above[:len(above)-1]
		}
		d := draft{section: Section{ID: a.Name + "#" + anchor, Heading: words, Line: line}}
		for _, outer := range above {
			d.section.Above = append(d.section.Above, outer.words)
		}
		above = append(above, heading{h.Level, words})
		drafts = append(drafts, d)
	}
	return drafts
}

// heading is a heading that others may stand under.
type heading struct {
	level int
	words string
}

// isTitle tells whether a first-level heading is the article's title, and makes
// it so when the front matter has none.
func (r *renderer) isTitle(words string, line int) bool {
	a := r.page.article
	if a.Title == "" {
		a.Title = words
		r.page.keyLines["title"] = line
	}
	return strings.EqualFold(a.Title, words)
}

// heading renders a heading as one line without addresses.
func (r *renderer) heading(h *ast.Heading) string {
	r.wordsOnly = true
	defer func() { r.wordsOnly = false }()
	return oneLine(r.phrase(h))
}

func children(n ast.Node) []ast.Node {
	var nodes []ast.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		nodes = append(nodes, c)
	}
	return nodes
}

func lineStarts(src []byte) []int {
	starts := []int{0}
	for at := 0; ; {
		next := bytes.IndexByte(src[at:], '\n')
		if next < 0 {
			return starts
		}
		at += next + 1
		starts = append(starts, at)
	}
}

// line gives the line in the file of an offset in src.
func (r *renderer) line(offset int) int {
	return r.firstLine + sort.SearchInts(r.starts, max(offset, 0)+1) - 1
}

// lineOf finds the line of something written in the block being rendered. When
// it is not found as written, the block's own line must do.
func (r *renderer) lineOf(written string) int {
	from := min(max(r.offset, 0), len(r.src))
	if at := bytes.Index(r.src[from:], []byte(written)); at >= 0 && written != "" {
		return r.line(from + at)
	}
	return r.line(from)
}
