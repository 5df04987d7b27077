package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// putToModel asks the language model. Nothing is held meanwhile.
func (d *Desk) putToModel(ctx context.Context, t *bot.Ticket, out outgoing) (got consulted) {
	c, client := out.Consult, d.opt.Model.Client
	allowed := d.allowsFor(payer(t, out))
	if c.What == model.ForTranslate || c.What == model.ForVoice {
		return d.readForStaff(ctx, t, c, allowed)
	}
	talk, last, err := d.talkFor(ctx, t, c.What != model.ForSuggestion)
	if err != nil {
		d.log.Warn("a ticket's thread cannot be read now", "message_id", out.Trace, "err", err)
		return consulted{err: err}
	}
	talk.Allowed = allowed
	switch c.What {
	case model.ForSummary:
		talk.Lang = d.staffLang()
		got.text, got.doubt, got.use, got.err = client.Summary(ctx, talk)
	case model.ForSuggestion:
		got.text, got.doubt, got.use, got.err = client.Suggest(ctx, talk, d.sectionsFor(t, cmp.Or(last, t.Question)))
	case model.ForDraft:
		got.drafted, got.doubt, got.use, got.err = client.Draft(ctx, talk)
	}
	return got
}

// talkFor is what was said in a ticket, with the notes of staff or without, in the
// person's language, and the person's last words. Those of others that follow the ticket
// are not in it.
func (d *Desk) talkFor(ctx context.Context, t *bot.Ticket, notes bool) (talk model.Talk, last string, err error) {
	lines, err := d.lines(ctx, threadPrefix(t.Number), threadKey(t.Number, max(0, t.Lines-mostConsulted)))
	if err != nil {
		return talk, "", err
	}
	talk.Lang = cmp.Or(t.Lang, d.staffLang())
	if talk.Names, err = d.namesIn(ctx, t); err != nil {
		return talk, "", err
	}
	for _, line := range lines {
		if line.Text == "" || line.By == bot.ByNote && !notes {
			continue
		}
		by := "staff"
		switch line.By {
		case bot.ByPerson:
			by, last = "person", line.Text
		case bot.ByBot:
			by = "bot"
		}
		talk.Lines = append(talk.Lines, model.Line{By: by, Text: line.Text})
		talk.Names = append(talk.Names, line.Who.Name)
	}
	slices.Sort(talk.Names)
	talk.Names = slices.Compact(talk.Names)
	return talk, last, nil
}

// namesIn are what the people are called who had to do with a ticket: also those who said
// nothing in it, for the person was told who looks into it.
func (d *Desk) namesIn(ctx context.Context, t *bot.Ticket) ([]string, error) {
	names := []string{t.Person.Name, t.Owner.Name}
	entries, err := d.opt.Store.History(ctx, historySubject(t.Number), uint64(max(0, t.History.Entries-historyMax)), historyMax)
	if err != nil {
		return nil, fmt.Errorf("read who had to do with a ticket: %w", err)
	}
	for _, entry := range entries {
		event, err := store.Decode[bot.Event](entry.Value)
		if err != nil {
			return nil, fmt.Errorf("read who had to do with a ticket: %w", err)
		}
		names = append(names, event.Who.Name)
	}
	return names, nil
}

// mostForReply is how many sections a suggested reply may rest on.
const mostForReply = 3

// sectionsFor are the sections that people may read about a question.
func (d *Desk) sectionsFor(t *bot.Ticket, question string) []model.Section {
	var all []model.Section
	for _, hit := range d.opt.KB().Search(kb.Question{Text: question, Lang: t.Lang}).Hits {
		if len(all) < mostForReply {
			all = append(all, model.Section{ID: hit.Section.ID, Title: hit.Article.Title, Text: hit.Text()})
		}
	}
	return all
}

// mostFile is how much of a title becomes the name of a file, in bytes.
const mostFile = 60

// articleOf writes a draft down as it would stand among the articles, and the name of the
// file. Text that looks like the end of the head cannot end it: the head is quoted.
func articleOf(t *bot.Ticket, a model.Drafted, languages []string) (file, text string) {
	file = cmp.Or(strings.Join(split(strings.ToLower(bot.CutText(a.Title, mostFile))), "-"), "ticket-"+number(t))
	if t.Lang != "" && t.Lang != languages[0] {
		file += "." + t.Lang
	}
	head := []string{"---", "title: " + strconv.Quote(a.Title)}
	if len(a.Questions) > 0 {
		quoted := make([]string, len(a.Questions))
		for i, q := range a.Questions {
			quoted[i] = strconv.Quote(q)
		}
		head = append(head, fmt.Sprintf("questions: [%s]", strings.Join(quoted, ", ")))
	}
	if t.Type != "" {
		head = append(head, "type: "+t.Type)
	}
	return file + ".md", strings.Join(append(head, "---", a.Text), "\n")
}
