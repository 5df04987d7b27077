package kb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxWhatsAppText is the longest text message WhatsApp takes, in characters.
// See https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages.
const maxWhatsAppText = 4096

// Lint finds what would fail or go stale in a library: everything reading it
// found ([Library.Problems]) and what only shows when the articles are seen
// together. A [Fault] keeps something the author wrote from people; the rest are
// warnings, dead links among them. Lint looks at the disk and takes its time.
func Lint(l *Library) []Problem {
	s := l.current.Load()
	c := &linter{library: l, pages: s.pages, problems: slices.Clone(s.problems)}
	for _, p := range s.pages {
		c.page(p)
	}
	c.links()
	c.titles()
	c.questions()
	c.translations()
	return sortProblems(c.problems)
}

type linter struct {
	library  *Library
	pages    []*page
	problems []Problem
}

func (c *linter) warn(p *page, line int, message, mend string) {
	c.problems = append(c.problems, Problem{File: p.file, Line: line, Severity: Warning, Message: message, Mend: mend})
}

// page checks what an article says by itself.
func (c *linter) page(p *page) {
	a := p.article
	if !p.hasText() && !a.Hidden {
		c.warn(p, 1, "the article has no text", "write some, or set hidden: true until there is any")
	}
	if !a.ReviewBy.IsZero() && c.library.opt.Now().After(a.ReviewBy.AddDate(0, 0, 1)) {
		c.warn(p, p.keyLines["review_by"], "the text should have been reviewed by "+a.ReviewBy.Format("2 Jan 2006"),
			"check it, then move review_by and set checked to today")
	}
	for _, s := range a.Sections {
		if n := utf8.RuneCountInString(s.Text); n > maxWhatsAppText && !a.Hidden {
			what := "section " + quoted(s.Heading)
			if s.Heading == "" {
				what = "the text before the first heading"
			}
			c.warn(p, s.Line, fmt.Sprintf("%s has %d characters, more than the %d WhatsApp sends at once", what, n, maxWhatsAppText),
				"divide it with headings")
		}
	}
}

func quoted(s string) string { return "\"" + s + "\"" }

// normal is a text as two people would agree that it is the same.
func normal(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" \t\n?!.,;:\"'“”‘’()¿¡؟،-", r)
	}), " ")
}

// titles finds articles that a person could not tell apart in a list of choices.
func (c *linter) titles() {
	first := map[[2]string]*page{}
	for _, p := range c.pages {
		if p.article.Hidden {
			continue
		}
		key := [2]string{p.article.Lang, normal(p.article.Title)}
		if other, taken := first[key]; taken {
			c.warn(p, p.keyLines["title"], fmt.Sprintf("the title %q is also that of %s", p.article.Title, other.file),
				"give each a title that tells them apart")
			continue
		}
		first[key] = p
	}
}

// questions finds articles that claim to answer the same question.
func (c *linter) questions() {
	first := map[[2]string]*page{}
	for _, p := range c.pages {
		for i, q := range p.article.Questions {
			key := [2]string{p.article.Lang, normal(q)}
			other, taken := first[key]
			switch {
			case !taken:
				first[key] = p
			case other != p:
				c.warn(p, p.questionLines[i], fmt.Sprintf("the question %q is also answered by %s", q, other.file),
					"keep it in the article that answers it best")
			}
		}
	}
}

// translations finds articles that are missing in a configured language. For
// articles with no translation at all, one line per language has to do.
func (c *linter) translations() {
	languages := c.library.opt.Languages
	if len(languages) < 2 {
		return
	}
	byName := map[string][]*page{}
	var names []string
	for _, p := range c.pages {
		if p.article.Hidden {
			continue
		}
		if byName[p.article.Name] == nil {
			names = append(names, p.article.Name)
		}
		byName[p.article.Name] = append(byName[p.article.Name], p)
	}
	for _, lang := range languages {
		var alone []*page
		for _, name := range names {
			versions := byName[name]
			if slices.ContainsFunc(versions, func(p *page) bool { return strings.EqualFold(p.article.Lang, lang) }) {
				continue
			}
			if len(versions) == 1 {
				alone = append(alone, versions[0])
				continue
			}
			c.warn(versions[0], 1, "the article has no "+lang+" translation", "write "+name+"."+strings.ToLower(lang)+".md")
		}
		c.untranslated(lang, alone)
	}
}

func (c *linter) untranslated(lang string, alone []*page) {
	if len(alone) == 0 {
		return
	}
	first := slices.MinFunc(alone, func(a, b *page) int { return cmp.Compare(a.file, b.file) })
	message := "the article has no " + lang + " translation"
	if len(alone) > 1 {
		message = fmt.Sprintf("%d articles, this one first, have no %s translation", len(alone), lang)
	}
	c.warn(first, 1, message, "add a file that ends in ."+strings.ToLower(lang)+".md beside each")
}
