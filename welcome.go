package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// welcome says where things are. Links that sign staff in go to the terminal of
// whoever starts the desk, never into the log.
func (h *house) welcome(sh shell, doors *doors) {
	h.base = strings.TrimRight(h.config.PublicURL, "/")
	if h.base == "" {
		h.base = "http://" + doors.public.Addr().String()
	}
	fmt.Fprintf(sh.out, "Firstline %s is ready with %d articles.\n", versionText(), len(h.library.Articles()))
	if h.pages != nil {
		fmt.Fprintf(sh.out, "  Ask:     %s/\n", h.base)
		h.tellLinks(sh)
	}
	fmt.Fprintf(sh.out, "  Metrics: http://%s/metrics (never public)\n", doors.admin.Addr())
	if h.config.Demo {
		fmt.Fprint(sh.out, "This is the demo. firstline help and README.md tell how to run it for real.\n")
	}
}

// tellLinks gives staff of the web page their links. Whoever reads one can sign in,
// so they are printed only to a person: where a service manager keeps what is
// printed they go into a file that only the desk's user can read.
func (h *house) tellLinks(sh shell) {
	staff := h.webStaff()
	if len(staff) == 0 {
		return
	}
	var links strings.Builder
	for _, who := range staff {
		fmt.Fprintf(&links, "  Desk:    %s  (signs in %s, once)\n", h.pages.SignInLink(h.base, who), who.Name)
	}
	if h.config.Demo || isTerminal(sh.out) {
		fmt.Fprint(sh.out, links.String())
		return
	}
	path, err := besides(h.config, "desk-links.txt")
	if err == nil {
		_ = os.Remove(path)
		err = os.WriteFile(path, []byte(links.String()), 0o600)
	}
	if err != nil {
		h.log.Error("cannot write down the links that sign staff in", "err", err)
		return
	}
	fmt.Fprintf(sh.out, "  Desk:    links that sign staff in are in %s\n", path)
}

// webStaff are the people who get a sign-in link at start: those listed as
// "web:name", and in the demo a tester.
func (h *house) webStaff() []bot.Person {
	var people []bot.Person
	seen := map[string]bool{}
	for _, level := range h.config.Levels {
		for _, id := range level.Staff {
			if name, ok := strings.CutPrefix(id, "web:"); ok && !seen[id] {
				seen[id] = true
				people = append(people, bot.Person{ID: id, Name: strings.ToUpper(name[:1]) + name[1:]})
			}
		}
	}
	if h.config.Demo {
		people = append(people, bot.Person{ID: "web:tester", Name: "Tester"})
	}
	return people
}
