package kb

import (
	"cmp"
	"slices"
)

// overlay lays folders over each other: an article of a later folder replaces
// the one with its name and language in the folders before. Within one folder
// two files can claim the same place (print.fr.md, and print.md with lang: fr);
// then the first keeps it and the other is reported.
func overlay(folders [][]*page) (pages []*page, problems []Problem) {
	type place struct{ name, lang string }
	chosen := map[place]*page{}
	for _, folder := range folders {
		mine := map[place]*page{}
		for _, p := range folder {
			at := place{p.article.Name, p.article.Lang}
			if first, taken := mine[at]; taken {
				problems = append(problems, Problem{
					File: p.file, Line: p.keyLines["lang"], Severity: Fault,
					Message: "this is the article " + at.name + " in " + at.lang + ", and so is " + first.file,
					Mend:    "rename one of the files or change its language",
				})
				continue
			}
			mine[at], chosen[at] = p, p
		}
	}
	for _, p := range chosen {
		pages = append(pages, p)
	}
	slices.SortFunc(pages, func(a, b *page) int {
		return cmp.Or(cmp.Compare(a.article.Name, b.article.Name), cmp.Compare(a.article.Lang, b.article.Lang))
	})
	return pages, problems
}
