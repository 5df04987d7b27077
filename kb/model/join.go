package model

import (
	"cmp"
	"context"
	"slices"

	"github.com/firstline-helpdesk/firstline/kb"
)

// sectioner finds sections by their ids: see kb.Base.
type sectioner interface {
	Section(id, lang string) (kb.Hit, bool)
}

const (
	// standsOut is the least standing with which an article joins a ranking by words.
	standsOut = 0.3
	// keepsFirst is the confidence from which the first by words stays the first.
	keepsFirst = 0.5
	// mostChoices is how many titles a torn answer offers, as in kb.
	mostChoices = 3
)

// Question is what a person asked, for [Index.Add].
type Question struct {
	Text string
	// Names are what the people in it are called.
	Names []string
	// Lang is the language that articles are wanted in.
	Lang    string
	Allowed Allowance
}

// Add looks for what is near in meaning to a question and joins it with its answer by
// words; see [Join]. A sure answer stays as it is, and nothing is asked for it. On an
// error the answer is the one by words.
func (x *Index) Add(ctx context.Context, answer kb.Answer, q Question, base sectioner) (kb.Answer, Use, error) {
	if answer.Verdict == kb.Sure {
		return answer, Use{For: ForSearch, Model: x.client.opt.Embed, At: x.client.opt.Now()}, nil
	}
	near, use, err := x.Near(ctx, q.Text, q.Names, false, q.Allowed)
	if err != nil {
		return answer, use, err
	}
	return Join(answer, near, base, q.Lang), use, nil
}

// Join adds what is near in meaning to an answer by words. A sure answer stays as it
// is, for meaning alone is never sure; the first of a torn one stays among the
// choices, and the first if its confidence is at least a half. What words did not
// find at all may so be offered as a choice.
func Join(answer kb.Answer, near []Near, base sectioner, lang string) kb.Answer {
	near = slices.DeleteFunc(slices.Clone(near), func(n Near) bool { return n.Standing < standsOut })
	if answer.Verdict == kb.Sure || len(near) == 0 {
		return answer
	}
	hits, points := slices.Clone(answer.Hits), map[string]float64{}
	for i, hit := range hits {
		points[hit.Article.Name] += hit.Confidence + 0.5/float64(i+1)
	}
	for i, n := range near {
		points[n.Article] += n.Standing + 0.5/float64(i+1)
		if slices.ContainsFunc(hits, func(h kb.Hit) bool { return h.Article.Name == n.Article }) {
			continue
		}
		if hit, ok := base.Section(n.Section, lang); ok {
			hit.Confidence = 0 // words say nothing of it
			hits = append(hits, hit)
		}
	}
	slices.SortStableFunc(hits, func(a, b kb.Hit) int { return cmp.Compare(points[b.Article.Name], points[a.Article.Name]) })
	if answer.Verdict == kb.Torn {
		hits = keep(hits, answer.Hits[0])
	}
	answer.Hits = hits[:min(len(hits), mostNear)]
	answer.Choices = min(len(answer.Hits), mostChoices)
	if answer.Choices > 0 {
		answer.Verdict = kb.Torn
	}
	return answer
}

// keep puts the hit that words had first where it may not be lost.
func keep(hits []kb.Hit, first kb.Hit) []kb.Hit {
	at := slices.IndexFunc(hits, func(h kb.Hit) bool { return h.Article.Name == first.Article.Name })
	place := mostChoices - 1
	if first.Confidence >= keepsFirst {
		place = 0
	}
	if at <= place {
		return hits
	}
	return slices.Insert(slices.Delete(hits, at, at+1), place, first)
}
