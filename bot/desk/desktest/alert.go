package desktest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// deafChannel is where alerts come from: nothing that is said there is read.
type deafChannel struct{}

func (deafChannel) Name() string                              { return bot.AlertChannel }
func (deafChannel) Limits() adapters.Limits                   { return adapters.Limits{} }
func (deafChannel) Run(context.Context, adapters.Inbox) error { return nil }
func (deafChannel) Send(_ context.Context, r bot.Reply) (adapters.Sent, error) {
	return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("%q was said to an alert", r.Text)}
}

// alert delivers what monitoring tells: "disk critical Disk is full on db1".
func (r *runner) alert(text string) error {
	words := strings.SplitN(text, " ", 3)
	if len(words) < 2 {
		return fmt.Errorf("! alert %s: write for example: ! alert disk critical Disk is full", text)
	}
	r.count++
	said := bot.Alert{Title: words[0], Severity: words[1], Over: words[1] == "over"}
	if len(words) > 2 {
		said.Title = words[2]
	}
	place := bot.Place{Channel: bot.AlertChannel, Chat: words[0]}
	r.last, r.spoke = bot.Message{
		Delivery: bot.AlertChannel + ":" + strconv.Itoa(r.count), Place: place, From: bot.Person{ID: place.Lane(), Name: "Alertmanager"},
		Kind: bot.Alerted, Alert: &said, Direct: true, At: r.now,
	}, bot.Place{}
	return r.desk.Deliver(context.Background(), r.last)
}
