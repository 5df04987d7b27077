package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/kb"
)

// evaluated is the answer of kb eval in JSON: the figures of words, with --against what
// changed, and with a model what it brings.
type evaluated struct {
	kb.Report
	Comparison *kb.Comparison `json:"comparison,omitempty"`
	// Joined is what words and meaning together answered, where there is a model for it.
	Joined *joined `json:"joined,omitempty"`
}

func kbEval(ctx context.Context, sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) != 1 {
		return usage(sh, "kb eval needs one file of questions: firstline kb eval FILE")
	}
	least, err := parseFloors(f.failUnder)
	if err != nil {
		return usage(sh, err.Error())
	}
	questions, err := readQuestions(rest[0], f.split)
	if err != nil {
		return fail(sh, err)
	}
	base := library.Base()
	out := evaluated{Report: base.Evaluate(questions)}
	if f.save != "" || f.against != "" {
		if out.Comparison, err = runs(f, base.Outcomes(questions)); err != nil {
			return fail(sh, err)
		}
	}
	var failed error
	if findsByMeaning(f.settings) && !f.words {
		out.Joined, failed = join(ctx, sh, f.settings, library, questions)
	}
	if f.output == "json" {
		if code := printJSON(sh, out); code != exitDone {
			return code
		}
	} else {
		printReport(sh, out)
	}
	if failed != nil {
		return fail(sh, failed)
	}
	return judge(sh, out.Report, least)
}

func readQuestions(path, split string) ([]kb.EvalQuestion, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the questions: %w", err)
	}
	questions, err := kb.ReadQuestions(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if split == "" {
		return questions, nil
	}
	return slices.DeleteFunc(questions, func(q kb.EvalQuestion) bool { return q.Split != split }), nil
}

// runs compares this run with an earlier one and writes it down. The comparison
// comes first, so that --save and --against may name the same file.
func runs(f kbFlags, outcomes []kb.Outcome) (*kb.Comparison, error) {
	var found *kb.Comparison
	if f.against != "" {
		file, err := os.Open(f.against)
		if err != nil {
			return nil, fmt.Errorf("open the earlier run: %w", err)
		}
		before, err := kb.ReadRun(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.against, err)
		}
		c := kb.Compare(before, outcomes)
		found = &c
	}
	if f.save != "" {
		file, err := os.Create(f.save)
		if err != nil {
			return nil, fmt.Errorf("save the run: %w", err)
		}
		if err := errors.Join(kb.WriteRun(file, outcomes), file.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.save, err)
		}
	}
	return found, nil
}

func printReport(sh shell, out evaluated) {
	r := out.Report
	fmt.Fprintf(sh.out, "articles %d  questions %d (in scope %d, out of scope %d)\n", r.Articles, r.Questions, r.InScope, r.OutOfScope)
	if out.Joined != nil {
		printBoth(sh, r.Grades, *out.Joined)
	} else {
		fmt.Fprintf(sh.out, "hit@1 %.3f  hit@3 %.3f  mrr@10 %.3f  auroc %.3f\n", r.Hit1, r.Hit3, r.MRR10, r.AUROC)
		fmt.Fprintf(sh.out, "sure %d (precision %.3f, coverage %.3f)  torn %d  unknown %d  out of scope answered %.3f\n",
			r.Sure, r.SurePrecision, r.SureCoverage, r.Torn, r.Unknown, r.OOSAnswered)
	}
	fmt.Fprintf(sh.out, "load %.0f ms  %.0f questions/s\n", r.LoadMS, r.QuestionsPerS)
	if out.Comparison != nil {
		printComparison(sh, *out.Comparison, "")
	}
	if out.Joined != nil {
		printComparison(sh, out.Joined.Comparison, " with meaning")
	}
}

// printComparison tells what changed; by is what changed it.
func printComparison(sh shell, c kb.Comparison, by string) {
	for _, part := range []struct {
		name string
		list []kb.Difference
	}{{"newly right", c.NewlyRight}, {"newly wrong", c.NewlyWrong}} {
		fmt.Fprintf(sh.out, "%s%s: %d\n", part.name, by, len(part.list))
		for _, d := range part.list {
			fmt.Fprintf(sh.out, "  %s: was %s, is %s; wanted %s\n", oneLine(d.Now.Question, maxQuestionShown), verdictOf(d.Before), verdictOf(d.Now), wanted(d.Now))
		}
	}
	fmt.Fprintf(sh.out, "as before: %d; in one run only: %d\n", c.Same, c.Only)
}

func verdictOf(o kb.Outcome) string {
	if o.First == "" {
		return o.Verdict
	}
	return fmt.Sprintf("%s %s", o.Verdict, o.First)
}

func wanted(o kb.Outcome) string {
	if len(o.Articles) == 0 {
		return "no answer"
	}
	return strings.Join(o.Articles, " or ")
}

// floor is the least that a figure must reach.
type floor struct {
	figure string
	value  float64
}

// parseFloors reads --fail-under.
func parseFloors(text string) ([]floor, error) {
	var floors []floor
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		v, err := strconv.ParseFloat(value, 64)
		if _, known := figures(kb.Report{})[name]; !known || err != nil {
			return nil, fmt.Errorf("--fail-under %s: write a figure of kb eval -o json and a number, such as hit1=0.8", part)
		}
		floors = append(floors, floor{name, v})
	}
	return floors, nil
}

// figures are those of a report, by their names in JSON.
func figures(r kb.Report) map[string]float64 {
	text, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	var found map[string]float64
	if err := json.Unmarshal(text, &found); err != nil {
		return nil
	}
	return found
}

// lowIsGood are the figures that must not be higher.
var lowIsGood = []string{"oos_answered", "load_ms"}

// judge compares the figures with what they must reach.
func judge(sh shell, r kb.Report, floors []floor) int {
	code := exitDone
	have := figures(r)
	for _, f := range floors {
		low := slices.Contains(lowIsGood, f.figure)
		switch {
		case low && have[f.figure] > f.value:
			fmt.Fprintf(sh.err, "firstline: %s is %.3f, more than %.3f\n", f.figure, have[f.figure], f.value)
		case !low && have[f.figure] < f.value:
			fmt.Fprintf(sh.err, "firstline: %s is %.3f, less than %.3f\n", f.figure, have[f.figure], f.value)
		default:
			continue
		}
		code = exitProblems
	}
	return code
}
