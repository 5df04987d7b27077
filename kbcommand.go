package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/starter"
)

const kbHelp = `
  firstline kb lint               find what would fail: dead links, undefined variables, ...
  firstline kb ask QUESTION       show what a person would be answered
  firstline kb explain QUESTION   show why this answer, and why not that one
  firstline kb eval FILE          ask a file of questions and count what is right

  --config FILE   the configuration
  --kb DIR        a folder of articles, in place of the configuration's; may repeat
  --lang LANG     ask and explain: the person's language
  --split NAME    eval: only the questions of this split (dev or test)
  -o json         print JSON

lint ends with exit code 3 when an article is left out or says something wrong.
`

// folders is a flag that may repeat.
type folders []string

func (f *folders) String() string     { return strings.Join(*f, ",") }
func (f *folders) Set(s string) error { *f = append(*f, s); return nil }

// kbFlags are the flags of all kb commands.
type kbFlags struct {
	config, output, lang, split string
	dirs                        folders
}

func runKB(ctx context.Context, sh shell, args []string) int {
	if len(args) == 0 {
		return usage(sh, "kb needs one of lint, ask, explain, eval; type firstline help kb")
	}
	var f kbFlags
	set := flags("kb "+args[0], sh)
	set.StringVar(&f.config, "config", "", "")
	set.StringVar(&f.output, "o", "", "")
	set.StringVar(&f.lang, "lang", "", "")
	set.StringVar(&f.split, "split", "", "")
	set.Var(&f.dirs, "kb", "")
	if isHelp(args[0]) {
		return printHelp(sh, []string{"kb"})
	}
	rest, code, ok := parse(set, args[1:])
	if !ok {
		return code
	}
	run, ok := map[string]func(shell, kbFlags, *kb.Library, []string) int{
		"lint": kbLint, "ask": kbAsk, "explain": kbExplain, "eval": kbEval,
	}[args[0]]
	if !ok {
		return usage(sh, fmt.Sprintf("there is no kb %s; type firstline help kb", args[0]))
	}
	library, code, ok := f.open(sh)
	if !ok {
		return code
	}
	return run(sh, f, library, rest)
}

// open opens the folders of --kb, else those of the configuration.
func (f kbFlags) open(sh shell) (*kb.Library, int, bool) {
	c := config.Default()
	if len(f.dirs) == 0 || f.config != "" {
		var code int
		var ok bool
		if c, code, ok = loadConfig(sh, f.config, false); !ok {
			return nil, code, false
		}
	}
	opt := kb.Options{
		Dirs: c.KB.Dirs, Vars: c.KB.Vars, Languages: c.Languages, Confidence: kb.Confidence(c.KB.Confidence),
	}
	switch {
	case len(f.dirs) > 0:
		opt.Dirs = f.dirs
	case len(opt.Dirs) == 0:
		opt.FS = []fs.FS{starter.Articles()}
	}
	library, err := kb.Open(opt)
	if err != nil {
		return nil, fail(sh, err), false
	}
	return library, 0, true
}

func kbLint(sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) > 0 {
		return usage(sh, "kb lint takes no arguments; name a folder with --kb")
	}
	problems := kb.Lint(library)
	code, faults := exitDone, 0
	for _, p := range problems {
		if p.Severity == kb.Fault {
			code, faults = exitProblems, faults+1
		}
	}
	if f.output == "json" {
		if failed := printJSON(sh, problems); failed != exitDone {
			return failed
		}
		return code
	}
	for _, p := range problems {
		fmt.Fprintln(sh.out, p)
	}
	fmt.Fprintf(sh.out, "%d articles, %d faults, %d warnings\n", len(library.Articles()), faults, len(problems)-faults)
	return code
}

// answered is the answer of kb ask in JSON.
type answered struct {
	Verdict    string   `json:"verdict"`
	Lang       string   `json:"lang"`
	Confidence float64  `json:"confidence"`
	Article    string   `json:"article,omitempty"`
	Section    string   `json:"section,omitempty"`
	Title      string   `json:"title,omitempty"`
	Text       string   `json:"text,omitempty"`
	Choices    []string `json:"choices,omitempty"`
}

