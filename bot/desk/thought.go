package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// Model is the optional language model of a desk. It words what was found and helps
// to find; it decides nothing, and the desk answers without it whenever it does not
// answer in time.
type Model struct {
	Client *model.Client
	// Index finds articles by meaning; nil finds by words only.
	Index *model.Index
	// Uses are what it may be asked for: the purposes of
	// package model.
	Uses   []model.Purpose
	Budget model.Budget
}

func (m *Model) does(p model.Purpose) bool { return m != nil && slices.Contains(m.Uses, p) }

// ready tells whether any of what it may do about an answer would be tried now.
func (m *Model) ready(verdict kb.Verdict) bool {
	if verdict == kb.Sure {
		return m.does(model.ForWording) && m.Client.Ready(model.ForWording)
	}
	return m.does(model.ForRewrite) && m.Client.Ready(model.ForRewrite) || m.does(model.ForSearch) && m.Index != nil && m.Client.Ready(model.ForSearch)
}

// thought is what the model said to one message. A draft that is made again after a
// conflict finds it here: the model is asked once.
type thought struct {
	// about is what it was asked about, and found what came of it.
	about string
	found dialogue.Found
	uses  []model.Use
	// base are the articles it was asked about, until is when its time is over.
	base  *kb.Base
	until time.Time
}

func (t *thought) tokens() int {
	sum := 0
	for _, use := range t.uses {
		sum += use.Tokens()
	}
	return sum
}

// mostWorded is how long a worded answer may be, in runes: one message everywhere.
const mostWorded = 900

// leastWorded is how long a section must be for it to be worded: a line or two
// cannot be said better.
const leastWorded = 200

// think lets the model add to what the knowledge base found for a question. All of it
// together takes no longer than its time limit; what is not there by then is done
// without. Nothing is held meanwhile: whoever changes the conversation wins, the
// draft is made again, and what the model said to the old state is dropped with it.
func (f *draft) think(c bot.Conversation, m bot.Message, found dialogue.Found) dialogue.Found {
	if f.opt.Model == nil || f.thought == nil || !found.Searched || f.thought.about == "" && !f.opt.Model.ready(found.Verdict) {
		return found
	}
	about := m.Text + "\x00" + c.Topic + "\x00" + found.Verdict.String()
	if len(found.Hits) > 0 {
		about += "\x00" + found.Hits[0].Section.ID + "\x00" + found.Hits[0].Text()
	}
	if f.thought.about == about {
		return f.thought.found
	}
	names, err := f.namesFor(c, m)
	if err != nil {
		f.log.Warn("cannot read whose names to hide; the language model is not asked", "message_id", f.trace, "err", err)
		return found
	}
	ctx, cancel := f.thought.within(f.ctx, f.opt.Model.Client.Timeout())
	defer cancel()
	f.thought.base = f.opt.KB()
	if found.Verdict != kb.Sure {
		found = f.findMore(ctx, c, m.Text, names, found)
	} else {
		found.Worded = f.word(ctx, c, m.Text, names, found)
	}
	f.thought.about, f.thought.found = about, found
	return found
}

// findMore looks for what words did not find. What it finds is offered as a choice
// and never said at once: only words are sure.
func (f *draft) findMore(ctx context.Context, c bot.Conversation, question string, names []string, found dialogue.Found) dialogue.Found {
	base, lang := f.opt.KB(), cmp.Or(found.Asked, c.Lang, f.opt.Languages[0])
	if f.opt.Model.does(model.ForSearch) && f.opt.Model.Index != nil {
		q := model.Question{Text: question, Names: names, Lang: lang, Allowed: f.allowance(c)}
		answer, use, err := f.opt.Model.Index.Add(ctx, found.Answer, q, forPeople{base})
		f.used(use, err)
		found.Answer = answer
	}
	if found.Verdict != kb.Unknown || !f.opt.Model.does(model.ForRewrite) {
		return found
	}
	asked, doubt, use, err := f.opt.Model.Client.Rewrite(ctx, question, c.Topic, lang, names, f.allowance(c))
	f.used(use, err)
	if err != nil || doubt != "" {
		return found
	}
	answer := base.Search(kb.Question{Text: asked, Lang: lang})
	if answer.Verdict == kb.Unknown {
		return found
	}
	answer.Choices = max(1, min(answer.Choices, len(answer.Hits)))
	answer.Verdict = kb.Torn
	found.Answer = answer
	return found
}

// word lets the model word the section that answers; "" is the section as it is.
func (f *draft) word(ctx context.Context, c bot.Conversation, question string, names []string, found dialogue.Found) string {
	hit := found.Hits[0]
	if !f.opt.Model.does(model.ForWording) || c.Brief || len([]rune(hit.Text())) < leastWorded {
		return ""
	}
	worded, doubt, use, err := f.opt.Model.Client.Word(ctx, model.Ask{
		Question: question, Names: names,
		Sections: []model.Section{{ID: hit.Section.ID, Title: hit.Article.Title, Text: hit.Text()}},
		Bounds:   model.Bounds{Lang: hit.Article.Lang, Most: mostWorded, Detect: f.opt.KB().DetectLang},
		Allowed:  f.allowance(c),
	})
	f.used(use, err)
	if err != nil || doubt != "" {
		return ""
	}
	return strings.TrimSpace(worded.Text)
}
