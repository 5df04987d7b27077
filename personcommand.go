package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/config"
)

const personHelp = `
  firstline person export ID   print everything that is kept about somebody
  firstline person forget ID   erase it

  --config FILE   the configuration
  --lang LANG     export: the language of the text (default: the desk's first)
  -o json         export: print JSON
  --yes           forget: do not ask

An ID is channel:id, as ticket show --clear prints it: whatsapp:260955123456. Notes
of staff are not exported; they are erased. Forgetting closes an open ticket, tells
its staff, and keeps numbers without names; a day later it takes what was on its way.
Backups keep what they kept. It works while the desk runs and when it does not.
`

// personFlags are the flags of the person commands.
type personFlags struct {
	output, lang string
	yes          bool
	who          string
}

func runPerson(ctx context.Context, sh shell, args []string) int {
	if len(args) == 0 {
		return usage(sh, "person needs export or forget; type firstline help person")
	}
	if isHelp(args[0]) {
		return printHelp(sh, []string{"person"})
	}
	var f personFlags
	set := flags("person "+args[0], sh)
	path := set.String("config", "", "")
	set.StringVar(&f.output, "o", "", "")
	set.StringVar(&f.lang, "lang", "", "")
	set.BoolVar(&f.yes, "yes", false, "")
	rest, code, ok := parse(set, args[1:])
	if !ok {
		return code
	}
	run, ok := map[string]func(context.Context, shell, *config.Config, personFlags, string) int{
		"export": personExport, "forget": personForget,
	}[args[0]]
	switch {
	case !ok:
		return usage(sh, fmt.Sprintf("there is no person %s; type firstline help person", args[0]))
	case len(rest) != 1 || !strings.Contains(rest[0], ":"):
		return usage(sh, fmt.Sprintf("person %s needs one ID such as whatsapp:260955123456", args[0]))
	case f.output != "" && f.output != "json":
		return usage(sh, fmt.Sprintf("-o %s: write json", f.output))
	case f.lang != "" && !slices.Contains(dialogue.Languages(), f.lang):
		return usage(sh, fmt.Sprintf("--lang %s: write %s", f.lang, strings.Join(dialogue.Languages(), ", ")))
	}
	c, code, ok := loadConfig(sh, *path, false)
	if !ok {
		return code
	}
	f.who, _ = sh.env("USER")
	return run(ctx, sh, c, f, rest[0])
}

func personExport(ctx context.Context, sh shell, c *config.Config, f personFlags, id string) int {
	data, err := askOne[desk.PersonData](ctx, c, http.MethodGet, "/person", url.Values{"id": {id}, "who": {f.who}})
	if err != nil {
		return fail(sh, err)
	}
	if f.output == "json" {
		return printJSON(sh, data)
	}
	if f.lang == "" {
		f.lang = c.Languages[0]
	}
	fmt.Fprint(sh.out, data.Text(f.lang, c.Location()))
	return exitDone
}

func personForget(ctx context.Context, sh shell, c *config.Config, f personFlags, id string) int {
	if !f.yes {
		fmt.Fprintf(sh.out, "Erase everything that is kept about %s? It cannot be undone. Type yes: ", id)
		answer, _ := bufio.NewReader(sh.in).ReadString('\n')
		if !strings.EqualFold(strings.TrimSpace(answer), "yes") {
			fmt.Fprintln(sh.out, "\nNothing was erased.")
			return exitFailed
		}
	}
	done, err := askOne[desk.Forgotten](ctx, c, http.MethodPost, "/forget", url.Values{"id": {id}, "who": {f.who}})
	if err != nil {
		return fail(sh, err)
	}
	if f.output == "json" {
		return printJSON(sh, done)
	}
	fmt.Fprintf(sh.out, "erased: %d tickets, %d conversations, %d letters\n", done.Tickets, done.Talks, done.Letters)
	if done.Unread {
		fmt.Fprintln(sh.err, "some tickets are damaged and were left out: whose they are cannot be told; restore a backup that has them, and forget again")
		return exitFailed
	}
	return exitDone
}
