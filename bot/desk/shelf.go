package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// Uses tells what use has taught, by language and article.
func (d *Desk) Uses(ctx context.Context) ([]bot.Use, error) {
	all, err := d.Learned(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]bot.Use, 0, len(all))
	for _, l := range all {
		out = append(out, useOf(l))
	}
	return out, nil
}

func useOf(l bot.Learned) bot.Use {
	taught, against := l.Taught(alikeIn(l)), l.Against()
	use := bot.Use{Article: l.Article, Lang: l.Lang, Helped: l.Helped, HelpedNot: l.HelpedNot}
	for _, w := range l.Ways {
		use.Ways = append(use.Ways, bot.UsedWay{
			Text: w.Text, Helps: len(w.Helps), HelpsNot: len(w.HelpsNot), Chosen: len(w.Chosen),
			InUse: slices.Contains(taught, w.Text), Refused: slices.Contains(against, w.Text), TakenBack: w.Dropped,
		})
	}
	return use
}

// Shelf lists the articles by title, with their problems and what use has taught.
// Files that were left out come first.
func (d *Desk) Shelf(ctx context.Context) ([]bot.Shelved, error) {
	uses, err := d.Uses(ctx)
	if err != nil {
		return nil, err
	}
	articles := d.opt.KB().Articles()
	byFile, byName := map[string]int{}, map[[2]string]int{}
	shelf := make([]bot.Shelved, 0, len(articles))
	for i, a := range articles {
		byFile[a.File], byName[[2]string{a.Name, a.Lang}] = i, i
		shelf = append(shelf, bot.Shelved{
			Use: bot.Use{Article: a.Name, Lang: a.Lang}, Title: a.Title, Tags: a.Tags, Questions: a.Questions,
			StaffOnly: a.Audience == kb.StaffOnly, Hidden: a.Hidden,
		})
	}
	for _, use := range uses {
		// What was learned of an article that is gone, or of another language's
		// questions for it, is shown all the same.
		if i, ok := byName[[2]string{use.Article, use.Lang}]; ok {
			shelf[i].Use = use
		} else {
			shelf = append(shelf, bot.Shelved{Use: use, Title: d.titleOf(use)})
		}
	}
	if d.opt.Problems != nil {
		shelf = withProblems(shelf, d.opt.Problems(), byFile)
	}
	slices.SortStableFunc(shelf, func(a, b bot.Shelved) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Lang, b.Lang))
	})
	return shelf, nil
}

// titleOf is the title of the article that somebody who speaks the language is shown.
func (d *Desk) titleOf(use bot.Use) string {
	if a := d.opt.KB().Article(use.Article, use.Lang); a != nil {
		return a.Title
	}
	return use.Article
}

// withProblems puts each problem to its article, or to a row of its own when the
// file is no article.
func withProblems(shelf []bot.Shelved, problems []kb.Problem, byFile map[string]int) []bot.Shelved {
	for _, p := range problems {
		i, ok := byFile[p.File]
		if !ok {
			i = len(shelf)
			byFile[p.File] = i
			shelf = append(shelf, bot.Shelved{Use: bot.Use{Article: p.File}})
		}
		shelf[i].Problems = append(shelf[i].Problems, p.String())
	}
	return shelf
}

// GapGroups lists the questions that were not answered since a time, those that ask
// alike together, the group that was asked most often first. No language is all.
// Personal data in the questions is masked.
func (d *Desk) GapGroups(ctx context.Context, since time.Time, lang string) ([]bot.GapGroup, error) {
	gaps, err := d.Gaps(ctx)
	if err != nil {
		return nil, err
	}
	byLang := map[string][]bot.Gap{}
	for _, g := range gaps {
		if !g.Last.Before(since) && (lang == "" || g.Lang == lang) {
			byLang[g.Lang] = append(byLang[g.Lang], g)
		}
	}
	base, groups := d.opt.KB(), []bot.GapGroup{}
	for lang, own := range byLang {
		groups = append(groups, groupGaps(own, lang, base)...)
	}
	slices.SortFunc(groups, func(a, b bot.GapGroup) int {
		return cmp.Or(b.Times-a.Times, b.People-a.People, cmp.Compare(a.Question, b.Question))
	})
	return groups, nil
}

// groupGaps groups gaps of one language.
func groupGaps(gaps []bot.Gap, lang string, base *kb.Base) []bot.GapGroup {
	slices.SortFunc(gaps, func(a, b bot.Gap) int {
		return cmp.Or(b.Times()-a.Times(), len(b.By)-len(a.By), cmp.Compare(a.Text, b.Text))
	})
	wordings := make([]kb.Wording, 0, len(gaps))
	for _, g := range gaps {
		wordings = append(wordings, kb.ReadWording(g.Text, lang))
	}
	var groups []bot.GapGroup
	for _, members := range kb.GroupWordings(wordings) {
		own := make([]bot.Gap, 0, len(members))
		for _, m := range members {
			own = append(own, gaps[m])
		}
		g := bot.GroupGaps(own)
		if a := base.Search(kb.Question{Text: g.Question, Lang: lang}); len(a.Hits) > 0 {
			g.Nearest, g.Confidence, g.Sure = a.Hits[0].Article.Name, a.Hits[0].Confidence, a.Verdict == kb.Sure
		}
		groups = append(groups, g)
	}
	return groups
}
