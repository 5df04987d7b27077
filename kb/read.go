package kb

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of one file. They are far above what people write by hand and keep a
// file that went wrong (a log, a dump) from eating the memory of the desk.
const (
	// maxArticleBytes is the largest markdown file that is read.
	maxArticleBytes = 1 << 20
	// maxFrontBytes is the largest front matter that is read.
	maxFrontBytes = 64 << 10
)

// ReadOptions is what reading an article depends on besides its text.
type ReadOptions struct {
	// Dir is put before the file's path in messages to authors: "kb".
	Dir string
	// Vars are the values of {{name}} and the names `when` may ask for.
	Vars map[string]string
	// Languages are the configured language codes, the default first. Without
	// any the default is English.
	Languages []string
}

func (o ReadOptions) defaultLanguage() string {
	if len(o.Languages) > 0 {
		return strings.ToLower(o.Languages[0])
	}
	return "en"
}

// ReadArticle reads one markdown file. The file is its slash-separated path
// inside the knowledge base folder and gives the article its name and, as in
// print.fr.md, its language.
//
// The article is nil when it is refused, in which case one of the problems is a
// [Fault] that says why, and also, without any fault, when its `when` does not
// hold for opt.Vars. Problems may accompany a good article, too. ReadArticle
// never panics, whatever the bytes are.
func ReadArticle(file string, data []byte, opt ReadOptions) (*Article, []Problem) {
	p := readPage(file, data, opt)
	return p.article, p.problems
}

// page is an article with everything only its authors need to know.
type page struct {
	article  *Article
	problems []Problem
	// elsewhere is set when `when` says that the article is not for this desk.
	elsewhere bool
	// links are the relative links and pictures, for the linter.
	links []link
	// anchors are the addresses inside the page that a link may end with.
	anchors map[string]bool
	// keyLines gives the line of each front matter key, and of "title" wherever
	// the title comes from.
	keyLines map[string]int
	// questionLines are the lines of article.Questions.
	questionLines []int
	// file is the path with the folder in front, inside is the path in the folder.
	file, inside string
}

func (p *page) report(severity Severity, line int, message, mend string) {
	p.problems = append(p.problems, Problem{File: p.file, Line: line, Severity: severity, Message: message, Mend: mend})
}

// refuse reports a fault and makes sure that no half of the article is served.
func (p *page) refuse(line int, message, mend string) {
	p.report(Fault, line, message, mend)
	p.article = nil
}

func readPage(file string, data []byte, opt ReadOptions) (p *page) {
	file = path.Clean(strings.ReplaceAll(file, "\\", "/"))
	p = &page{file: path.Join(opt.Dir, file), inside: file, anchors: map[string]bool{}, keyLines: map[string]int{}}
	// The two parsers below are the work of others and read what strangers may
	// have written; a crash in them must cost one article and not the desk.
	defer func() {
		if cause := recover(); cause != nil {
			p.refuse(0, fmt.Sprintf("this text cannot be parsed (%v)", cause), "simplify the markdown and report the file")
		}
	}()
	if len(data) > maxArticleBytes {
		p.refuse(0, "the file is larger than 1 MiB", "split it into several articles")
		return p
	}
	src, ok := p.clean(data)
	if !ok {
		return p
	}
	name, lang := nameAndLanguage(file, opt.Languages)
	a := &Article{Name: name, Audience: Everyone, File: p.file}
	front, body, bodyLine, ok := p.splitFront(src)
	if !ok || !p.readFront(front, a, opt.Vars) {
		p.article = nil
		return p
	}
	if p.elsewhere {
		return p
	}
	a.Lang = cmp.Or(lang, a.Lang, opt.defaultLanguage())
	if line, message, mend := tooComplex(body); line > 0 {
		p.refuse(line+bodyLine-1, message, mend)
		return p
	}
	p.article = a
	p.readBody(body, bodyLine, opt.Vars)
	a.Hidden = a.Hidden || path.Base(file) == tableOfContents
	return p
}

// clean makes valid UTF-8 with plain line ends of whatever an editor saved.
func (p *page) clean(data []byte) ([]byte, bool) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		p.refuse(1, "the file is saved as UTF-16", "save it as UTF-8")
		return nil, false
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	if !utf8.Valid(data) {
		p.report(Warning, firstBadLine(data), "some bytes are not UTF-8 text and are shown as \uFFFD", "save the file as UTF-8")
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	if slices.ContainsFunc(data, isControl) || bytes.Contains(data, []byte(sentinelPrefix)) {
		data = bytes.Map(func(r rune) rune {
			if r < utf8.RuneSelf && isControl(byte(r)) || isSentinel(r) {
				return -1
			}
			return r
		}, data)
	}
	return data, true
}

// isControl finds the characters that have no place in a chat message, such as
// NUL and the escapes that recolour a terminal.
func isControl(c byte) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7f }

func firstBadLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return 0
}
