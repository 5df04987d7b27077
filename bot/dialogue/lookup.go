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
	// Leaned tells that the answer is to the question together with the one before.
	Leaned bool
}

// want is what a message needs from the knowledge base before its step. At most
// one of search and section is set.
type want struct {
	// search is a question to search for; instead are other wordings, which lean on
	// the question before, for when it is not sure alone.
	search  string
	instead leaning
	// section is the id of a section to show.
	section string
}

func (d Dialogue) wants(c bot.Conversation, m bot.Message) want {
	in := d.read(&c, m)
	switch {
	case in.do == pick:
		if i, err := strconv.Atoi(in.arg); err == nil && i >= 0 && i < len(c.Choices) {
			return want{section: c.Choices[i]}
		}
	case in.do == more && len(c.Tried) > 0 && c.Stage == bot.Helped:
		return want{section: c.Tried[len(c.Tried)-1]}
	case in.do == ask && c.Ticket == 0:
		return want{search: in.arg, instead: d.lean(c, m, in)}
	}
	return want{}
}

// LookUp asks a knowledge base for what Step needs to know of a message.
func (d Dialogue) LookUp(c bot.Conversation, m bot.Message, base knowledge) Found {
	want := d.wants(c, m)
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
		found.Answer = base.Search(kb.Question{Text: want.search, Lang: c.Lang})
		if found.Verdict != kb.Sure {
			if answer, ok := want.instead.search(base, c.Lang); ok {
				found.Answer, found.Leaned = answer, true
			}
		}
		return found
	}
	return Found{}
}
