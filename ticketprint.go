package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
)

// maxCell is how much of a question a list shows, in runes.
const maxCell = 60

func ticketList(ctx context.Context, sh shell, c *config.Config, f ticketFlags, rest []string) int {
	if len(rest) > 0 {
		return usage(sh, "ticket list takes no arguments; for one ticket type firstline ticket show 12")
	}
	v, err := f.values(c)
	if err != nil {
		return usage(sh, err.Error())
	}
	all := []desk.Account{}
	if err := eachTicket(ctx, c, v, func(a desk.Account) error { all = append(all, a); return nil }); err != nil {
		return fail(sh, err)
	}
	if f.output == "json" {
		return printJSON(sh, all)
	}
	if len(all) == 0 {
		fmt.Fprintln(sh.out, "There is no such ticket.")
		return exitDone
	}
	table := tabwriter.NewWriter(sh.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ticket\tlevel\topened\tstate\tpriority\ttype\tquestion")
	for _, a := range all {
		fmt.Fprintf(table, "#%d\t%d\t%s\t%s\t%s\t%s\t%s\n", a.Number, a.Level, a.Opened.In(c.Location()).Format("2006-01-02 15:04"),
			oneLine(standing(a), maxCell), a.Priority, a.Type, oneLine(a.Question, maxCell))
	}
	if err := table.Flush(); err != nil {
		return fail(sh, err)
	}
	return exitDone
}

// oneLine makes a text fit a cell.
func oneLine(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

func ticketShow(ctx context.Context, sh shell, c *config.Config, f ticketFlags, rest []string) int {
	n, ok := ticketNumber(rest)
	if !ok {
		return usage(sh, "ticket show needs one number: firstline ticket show 12")
	}
	v := url.Values{"n": {strconv.Itoa(n)}}
	f.mark(v)
	a, err := askOne[desk.Account](ctx, c, http.MethodGet, "/ticket", v)
	if err != nil {
		return fail(sh, err)
	}
	if f.output == "json" {
		return printJSON(sh, a)
	}
	clock := func(t time.Time) string { return t.In(c.Location()).Format("2006-01-02 15:04") }
	fmt.Fprintf(sh.out, "#%d %s, level %d, %s priority, %s\n", a.Number, standing(a), a.Level, a.Priority, a.Type)
	if len(a.Tags) > 0 {
		fmt.Fprintf(sh.out, "tags: %s\n", strings.Join(a.Tags, ", "))
	}
	fmt.Fprintf(sh.out, "asked by %s on %s, %s: %s\n\n", a.Person, a.Channel, clock(a.Opened), a.Question)
	for _, s := range a.Thread {
		who := s.Who
		if who == "" {
			who = string(s.By)
		}
		fmt.Fprintf(sh.out, "%s %s (%s): %s\n", clock(s.At), who, s.By, strings.Join(append([]string{s.Text}, s.Files...), " "))
	}
	fmt.Fprintln(sh.out)
	for _, h := range a.History {
		fmt.Fprintln(sh.out, strings.TrimSpace(strings.Join([]string{clock(h.At), h.What, h.Who, h.Note}, " ")))
	}
	return exitDone
}

func ticketExport(ctx context.Context, sh shell, c *config.Config, f ticketFlags, rest []string) int {
	if len(rest) > 0 {
		return usage(sh, "ticket export takes no arguments; pick tickets with --state, --since and the like")
	}
	v, err := f.values(c)
	if err != nil {
		return usage(sh, err.Error())
	}
	if f.output == "csv" {
		err = exportCSV(ctx, sh.out, c, v)
	} else {
		v.Set("whole", "")
		lines := json.NewEncoder(sh.out)
		lines.SetEscapeHTML(false)
		err = eachTicket(ctx, c, v, func(a desk.Account) error { return lines.Encode(a) })
	}
	if err != nil {
		return fail(sh, err)
	}
	return exitDone
}

// exportCSV writes a row for each ticket.
func exportCSV(ctx context.Context, w io.Writer, c *config.Config, v url.Values) error {
	rows := csv.NewWriter(w)
	head := []string{"number", "level", "state", "type", "priority", "tags", "channel", "lang", "office", "person", "owner", "solved_by",
		"opened", "first_response", "solved", "closed", "reopened", "rating", "lines", "question"}
	err := rows.Write(head)
	return errors.Join(err, eachTicket(ctx, c, v, func(a desk.Account) error {
		rating := ""
		if a.Rating > 0 {
			rating = strconv.Itoa(a.Rating)
		}
		row := []string{strconv.Itoa(a.Number), strconv.Itoa(int(a.Level)), string(a.State), a.Type, string(a.Priority), strings.Join(a.Tags, " "),
			a.Channel, a.Lang, a.Office, a.Person, a.Owner, a.SolvedBy, stamp(a.Opened), stamp(a.FirstResponse), stamp(a.Solved), stamp(a.Closed),
			strconv.Itoa(a.Reopened), rating, strconv.Itoa(a.Lines), a.Question}
		for i := range row {
			row[i] = safeCell(row[i])
		}
		return rows.Write(row)
	}), flush(rows))
}

func flush(rows *csv.Writer) error {
	rows.Flush()
	return rows.Error()
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// safeCell keeps a spreadsheet from running what somebody wrote as a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
