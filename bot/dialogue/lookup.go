package dialogue

import (
	"strconv"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// knowledge is what the dialogue asks of a knowledge base.
type knowledge interface {
	Search(q kb.Question) kb.Answer
	Section(id, lang string) (kb.Hit, bool)
	DetectLang(text string) (lang string, sure bool)
}

// Found is what the knowledge base has for a message: the outcome of a search, or
// one hit with the section to show.
type Found struct {
	kb.Answer
	// Asked is the configured language that the question shows; "" when it is not
	// clear.
	Asked string
	// Searched tells that there was a question to search for.
	Searched bool
	// With is the question before, where the answer is to both together.
	With string
	// Worded is the sure answer in other words, which were checked against its section;
	// "" shows the section itself. Only the desk, which knows the language model, sets it.
	Worded string
	// Fresh tells that the words seem to be about something else than the ticket they
	// would go to. Only the desk, which knows the ticket and the time, sets it.
	Fresh bool
	// in is what the message was read as, so that Step need not read it again; nil
	// when it was not read.
	in *intent
}

// reading gives what LookUp read the message as, or reads it.
func (f Found) reading(d Dialogue, c *bot.Conversation, m bot.Message) intent {
	if f.in != nil {
		return *f.in
	}
	return d.read(c, m)
}

// want is what a message needs from the knowledge base before its step. At most
// one of search and section is set.
type want struct {
	// search is a question to search for.
	search string
	// section is the id of a section to show.
	section string
	// articles leaves notices out: the person said that it is something else.
	articles bool
}

func wants(c bot.Conversation, in intent) want {
	switch {
	case in.do == pick:
		if i, err := strconv.Atoi(in.arg); err == nil && i >= 0 && i < len(c.Choices) {
			return want{section: c.Choices[i]}
		}
	case in.do == more && len(c.Tried) > 0 && c.Stage == bot.Helped:
		return want{section: c.Tried[len(c.Tried)-1]}
	case (in.do == elsewise || in.do == no) && c.Stage == bot.Noticed:
		return want{search: c.Question, articles: true}
	case in.do == fresh && c.Stage == bot.Which:
		return want{search: c.Question}
	case in.do == ask && c.Ticket != 0 && c.Unclaimed && c.Stage == bot.Idle:
		return want{search: in.arg}
	case in.do == ask && c.Ticket == 0:
		return want{search: in.arg}
	}
	return want{}
}

// LookUp asks a knowledge base for what Step needs to know of a message. What it
// gives is for a Step of the same two.
func (d Dialogue) LookUp(c bot.Conversation, m bot.Message, base knowledge) Found {
	in := d.read(&c, m)
	found := d.find(c, m, in, base)
	found.in = &in
	return found
}

func (d Dialogue) find(c bot.Conversation, m bot.Message, in intent, base knowledge) Found {
	want, before := wants(c, in), c
	if c.Lang == "" {
		c.Lang = d.startLanguage(m.From.Lang)
	}
	switch {
	case want.section != "":
		if hit, ok := base.Section(want.section, c.Lang); ok {
			return Found{Answer: kb.Answer{Verdict: kb.Sure, Hits: []kb.Hit{hit}, Lang: hit.Article.Lang}}
		}
	case want.search != "":
		found := Found{Asked: d.asked(c, want.search, base), Searched: true}
		if found.Asked != "" {
			c.Lang = found.Asked
		}
		found.Answer = base.Search(kb.Question{Text: want.search, Lang: c.Lang, Notices: !want.articles})
		if found.Verdict != kb.Sure && !want.articles {
			// Other wordings lean on the question before.
			l := d.lean(before, m, in)
			if found.Verdict == kb.Unknown || l.shown {
				if answer, ok := l.search(base, c.Lang); ok {
					found.Answer, found.With = answer, c.Topic
				}
			}
		}
		if found.Verdict == kb.Unknown && c.Question != "" && !want.articles {
			found = d.halves(c, want.search, base, found)
		}
		return found
	}
	return Found{}
}

// halves tries a question together with the one before, which was not answered:
// each half may say too little alone. After a choice of titles it must be sure.
func (d Dialogue) halves(c bot.Conversation, text string, base knowledge, found Found) Found {
	if c.Stage != bot.Choosing && (c.Stage != bot.Offering || c.Misses == 0) {
		return found
	}
	both := base.Search(kb.Question{Text: c.Question + " " + text, Lang: c.Lang})
	good := both.Verdict == kb.Sure || both.Verdict == kb.Torn && c.Stage == bot.Offering
	if good && len(both.Hits) > 0 && mentions(both.Hits[0].Article, text) {
		found.Answer, found.With = both, c.Question
	}
	return found
}

// Joins tells whether a message is a part of a question that goes on in the next,
// sent in the same breath, and gives what to keep of it: all that was said so far.
// A greeting in front of a question is dropped.
func (d Dialogue) Joins(c bot.Conversation, m, next bot.Message) (part string, ok bool) {
	plain := func(m bot.Message) bool { return m.Kind == bot.Said && len(m.Files) == 0 && !m.Cut }
	if c.Ticket != 0 || !plain(m) || !plain(next) || !m.From.Same(next.From) || d.read(&c, next).do != ask {
		return "", false
	}
	switch in := d.read(&c, m); {
	case in.do == hello && c.Burst == "":
		return "", true
	case in.do != ask || len(c.Burst)+len(m.Text)+len(next.Text)+2 > bot.MaxText:
		return "", false
	case c.Burst != "":
		return c.Burst + "\n" + m.Text, true
	}
	return m.Text, true
}
