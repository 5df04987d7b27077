package desk

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
)

// canned takes the place of "+greeting" in an answer: the article of that name with
// the tag reply, in the person's language, and under it what was written behind the
// name. Its variables are filled for each person who gets it. It reports false when the asker was asked something
// instead and nothing must be sent.
func (f *draft) canned(m bot.Message, t *bot.Ticket, c *bot.Conversation, words string) (string, bool) {
	rest, plus := strings.CutPrefix(words, "+")
	name, more := cutWord(rest)
	if !plus || strings.IndexFunc(name, unicode.IsDigit) == 0 {
		// A phone number begins with a plus too.
		return words, true
	}
	all := f.articles(func(a *kb.Article) bool { return slices.Contains(a.Tags, kb.ReplyTag) })
	found := articlesNamed(all, name)
	if len(found) == 1 {
		hit, _ := f.opt.KB().Section(found[0].Name, f.dialogue.Lang(*c))
		return strings.TrimSpace(hit.Text() + "\n" + more), true
	}
	if len(found) > 1 {
		all = found
	}
	if len(all) == 0 {
		f.answerStaff(m, f.staffText("staff.no_canned"))
		return "", false
	}
	lines := []string{f.staffText("staff.canned", "number", number(t))}
	for _, a := range all[:min(len(all), queueMax)] {
		lines = append(lines, "+"+path.Base(a.Name)+" - "+a.Title)
	}
	f.answerStaff(m, strings.Join(lines, "\n"))
	return "", false
}

// filled fills the variables of a canned reply for the person of a ticket.
func filled(words string, who bot.Person, t *bot.Ticket) string {
	return strings.NewReplacer("{{name}}", t.Person.Called(), "{{number}}", number(t), "{{staff}}", who.Called()).Replace(words)
}

// articles gives one of each article, in the language of the desk where there is one.
func (f *draft) articles(fits func(a *kb.Article) bool) []*kb.Article {
	base, seen := f.opt.KB(), map[string]bool{}
	var all []*kb.Article
	for _, a := range base.Articles() {
		if !seen[a.Name] && fits(a) {
			all = append(all, base.Article(a.Name, f.staffLang()))
		}
		seen[a.Name] = true
	}
	return all
}

// articlesNamed finds articles by their name, else by its last part.
func articlesNamed(all []*kb.Article, name string) []*kb.Article {
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "/")), ".md")
	for _, called := range []func(a *kb.Article) string{
		func(a *kb.Article) string { return a.Name },
		func(a *kb.Article) string { return path.Base(a.Name) },
	} {
		found := slices.DeleteFunc(slices.Clone(all), func(a *kb.Article) bool { return strings.ToLower(called(a)) != name })
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// sendArticle sends an article to the person, as the desk itself would answer with
// it: "send 12 print-certificate", or a section of it by "name#heading".
func (f *draft) sendArticle(m bot.Message, o order) error {
	t, err := f.ticket(o.number)
	if err != nil {
		return err
	}
	name, heading, _ := strings.Cut(o.rest, "#")
	found := articlesNamed(f.articles(func(a *kb.Article) bool { return a.Audience != kb.StaffOnly }), name)
	if len(found) != 1 {
		f.offerArticles(m, t, found, o.rest)
		return nil
	}
	c, err := f.personOf(t)
	if err != nil {
		return err
	}
	lang := f.dialogue.Lang(*c)
	id := found[0].Name
	if heading != "" {
		id += "#" + heading
	}
	hit, ok := f.opt.KB().Section(id, lang)
	if !ok {
		f.offerArticles(m, t, nil, o.rest)
		return nil
	}
	if err := f.answer(m, t, dialogue.Article(lang, hit)); err != nil || t.Question == "" {
		return err
	}
	return f.learn(f.askedIn(c, t.Question), hit.Article.Name, t.Question, m.From.ID, bot.Chosen)
}

// offerArticles asks which article was meant: those that share the name, else what
// a search for it finds.
func (f *draft) offerArticles(m bot.Message, t *bot.Ticket, found []*kb.Article, asked string) {
	if len(found) == 0 {
		for _, hit := range f.opt.KB().Search(kb.Question{Text: strings.ReplaceAll(asked, "-", " "), Lang: f.staffLang()}).Hits {
			found = append(found, hit.Article)
		}
	}
	var buttons []bot.Button
	var names []string
	for _, a := range found {
		if data := ticketPress(t.Number, "send", a.Name); data != "" && len(buttons) < choiceMax && !slices.Contains(names, a.Name) {
			buttons = append(buttons, bot.Button{Label: a.Title, Data: data})
			names = append(names, a.Name)
		}
	}
	f.answerStaff(m, f.staffText("staff.which_article", "number", number(t), "names", strings.Join(names, ", ")), buttons...)
}
