package main

import (
	"context"
	"fmt"
	"io/fs"
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
  firstline kb gaps               questions that were not answered, those that ask alike together
  firstline kb learned [ARTICLE]  what use has taught, and whether it counts

  --config FILE   the configuration
  --kb DIR        a folder of articles, in place of the configuration's; may repeat
  --lang LANG     ask and explain: the person's language
  --split NAME    eval: only the questions of this split (dev or test)
  --save RUN      eval: write what became of every question to the file RUN
  --against RUN   eval: tell what is newly right and newly wrong since that run
  --words         eval: by words only, also where the configuration has a model
  --fail-under L  eval: end with exit code 3 when a figure is lower, such as
                  hit1=0.8,sure_precision=0.9; of oos_answered when it is higher
  --since WHEN    gaps: only what was asked since then: 30d, 12h or 2026-03-01
  --undo WORDS    learned: these words no longer count for the article
  --redo WORDS    learned: they count again
  -o json         print JSON

lint ends with exit code 3 when an article is left out or says something wrong.
eval asks by words, and where model.embed of the configuration names a model, by
words and meaning together as the desk does, side by side. What texts mean is kept
in the database where there is one and no desk has it open; the questions of a run
take at most the tokens of model.budget.day. --fail-under, --save and --against are
about words.
gaps and learned ask the running desk, or the database when none runs.
`

// folders is a flag that may repeat.
type folders []string

func (f *folders) String() string     { return strings.Join(*f, ",") }
func (f *folders) Set(s string) error { *f = append(*f, s); return nil }

// kbFlags are the flags of all kb commands.
type kbFlags struct {
	config, output, lang, split string
	save, against, failUnder    string
	since, undo, redo           string
	words                       bool
	dirs                        folders
	// settings are those of the configuration, once it was opened.
	settings *config.Config
}

func runKB(ctx context.Context, sh shell, args []string) int {
	if len(args) == 0 {
		return usage(sh, "kb needs one of lint, ask, explain, eval, gaps, learned; type firstline help kb")
	}
	var f kbFlags
	set := flags("kb "+args[0], sh)
	set.StringVar(&f.config, "config", "", "")
	set.StringVar(&f.output, "o", "", "")
	set.StringVar(&f.lang, "lang", "", "")
	set.StringVar(&f.split, "split", "", "")
	for name, value := range map[string]*string{
		"save": &f.save, "against": &f.against, "fail-under": &f.failUnder, "since": &f.since, "undo": &f.undo, "redo": &f.redo,
	} {
		set.StringVar(value, name, "", "")
	}
	set.BoolVar(&f.words, "words", false, "")
	set.Var(&f.dirs, "kb", "")
	if isHelp(args[0]) {
		return printHelp(sh, []string{"kb"})
	}
	rest, code, ok := parse(set, args[1:])
	if !ok {
		return code
	}
	if ask, ok := map[string]func(context.Context, shell, kbFlags, *config.Config, []string) int{
		"gaps": kbGaps, "learned": kbLearned,
	}[args[0]]; ok {
		c, code, ok := loadConfig(sh, f.config, false)
		if !ok {
			return code
		}
		return ask(ctx, sh, f, c, rest)
	}
	run, ok := map[string]func(context.Context, shell, kbFlags, *kb.Library, []string) int{
		"lint": kbLint, "ask": kbAsk, "eval": kbEval, "explain": kbExplain,
	}[args[0]]
	if !ok {
		return usage(sh, fmt.Sprintf("there is no kb %s; type firstline help kb", args[0]))
	}
	library, code, ok := f.open(sh)
	if !ok {
		return code
	}
	return run(ctx, sh, f, library, rest)
}

// open opens the folders of --kb, else those of the configuration.
func (f *kbFlags) open(sh shell) (*kb.Library, int, bool) {
	c := config.Default()
	if len(f.dirs) == 0 || f.config != "" {
		var code int
		var ok bool
		if c, code, ok = loadConfig(sh, f.config, false); !ok {
			return nil, code, false
		}
	}
	f.settings = c
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

func kbLint(_ context.Context, sh shell, f kbFlags, library *kb.Library, rest []string) int {
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

func kbAsk(_ context.Context, sh shell, f kbFlags, library *kb.Library, rest []string) int {
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

func kbExplain(ctx context.Context, sh shell, f kbFlags, library *kb.Library, rest []string) int {
	if len(rest) == 0 {
		return usage(sh, "kb explain needs a question: firstline kb explain how do I print a certificate")
	}
	e := explained{Explanation: library.Base().Explain(kb.Question{Text: strings.Join(rest, " "), Lang: f.lang})}
	e.Model = modelUses(ctx, f, e.Hits)
	if f.output == "json" {
		return printJSON(sh, e)
	}
	fmt.Fprintln(sh.out, e.Explanation)
	for _, use := range e.Model {
		fmt.Fprintln(sh.out, toldUse(use))
	}
	return exitDone
}
