package kb

import (
	"slices"
	"strings"
)

// Section finds a section by its id ("name#heading") in the wanted language, as a
// hit that is certain. A translation may head its sections differently; then the
// section at the same place in the article is taken. It reports false when there
// is no such article or it has no section. The caller decides who may see it.
func (b *Base) Section(id, lang string) (Hit, bool) {
	name, _, _ := strings.Cut(id, "#")
	article := b.Article(name, lang)
	if article == nil || len(article.Sections) == 0 {
		return Hit{}, false
	}
	if id == name {
		return Hit{Article: article, Section: article.top(), Confidence: 1}, true
	}
	index := indexOf(article, id)
	if index < 0 {
		index = b.placeElsewhere(name, id)
	}
	index = min(max(index, 0), len(article.Sections)-1)
	return Hit{Article: article, Section: &article.Sections[index], Confidence: 1}, true
}

func indexOf(a *Article, id string) int {
	for i := range a.Sections {
		if a.Sections[i].ID == id {
			return i
		}
	}
	return -1
}

// placeElsewhere is where the section stands in a translation that has it.
func (b *Base) placeElsewhere(name, id string) int {
	for _, a := range b.articles {
		if a.Name == name {
			if i := indexOf(a, id); i >= 0 {
				return i
			}
		}
	}
	return -1
}

// top is the section that stands for the whole article: the text above the first
// heading, which may be empty.
func (a *Article) top() *Section {
	if len(a.Sections) > 0 && a.Sections[0].Heading == "" {
		return &a.Sections[0]
	}
	return &Section{ID: a.Name}
}

// Text is what to read for the hit. The top of an article stands for all of it; a
// heading without text of its own stands for what is below it. So nobody gets an
// introduction only, or an empty answer.
func (h Hit) Text() string {
	own := strings.TrimSpace(h.Section.Text)
	if own != "" && h.Section.Heading != "" {
		return own
	}
	var parts []string
	for _, section := range h.Article.Sections {
		text := strings.TrimSpace(section.Text)
		if text == "" || (h.Section.Heading != "" && !slices.Contains(section.Above, h.Section.Heading)) {
			continue
		}
		if section.Heading != "" {
			text = section.Heading + "\n" + text
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return h.Article.Title
	}
	return strings.Join(parts, "\n\n")
}

// Images are the pictures of what [Hit.Text] gives, in order.
func (h Hit) Images() []Image {
	if strings.TrimSpace(h.Section.Text) != "" && h.Section.Heading != "" {
		return h.Section.Images
	}
	var all []Image
	for _, section := range h.Article.Sections {
		if h.Section.Heading == "" || section.Heading == h.Section.Heading || slices.Contains(section.Above, h.Section.Heading) {
			all = append(all, section.Images...)
		}
	}
	return all
}
