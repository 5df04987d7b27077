package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
)

const ticketHelp = `
  firstline ticket list             one line for each ticket
  firstline ticket show NUMBER      everything about one
  firstline ticket export           all of it, for other programs
  firstline ticket verify [NUMBER]  check that no history was changed

  --config FILE   the configuration
  --state STATE   list, export: only open, claimed, waiting, upstream, solved or closed
  --level N       list, export: only this level
  --owner WHO     list, export: only who has it or solved it, by name or id
  --since WHEN    list, export: only opened since a day (2026-01-31) or within a time (30d)
  --type TYPE     list, export: only this support type
  --tag TAG       list, export: only with this tag
  --clear         mask nothing; that is written into the history
  -o json         print JSON; of export one object a line, which is what it does anyway
  -o csv          export: a table, without what was said

What is printed is masked: people are [person kfm], and so are their numbers and
addresses in what they wrote. It works while the desk runs and when it does not.
verify ends with exit code 3 when a history is not what was written.
`

// ticketFlags are the flags of all ticket commands.
type ticketFlags struct {
	config, output, state, owner, since, kind, tag string
	level                                          int
	clear                                          bool
	who                                            string
}

func runTicket(ctx context.Context, sh shell, args []string) int {
	if len(args) == 0 {
		return usage(sh, "ticket needs one of list, show, export, verify; type firstline help ticket")
	}
	if isHelp(args[0]) {
		return printHelp(sh, []string{"ticket"})
	}
	var f ticketFlags
	set := flags("ticket "+args[0], sh)
	set.StringVar(&f.config, "config", "", "")
	set.StringVar(&f.output, "o", "", "")
	set.StringVar(&f.state, "state", "", "")
	set.IntVar(&f.level, "level", 0, "")
	set.StringVar(&f.owner, "owner", "", "")
	set.StringVar(&f.since, "since", "", "")
	set.StringVar(&f.kind, "type", "", "")
	set.StringVar(&f.tag, "tag", "", "")
	set.BoolVar(&f.clear, "clear", false, "")
	rest, code, ok := parse(set, args[1:])
	if !ok {
		return code
	}
	run, ok := map[string]func(context.Context, shell, *config.Config, ticketFlags, []string) int{
		"list": ticketList, "show": ticketShow, "export": ticketExport, "verify": ticketVerify,
	}[args[0]]
	if !ok {
		return usage(sh, fmt.Sprintf("there is no ticket %s; type firstline help ticket", args[0]))
	}
	outputs := []string{"", "json"}
	if args[0] == "export" {
		outputs = append(outputs, "csv")
	}
	if !slices.Contains(outputs, f.output) {
		return usage(sh, fmt.Sprintf("-o %s: write %s", f.output, strings.Join(outputs[1:], " or ")))
	}
	c, code, ok := loadConfig(sh, f.config, false)
	if !ok {
		return code
	}
	f.who, _ = sh.env("USER")
	return run(ctx, sh, c, f, rest)
}

// ticketStates are the states a ticket can be in.
var ticketStates = []string{"open", "claimed", "waiting", "upstream", "solved", "closed"}

// values are the filter as the desk reads it. The error is about how it was typed.
func (f ticketFlags) values(c *config.Config) (url.Values, error) {
	v := url.Values{}
	if f.state != "" && !slices.Contains(ticketStates, f.state) {
		return nil, fmt.Errorf("--state %s: write %s", f.state, strings.Join(ticketStates, ", "))
	}
	if f.level < 0 || f.level > 3 {
		return nil, fmt.Errorf("--level %d: write 1, 2 or 3", f.level)
	}
	if f.since != "" {
		since, err := sinceWhen(f.since, time.Now(), c.Location())
		if err != nil {
			return nil, fmt.Errorf("--since %s: write a day such as 2026-01-31 or a time such as 30d", f.since)
		}
		v.Set("since", since.Format(time.RFC3339))
	}
	for key, value := range map[string]string{"state": f.state, "owner": f.owner, "type": f.kind, "tag": f.tag} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if f.level > 0 {
		v.Set("level", strconv.Itoa(f.level))
	}
	f.mark(v)
	return v, nil
}

// mark asks for everything unmasked, in the name of who asks.
func (f ticketFlags) mark(v url.Values) {
	if f.clear {
		v.Set("clear", "")
		v.Set("who", f.who)
	}
}

// sinceWhen reads a day or a length of time.
func sinceWhen(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day, nil
	}
	d, err := config.ParseDuration(text)
	return now.Add(-time.Duration(d)), err
}

// eachTicket gives the accounts that the desk sends.
func eachTicket(ctx context.Context, c *config.Config, v url.Values, each func(desk.Account) error) (err error) {
	body, err := askDesk(ctx, c, http.MethodGet, "/tickets", v)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	lines := json.NewDecoder(body)
	for {
		var a desk.Account
		if err := lines.Decode(&a); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read tickets from the desk: %w", err)
		}
		if err := each(a); err != nil {
			return err
		}
	}
}

// askOne gives one JSON answer of the desk.
func askOne[T any](ctx context.Context, c *config.Config, method, page string, v url.Values) (out T, err error) {
	body, err := askDesk(ctx, c, method, page, v)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	if err := json.NewDecoder(body).Decode(&out); err != nil {
		return out, fmt.Errorf("read the desk's answer: %w", err)
	}
	return out, nil
}

// ticketNumber reads "12" or "#12".
func ticketNumber(args []string) (int, bool) {
	if len(args) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimPrefix(args[0], "#"))
	return n, err == nil && n > 0
}

func ticketVerify(ctx context.Context, sh shell, c *config.Config, f ticketFlags, rest []string) int {
	n, ok := ticketNumber(rest)
	if len(rest) > 0 && !ok {
		return usage(sh, "ticket verify takes one number or none: firstline ticket verify 12")
	}
	v, err := askOne[desk.Verified](ctx, c, http.MethodGet, "/verify", url.Values{"n": {strconv.Itoa(n)}})
	if err != nil {
		return fail(sh, err)
	}
	code := exitDone
	if len(v.Broken) > 0 {
		code = exitProblems
	}
	if f.output == "json" {
		return cmp.Or(printJSON(sh, v), code)
	}
	for _, b := range v.Broken {
		fmt.Fprintf(sh.out, "%s: %s\n", b.Subject, b.Why)
	}
	fmt.Fprintf(sh.out, "%d tickets, %d entries, %d broken histories\n", v.Tickets, v.Entries, len(v.Broken))
	return code
}

// standing is a state in a table, with who has the ticket.
func standing(a desk.Account) string {
	switch who := cmp.Or(a.Owner, a.SolvedBy); {
	case who == "":
		return string(a.State)
	case a.State == bot.Open:
		return string(a.State)
	default:
		return string(a.State) + " (" + who + ")"
	}
}
