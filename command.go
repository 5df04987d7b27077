package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/firstline-helpdesk/firstline/config"
)

// Exit codes of every command.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitProblems = 3
)

// shell is where a command reads and writes, so that tests can be one.
type shell struct {
	in  io.Reader
	out io.Writer
	err io.Writer
	env func(string) (string, bool)
}

// command is one subcommand.
type command struct {
	name    string
	args    string
	summary string
	help    string
	run     func(ctx context.Context, sh shell, args []string) int
}

func commands() []command {
	return []command{
		{"serve", "", "run the desk (also what no command means)", serveHelp, runServe},
		{"chat", "", "talk to the desk in this terminal", chatHelp, runChat},
		{"check", "", "read the configuration and say what is wrong with it", checkHelp, runCheck},
		{"kb", "lint|ask|explain|eval|gaps|learned", "look after the knowledge base", kbHelp, runKB},
		{"ticket", "list|show|export|verify", "look at tickets, take them out, check their history", ticketHelp, runTicket},
		{"person", "export|forget", "give somebody what is kept about them, or erase it", personHelp, runPerson},
		{"deployed", "VERSION [TICKET ...]", "say that a version of the product is installed", deployedHelp, runDeployed},
		{"backup", "FILE", "write a verified copy of everything while the desk runs", backupHelp, runBackup},
		{"restore", "FILE", "put a backup in place of the database", restoreHelp, runRestore},
		{"version", "", "print the version", "", runVersion},
	}
}

// run picks a subcommand and gives its exit code.
func run(ctx context.Context, args []string, sh shell) int {
	if len(args) == 0 || (strings.HasPrefix(args[0], "-") && !isHelp(args[0])) {
		return runServe(ctx, sh, args)
	}
	if isHelp(args[0]) {
		return printHelp(sh, args[1:])
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, sh, args[1:])
		}
	}
	fmt.Fprintf(sh.err, "firstline: there is no command %q; type firstline help\n", args[0])
	return exitUsage
}

func isHelp(s string) bool {
	return s == "help" || s == "-h" || s == "-help" || s == "--help"
}

func printHelp(sh shell, args []string) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				fmt.Fprintf(sh.out, "firstline %s\n\n%s%s.\n%s", strings.TrimSpace(c.name+" "+c.args),
					strings.ToUpper(c.summary[:1]), c.summary[1:], c.help)
				return exitDone
			}
		}
		fmt.Fprintf(sh.err, "firstline: there is no command %q\n", args[0])
		return exitUsage
	}
	fmt.Fprint(sh.out, "Firstline is a help desk that lives in chat.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(sh.out, "  firstline %-30s %s\n", strings.TrimSpace(c.name+" "+c.args), c.summary)
	}
	fmt.Fprint(sh.out, "\nfirstline help COMMAND tells more. Exit codes: 0 done, 1 failed, 2 usage, 3 found problems.\n")
	return exitDone
}

// flags makes the flags of a command; -h prints its help.
func flags(name string, sh shell) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(sh.err)
	fs.Usage = func() {
		first, _, _ := strings.Cut(name, " ")
		printHelp(shell{out: sh.err, err: sh.err}, []string{first})
	}
	return fs
}

// parse reads flags that may stand before, between and behind the arguments. It
// gives the arguments, and an exit code when the command must not run.
func parse(fs *flag.FlagSet, args []string) (rest []string, code int, ok bool) {
	for {
		switch err := fs.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return nil, exitDone, false
		case err != nil:
			return nil, exitUsage, false
		}
		args = fs.Args()
		if len(args) == 0 {
			return rest, 0, true
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// loadConfig reads the configuration and prints its problems. Without ok the
// command ends with the code.
func loadConfig(sh shell, path string, warnings bool) (c *config.Config, code int, ok bool) {
	c, problems, err := config.Load(path, sh.env)
	if err != nil {
		fmt.Fprintf(sh.err, "firstline: %v\n", err)
		return nil, exitFailed, false
	}
	for _, p := range problems {
		if warnings || p.Severity == config.Fault {
			fmt.Fprintln(sh.err, p)
		}
	}
	if config.Faulty(problems) {
		return nil, exitProblems, false
	}
	return c, 0, true
}

// printJSON writes v as indented JSON.
func printJSON(sh shell, v any) int {
	e := json.NewEncoder(sh.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fail(sh, err)
	}
	return exitDone
}

// fail prints an error for people and gives the exit code.
func fail(sh shell, err error) int {
	fmt.Fprintf(sh.err, "firstline: %v\n", err)
	return exitFailed
}

func usage(sh shell, text string) int {
	fmt.Fprintf(sh.err, "firstline: %s\n", text)
	return exitUsage
}
