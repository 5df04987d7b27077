package kb

import "strings"

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
