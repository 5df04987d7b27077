package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// joined is what the model for meanings brings: the figures of words and meaning
// together, as the desk joins them, and what becomes of single questions by it.
type joined struct {
	Model string `json:"model"`
	kb.Grades
	// OOSOffered is how many of the questions out of scope got titles to choose from, and
	// OOSOfferedByWords how many got them by words alone.
	OOSOffered        float64       `json:"oos_offered"`
	OOSOfferedByWords float64       `json:"oos_offered_by_words"`
	Comparison        kb.Comparison `json:"comparison"`
	// Tokens is what the questions took; what was known cost nothing.
	Tokens int `json:"tokens"`
}

// join asks the questions by words and meaning, with what the desk itself does it.
func join(ctx context.Context, sh shell, c *config.Config, library *kb.Library, questions []kb.EvalQuestion) (_ *joined, err error) {
	client, err := modelClient(c)
	if err != nil {
		return nil, err
	}
	known := borrowMeanings(ctx, c)
	defer func() {
		if kept := known.giveBack(ctx); kept != nil {
			fmt.Fprintf(sh.err, "firstline: what texts mean is not kept for the next time: %v\n", kept)
		}
	}()
	index := model.NewIndex(client, known)
	if err := index.Build(ctx, library.Articles(), tellProgress(sh, "learning what the articles mean")); err != nil {
		return nil, byWordsOnly(err, c)
	}
	base := library.Base()
	answers := base.Answers(questions)
	out := &joined{Model: c.Model.Embed, OOSOfferedByWords: offered(questions, answers)}
	before := kb.OutcomesOf(questions, answers)
	var unsure []string
	for i, q := range questions {
		if answers[i].Verdict != kb.Sure {
			unsure = append(unsure, q.Text)
		}
	}
	allowed := model.Budget{Day: int(c.Model.Budget.Day)}.Allows(time.Now(), model.Spending{}, model.Spending{})
	out.Tokens, err = index.Foresee(ctx, unsure, allowed, tellProgress(sh, "learning what the questions mean"))
	if err != nil {
		return nil, byWordsOnly(err, c)
	}
	for i, q := range questions {
		if answers[i], _, err = index.Add(ctx, answers[i], model.Question{Text: q.Text, Lang: cmp.Or(q.Lang, answers[i].Lang)}, base); err != nil {
			return nil, byWordsOnly(err, c)
		}
	}
	out.Grades, out.OOSOffered = base.Grade(questions, answers), offered(questions, answers)
	out.Comparison = kb.Compare(before, kb.OutcomesOf(questions, answers))
	return out, nil
}

// byWordsOnly says why there is nothing by meaning, and what to do about it.
func byWordsOnly(err error, c *config.Config) error {
	if model.KindOf(err) == "" {
		return fmt.Errorf("the questions were asked by words only: %w", err)
	}
	mend := mendModel(err, c.Model)
	if model.KindOf(err) == model.Spent {
		mend = fmt.Sprintf("they take more than the %d tokens of model.budget.day; ask fewer of them with --split, or allow more", int(c.Model.Budget.Day))
	}
	return fmt.Errorf("the questions were asked by words only: %w; %s", err, mend)
}

// offered is how many of the questions out of scope got titles to choose from.
func offered(questions []kb.EvalQuestion, answers []kb.Answer) float64 {
	n, all := 0, 0
	for i, q := range questions {
		if len(q.Articles) == 0 {
			all++
			if answers[i].Verdict == kb.Torn {
				n++
			}
		}
	}
	return float64(n) / float64(max(all, 1))
}

// tellAfter is how long work goes on before it says how far it is.
const tellAfter = 5 * time.Second

// tellProgress says on standard error that something is to be learned, and how far it is.
func tellProgress(sh shell, what string) func(model.Progress) {
	var told time.Time
	return func(p model.Progress) {
		if p.Done == p.All || !told.IsZero() && time.Since(told) < tellAfter {
			return
		}
		told = time.Now()
		fmt.Fprintf(sh.err, "firstline: %s: %d of %d\n", what, p.Done, p.All)
	}
}

// printBoth shows words, and words and meaning, side by side.
func printBoth(sh shell, words kb.Grades, with joined) {
	head := fmt.Sprintf("and meaning (%s)", oneLine(with.Model, maxQuestionShown))
	line := func(name, a, b string) { fmt.Fprintf(sh.out, "%-21s  %8s  %*s\n", name, a, len(head), b) }
	share := func(name string, a, b float64) { line(name, fmt.Sprintf("%.3f", a), fmt.Sprintf("%.3f", b)) }
	count := func(name string, a, b int) { line(name, fmt.Sprint(a), fmt.Sprint(b)) }
	line("", "by words", head)
	share("hit@1", words.Hit1, with.Hit1)
	share("hit@3", words.Hit3, with.Hit3)
	share("mrr@10", words.MRR10, with.MRR10)
	share("auroc", words.AUROC, with.AUROC)
	count("sure", words.Sure, with.Sure)
	share("  precision", words.SurePrecision, with.SurePrecision)
	share("  coverage", words.SureCoverage, with.SureCoverage)
	count("torn", words.Torn, with.Torn)
	count("unknown", words.Unknown, with.Unknown)
	share("out of scope answered", words.OOSAnswered, with.OOSAnswered)
	share("out of scope offered", with.OOSOfferedByWords, with.OOSOffered)
}
