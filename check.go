package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

const checkHelp = `
  --config FILE   the configuration to check
  --online        also ask each chat service and the tracker whether it is set up
                  right, and the language model what it can do and how fast
  -o json         print the findings as JSON

Names everything that is wrong at once, each with its line and what to do. Exit
code 3 when something must be mended; warnings alone are 0.
`

// onlineTime is how long a service may take to answer a check.
const onlineTime = 15 * time.Second

// note is the severity of what is as it should be and worth knowing.
const note = "note"

// finding is one line of a check.
type finding struct {
	Severity string `json:"severity"`
	Where    string `json:"where"`
	Message  string `json:"message"`
}

func runCheck(ctx context.Context, sh shell, args []string) int {
	fs := flags("check", sh)
	path := fs.String("config", "", "")
	online := fs.Bool("online", false, "")
	output := fs.String("o", "", "")
	rest, code, ok := parse(fs, args)
	switch {
	case !ok:
		return code
	case len(rest) > 0:
		return usage(sh, "check takes no arguments; name the file with --config")
	}
	c, problems, err := config.Load(*path, sh.env)
	if err != nil {
		return fail(sh, err)
	}
	findings := make([]finding, 0, len(problems))
	for _, p := range problems {
		findings = append(findings, finding{p.Severity.String(), "configuration", p.String()})
	}
	if c != nil {
		findings = append(findings, checkHouse(c)...)
	}
	if c != nil && *online {
		findings = append(findings, checkOnline(ctx, c)...)
	}
	return report(sh, findings, *output)
}

func report(sh shell, findings []finding, output string) int {
	code, orderly := exitDone, true
	for _, f := range findings {
		orderly = orderly && f.Severity == note
		if f.Severity == config.Fault.String() {
			code = exitProblems
		}
	}
	if output == "json" {
		if failed := printJSON(sh, findings); failed != exitDone {
			return failed
		}
		return code
	}
	for _, f := range findings {
		fmt.Fprintln(sh.out, f.Message)
	}
	if orderly {
		fmt.Fprintln(sh.out, "Everything is in order.")
	}
	return code
}

// checkHouse looks at what the configuration names: articles and channels.
func checkHouse(c *config.Config) []finding {
	var findings []finding
	add := func(severity config.Severity, where, message string) {
		findings = append(findings, finding{severity.String(), where, message})
	}
	if _, err := databasePath(c); err != nil {
		add(config.Fault, "store", err.Error())
	}
	if _, err := services(c, slog.New(slog.DiscardHandler)); err != nil {
		add(config.Fault, "channels", err.Error())
	}
	if _, err := tracker(c, nil, slog.New(slog.DiscardHandler)); err != nil {
		add(config.Fault, "tracker", err.Error())
	}
	library, err := openLibrary(c, nil)
	if err != nil {
		add(config.Fault, "kb", err.Error())
		return findings
	}
	faults := 0
	for _, p := range library.Problems() {
		if p.Severity == kb.Fault {
			faults++
		}
	}
	if faults > 0 {
		add(config.Warning, "kb", fmt.Sprintf("kb: %d articles or parts of them are left out; firstline kb lint names each", faults))
	}
	return findings
}

// checkOnline asks each chat service and the tracker.
func checkOnline(ctx context.Context, c *config.Config) []finding {
	all, err := services(c, slog.New(slog.DiscardHandler))
	if err != nil {
		// checkHouse has named it.
		return nil
	}
	issues, err := tracker(c, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil
	}
	if issues != nil {
		all = append(all, issues)
	}
	var findings []finding
	for _, a := range all {
		findings = append(findings, ask(ctx, a)...)
	}
	return append(findings, tryModel(ctx, c)...)
}

func ask(ctx context.Context, a adapters.Adapter) []finding {
	checker, ok := a.(adapters.Checker)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, onlineTime)
	defer cancel()
	var findings []finding
	for _, text := range checker.Check(ctx) {
		findings = append(findings, finding{config.Fault.String(), a.Name(), a.Name() + ": " + text})
	}
	return findings
}

func isLocked(err error) bool { return errors.Is(err, store.ErrLocked) }
