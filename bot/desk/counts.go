package desk

import (
	"sync/atomic"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// counts are what the desk has done since it started.
type counts struct {
	received, duplicates, ignored, refused atomic.Int64
	sure, torn, unknown                    atomic.Int64
	opened, claimed, solved, closed        atomic.Int64
	escalated, upstream                    atomic.Int64
	sent, dead, conflicts, workErrors      atomic.Int64
	declared, joined, news                 atomic.Int64
	broken, busy, gone, moved              atomic.Int64
	shut, refusals, misconfigured          atomic.Int64
	forgotten, erasedTickets               atomic.Int64
	erasedRecords, sweeps                  atomic.Int64
	modelTaken, modelDoubted, modelFailed  atomic.Int64
	modelTokens                            atomic.Int64
}

// model counts one use of the language model.
func (c *counts) model(use model.Use, fault model.Kind) {
	c.modelTokens.Add(int64(use.Tokens()))
	switch {
	case use.Outcome == "":
		c.modelTaken.Add(1)
	case fault != "":
		c.modelFailed.Add(1)
	default:
		c.modelDoubted.Add(1)
	}
}

func (c *counts) answered(v kb.Verdict) {
	switch v {
	case kb.Sure:
		c.sure.Add(1)
	case kb.Torn:
		c.torn.Add(1)
	default:
		c.unknown.Add(1)
	}
}

func (c *counts) fault(kind adapters.FaultKind) {
	byKind := map[adapters.FaultKind]*atomic.Int64{
		adapters.Broken: &c.broken, adapters.Busy: &c.busy, adapters.Gone: &c.gone,
		adapters.Moved: &c.moved, adapters.Closed: &c.shut, adapters.Refused: &c.refusals,
		adapters.Misconfigured: &c.misconfigured,
	}
	if n, ok := byKind[kind]; ok {
		n.Add(1)
	}
}

// Count is one figure for the operator. It says nothing about anybody.
type Count struct {
	Name  string
	Help  string
	Value int64
}

// Counts gives the figures since the start, always in the same order.
func (d *Desk) Counts() []Count {
	c := &d.counts
	return []Count{
		{`firstline_messages_received_total`, "Messages stored in the inbox.", c.received.Load()},
		{`firstline_messages_duplicate_total`, "Deliveries that had been stored before.", c.duplicates.Load()},
		{`firstline_messages_ignored_total`, "Messages in groups that were not for the desk.", c.ignored.Load()},
		{`firstline_messages_refused_total`, "Deliveries that could not be stored; the platform delivers them again.", c.refused.Load()},
		{`firstline_answers_total{verdict="sure"}`, "Questions by verdict.", c.sure.Load()},
		{`firstline_answers_total{verdict="torn"}`, "Questions by verdict.", c.torn.Load()},
		{`firstline_answers_total{verdict="unknown"}`, "Questions by verdict.", c.unknown.Load()},
		{`firstline_tickets_total{event="opened"}`, "Tickets by what happened to them.", c.opened.Load()},
		{`firstline_tickets_total{event="claimed"}`, "Tickets by what happened to them.", c.claimed.Load()},
		{`firstline_tickets_total{event="escalated"}`, "Tickets by what happened to them.", c.escalated.Load()},
		{`firstline_tickets_total{event="upstream"}`, "Tickets by what happened to them.", c.upstream.Load()},
		{`firstline_tickets_total{event="solved"}`, "Tickets by what happened to them.", c.solved.Load()},
		{`firstline_tickets_total{event="closed"}`, "Tickets by what happened to them.", c.closed.Load()},
		{`firstline_known_issues_total{event="declared"}`, "Known issues by what happened to them.", c.declared.Load()},
		{`firstline_known_issues_total{event="joined"}`, "Known issues by what happened to them.", c.joined.Load()},
		{`firstline_known_issues_total{event="told"}`, "Known issues by what happened to them.", c.news.Load()},
		{`firstline_replies_sent_total`, "Parts of replies that a channel took.", c.sent.Load()},
		{`firstline_set_aside_total`, "Messages and replies that were given up; they are kept.", c.dead.Load()},
		{`firstline_conflicts_total`, "Decisions made again because somebody was faster.", c.conflicts.Load()},
		{`firstline_handling_errors_total`, "Failed attempts to handle a message.", c.workErrors.Load()},
		{`firstline_forgotten_total`, "People who were forgotten on their word or an operator's.", c.forgotten.Load()},
		{`firstline_erased_total{what="tickets"}`, "What was erased, on somebody's word or because privacy.keep is over.", c.erasedTickets.Load()},
		{`firstline_erased_total{what="records"}`, "What was erased, on somebody's word or because privacy.keep is over.", c.erasedRecords.Load()},
		{`firstline_retention_runs_total`, "Daily looks for what is older than privacy.keep that came to their end.", c.sweeps.Load()},
		{`firstline_model_uses_total{outcome="taken"}`, "Uses of the language model by what became of them.", c.modelTaken.Load()},
		{`firstline_model_uses_total{outcome="doubted"}`, "Uses of the language model by what became of them.", c.modelDoubted.Load()},
		{`firstline_model_uses_total{outcome="failed"}`, "Uses of the language model by what became of them.", c.modelFailed.Load()},
		{`firstline_model_tokens_total`, "Tokens that the language model took.", c.modelTokens.Load()},
		{`firstline_faults_total{kind="broken"}`, "Failed sends by kind.", c.broken.Load()},
		{`firstline_faults_total{kind="busy"}`, "Failed sends by kind.", c.busy.Load()},
		{`firstline_faults_total{kind="gone"}`, "Failed sends by kind.", c.gone.Load()},
		{`firstline_faults_total{kind="moved"}`, "Failed sends by kind.", c.moved.Load()},
		{`firstline_faults_total{kind="closed"}`, "Failed sends by kind.", c.shut.Load()},
		{`firstline_faults_total{kind="refused"}`, "Failed sends by kind.", c.refusals.Load()},
		{`firstline_faults_total{kind="misconfigured"}`, "Failed sends by kind.", c.misconfigured.Load()},
	}
}
