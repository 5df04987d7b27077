package desk

import (
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// used notes a use, where an operator and the budget find it. What was said is in
// neither.
func (f *draft) used(use model.Use, err error) {
	if use.Tokens() > 0 { // else nothing left the desk
		f.thought.uses = append(f.thought.uses, use)
	}
	f.noteUse(f.now, f.trace, use, err)
}

// noteUse notes a use for operators.
func (d *Desk) noteUse(now time.Time, trace string, use model.Use, err error) {
	kind := model.KindOf(err)
	d.counts.model(use, kind)
	if use.Tokens() > 0 || use.For == model.ForVoice && use.Outcome == "" { // voices count no tokens
		d.uses.add(now, trace, use)
	}
	d.log.Debug("the language model was asked", "message_id", trace, "for", string(use.For), "took", use.Took,
		"tokens", use.Tokens(), "outcome", use.Outcome)
	all := model.SpentForAll(err)
	switch {
	case kind != model.Spent || !d.uses.firstSpent(now, all):
	case all:
		d.log.Warn("the language model's budget is spent; people get plain sections until tomorrow", "for", string(use.For))
	default:
		d.log.Info("one person's share of the language model's budget is spent; they get plain sections until tomorrow", "for", string(use.For))
	}
}

// allowance is how many tokens may be used for a person now.
func (f *draft) allowance(c bot.Conversation) model.Allowance {
	now := f.now.In(f.opt.Location)
	person := model.Spending(c.Spent).Add(now, f.thought.tokens())
	return f.opt.Model.Budget.Allows(now, f.uses.spending(), person)
}

// charge writes down what the model cost for this message: with the person, and with
// all. The total is only ever written by the desk that counts it, so that it needs no
// version.
func (f *draft) charge(c *bot.Conversation) {
	if f.thought == nil || len(f.thought.uses) == 0 {
		return
	}
	now := f.now.In(f.opt.Location)
	c.Spent = bot.Spent(model.Spending(c.Spent).Add(now, f.thought.tokens()))
	f.put(usesKey, f.uses.record())
}
