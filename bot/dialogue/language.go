package dialogue

import (
	"slices"
	"strings"
	"unicode"

	"github.com/firstline-helpdesk/firstline/bot"
)

// Lang is the language to write to the conversation's person in.
func (d Dialogue) Lang(c bot.Conversation) string {
	if c.Lang != "" {
		return c.Lang
	}
	return d.startLanguage(c.Person.Lang)
}

// startLanguage is the language the channel claims, if it is spoken here, else the
// default.
func (d Dialogue) startLanguage(claimed string) string {
	if lang := d.configured(claimed); lang != "" {
		return lang
	}
	if len(d.Languages) > 0 {
		return d.Languages[0]
	}
	return Fallback
}

// configured is the configured language that a code means, "pt" for "pt-BR" too;
// "" when it is not spoken here.
func (d Dialogue) configured(code string) string {
	for _, same := range []func(string) bool{
		func(lang string) bool { return strings.EqualFold(lang, code) },
		func(lang string) bool { return strings.EqualFold(lang, base(code)) },
	} {
		if i := slices.IndexFunc(d.Languages, same); i >= 0 {
			return d.Languages[i]
		}
	}
	return ""
}

// asked is the configured language that a question shows, "" where it shows none.
// Script shows it when one configured language is written so; else it takes what
// the knowledge base is sure of, which it never is of two words. What the person
// chose stays.
func (d Dialogue) asked(c bot.Conversation, text string, base knowledge) string {
	if c.Chosen {
		return ""
	}
	if lang := d.byScript(text); lang != "" {
		return lang
	}
	detected, sure := base.DetectLang(text)
	lang := d.configured(detected)
	if !sure {
		return ""
	}
	return lang
}

// scripts are the scripts that show a language, with those written in them.
var scripts = []struct {
	table *unicode.RangeTable
	langs []string
}{
	{unicode.Arabic, []string{"ar", "fa", "ur", "ps", "sd", "ug", "ckb"}},
	{unicode.Bengali, []string{"bn", "as"}},
	{unicode.Devanagari, []string{"hi", "mr", "ne"}},
	{unicode.Ethiopic, []string{"am", "ti"}},
	{unicode.Cyrillic, []string{"ru", "uk", "bg", "sr", "kk", "ky", "tg", "mn"}},
}

// byScript is the one configured language that most letters of a text can be in,
// where their script is not the Latin one; "" when there are several or none.
func (d Dialogue) byScript(text string) string {
	letters := 0
	in := make([]int, len(scripts))
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				in[i]++
			}
		}
	}
	found := ""
	for i, script := range scripts {
		for _, lang := range d.Languages {
			if 2*in[i] > letters && slices.Contains(script.langs, base(lang)) {
				if found != "" {
					return ""
				}
				found = lang
			}
		}
	}
	return found
}

// follow takes up the language that a message shows: that of a question or, while
// no question has shown one, that of a greeting or another known word. A button is
// pressed in any language.
func (s *step) follow(in intent, asked string) {
	if s.c.Chosen {
		return
	}
	if in.do == ask && asked != "" {
		s.c.Lang, s.c.Heard = asked, true
		return
	}
	if len(in.langs) == 0 || slices.Contains(in.langs, spoken(s.c.Lang)) {
		return
	}
	if lang := s.d.byScript(s.m.Text); lang != "" {
		s.c.Lang = lang
		return
	}
	if s.c.Ticket != 0 && in.do == status {
		return // whoever talks with staff in one language types the English word too
	}
	for _, lang := range s.d.Languages {
		if !s.c.Heard && slices.Contains(in.langs, spoken(lang)) {
			s.c.Lang = lang
			return
		}
	}
}

// setLanguage changes the language and repeats in it what still waits for a yes.
func (s *step) setLanguage(lang string) {
	s.c.Lang, s.c.Chosen = lang, true
	set := Text(lang, "language.set")
	switch {
	case s.c.Stage == bot.Confirming:
		s.askSolved(set)
	case s.c.Ticket == 0 && s.c.Question != "" && s.c.Misses > 0:
		s.turn()
		s.offer(bot.Offering, set+"\n"+Text(lang, "answer.unknown"), s.button(yes, "button.yes"), s.button(no, "button.no"))
	default:
		s.offer(bot.Idle, set)
	}
}

func (s *step) askLanguage() {
	s.turn()
	buttons := make([]bot.Button, 0, len(s.d.Languages))
	for _, lang := range s.d.Languages {
		buttons = append(buttons, bot.Button{
			Label: languageName(lang),
			Data:  press(s.c.Turn, setLang, lang),
		})
	}
	stage := bot.Language
	if s.c.Stage == bot.Confirming {
		stage = bot.Confirming
	}
	s.offer(stage, Text(s.c.Lang, "language.ask"), buttons...)
}