func kbAsk(sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) == 0 {
		return usage(sh, "kb ask needs a question: firstline kb ask how do I print a certificate")
	}
	base := library.Base()
	q := kb.Question{Text: strings.Join(rest, " "), Lang: f.lang}
	if lang, sure := base.DetectLang(q.Text); sure && q.Lang == "" {
		q.Lang = lang
	}
	a := base.Search(q)
	out := answered{Verdict: a.Verdict.String(), Lang: a.Lang}
	if len(a.Hits) > 0 {
		out.Confidence = a.Hits[0].Confidence
	}
	switch a.Verdict {
	case kb.Sure:
		hit := a.Hits[0]
		out.Article, out.Section, out.Title, out.Text = hit.Article.Name, hit.Section.ID, hit.Article.Title, hit.Text()
	case kb.Torn:
		for _, hit := range a.Hits[:a.Choices] {
			out.Choices = append(out.Choices, hit.Article.Name)
		}
	}
	if f.output == "json" {
		return printJSON(sh, out)
	}
	printAnswer(sh, a, q.Lang)
	return exitDone
}

func printAnswer(sh shell, a kb.Answer, lang string) {
	switch a.Verdict {
	case kb.Sure:
		hit := a.Hits[0]
		fmt.Fprintf(sh.out, "%s\n\n(%s, %s, sure to %.0f %%)\n", hit.Text(), hit.Article.Title, hit.Section.ID, 100*hit.Confidence)
	case kb.Torn:
		fmt.Fprintln(sh.out, dialogue.Text(lang, "answer.choose"))
		for i, hit := range a.Hits[:a.Choices] {
			fmt.Fprintf(sh.out, "%d. %s (%s, %.0f %%)\n", i+1, hit.Article.Title, hit.Section.ID, 100*hit.Confidence)
		}
	default:
		fmt.Fprintln(sh.out, dialogue.Text(lang, "answer.unknown"))
	}
}

func kbExplain(sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) == 0 {
		return usage(sh, "kb explain needs a question: firstline kb explain how do I print a certificate")
	}
	e := library.Base().Explain(kb.Question{Text: strings.Join(rest, " "), Lang: f.lang})
	if f.output == "json" {
		return printJSON(sh, e)
	}
	fmt.Fprintln(sh.out, e)
	return exitDone
}

func kbEval(sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) != 1 {
		return usage(sh, "kb eval needs one file of questions: firstline kb eval FILE")
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return fail(sh, fmt.Errorf("open the questions: %w", err))
	}
	questions, err := kb.ReadQuestions(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return fail(sh, fmt.Errorf("%s: %w", rest[0], err))
	}
	if f.split != "" {
		kept := questions[:0]
		for _, q := range questions {
			if q.Split == f.split {
				kept = append(kept, q)
			}
		}
		questions = kept
	}
	r := library.Base().Evaluate(questions)
	if f.output == "json" {
		return printJSON(sh, r)
	}
	fmt.Fprintf(sh.out, "articles %d  questions %d (in scope %d, out of scope %d)\n", r.Articles, r.Questions, r.InScope, r.OutOfScope)
	fmt.Fprintf(sh.out, "hit@1 %.3f  hit@3 %.3f  mrr@10 %.3f  auroc %.3f\n", r.Hit1, r.Hit3, r.MRR10, r.AUROC)
	fmt.Fprintf(sh.out, "sure %d (precision %.3f, coverage %.3f)  torn %d  unknown %d  out of scope answered %.3f\n",
		r.Sure, r.SurePrecision, r.SureCoverage, r.Torn, r.Unknown, r.OOSAnswered)
	fmt.Fprintf(sh.out, "load %.0f ms  %.0f questions/s\n", r.LoadMS, r.QuestionsPerS)
	return exitDone
}
