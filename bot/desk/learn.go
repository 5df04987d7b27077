package desk

import (
	"context"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

const (
	learnedPrefix = store.Key("learned/")
	gapPrefix     = store.Key("gap/")
)

func learnedKey(lang, article string) store.Key {
	return learnedPrefix + store.Key(lang+"/"+article)
}

// gapKey names a gap by its words, so that the same question is one gap.
func gapKey(lang, bare string) store.Key {
	h := fnv.New128a()
	h.Write([]byte(bare))
	return gapPrefix + store.Key(lang+"/"+hex.EncodeToString(h.Sum(nil)))
}

// askedIn is the language of a person's question: the one it is in, where that is
// certain, else the conversation's.
func (f *draft) askedIn(c *bot.Conversation, question string) string {
	if lang, sure := f.opt.KB().DetectLang(question); sure {
		return lang
	}
	return f.dialogue.Lang(*c)
}

// judged learns from a person's word on an answer. What did not help is also a gap.
func (f *draft) judged(c *bot.Conversation, e dialogue.Judged) error {
	article, _, _ := strings.Cut(e.Section, "#")
	lang := f.askedIn(c, e.Question)
	vote := bot.Helps
	if !e.Helped {
		vote = bot.HelpsNot
		if err := f.gap(c, lang, e.Question, func(g *bot.Gap) {
			g.NotHelped = oneMore(g.NotHelped, article)
		}); err != nil {
			return err
		}
	}
	return f.learn(lang, article, e.Question, c.Person.ID, vote)
}

// learn notes a vote on an article as the answer to a question.
func (f *draft) learn(lang, article, question, who string, v bot.Vote) error {
	key := learnedKey(lang, article)
	l, err := load[bot.Learned](f, key)
	if err != nil {
		return err
	}
	l.value.Article, l.value.Lang = article, lang
	bare := ""
	if learnable(question) && f.opt.Masks.Text(question) == question {
		bare = kb.ReadWording(question, lang).Bare()
	}
	l.value.Note(question, bare, who, v, f.now)
	keep(f, key, l)
	f.taught = true
	return nil
}

// missed notes a question without an answer.
func (f *draft) missed(c *bot.Conversation, e dialogue.Missed) error {
	return f.gap(c, f.askedIn(c, e.Question), e.Question, func(g *bot.Gap) {
		if e.NoneFit {
			g.NoneFit++
		} else {
			g.Unknown++
		}
	})
}

func (f *draft) gap(c *bot.Conversation, lang, question string, count func(*bot.Gap)) error {
	bare := kb.ReadWording(question, lang).Bare()
	if bare == "" {
		return nil
	}
	key := gapKey(lang, bare)
	g, err := load[bot.Gap](f, key)
	if err != nil {
		return err
	}
	g.value.Text, g.value.Lang = bot.CutText(question, maxGapText), lang
	g.value.AskedBy(c.Person.ID, f.now)
	count(&g.value)
	keep(f, key, g)
	return nil
}

// maxGapText is how much of a question a gap keeps, in bytes.
const maxGapText = 2000

func oneMore(counts map[string]int, name string) map[string]int {
	next := map[string]int{name: 1}
	for k, n := range counts {
		next[k] += n
	}
	return next
}

// learnable tells whether a question may become a way to ask: one with a number
// that may be somebody's, or an address, is not for others to see, and several
// lines are a story, or lean on each other.
func learnable(question string) bool {
	digits := 0
	for _, r := range question {
		if r == '@' || r == '\n' {
			return false
		}
		if r >= '0' && r <= '9' || r >= '٠' && r <= '٩' || r >= '০' && r <= '৯' {
			digits++
		}
	}
	return digits < maxDigits
}

// maxDigits is how many digits a learned question may have: a year, not a phone number.
const maxDigits = 5

// Learned lists what use has taught, by language and article.
func (d *Desk) Learned(ctx context.Context) ([]bot.Learned, error) {
	return listAll[bot.Learned](ctx, d.opt.Store, learnedPrefix)
}

// Gaps lists the questions that were not answered, in no order. Personal data in
// them is masked.
func (d *Desk) Gaps(ctx context.Context) ([]bot.Gap, error) {
	gaps, err := listAll[bot.Gap](ctx, d.opt.Store, gapPrefix)
	for i := range gaps {
		gaps[i].Text = d.opt.Masks.Text(gaps[i].Text)
	}
	return gaps, err
}

// listAll reads all records under a prefix.
func listAll[T any](ctx context.Context, s store.Store, prefix store.Key) ([]T, error) {
	var all []T
	after := store.Key("")
	for {
		records, err := s.List(ctx, prefix, after, listPage)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		for _, r := range records {
			v, err := store.Decode[T](r.Value)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", r.Key, err)
			}
			all = append(all, v)
		}
		if len(records) < listPage {
			return all, nil
		}
		after = records[len(records)-1].Key
	}
}

// listPage is how many records are read at once.
const listPage = 1000

// noWording tells that use has not taught these words. It is an fs.ErrNotExist.
type noWording struct{ article, lang, text string }

func (e noWording) Error() string {
	return fmt.Sprintf("use has not taught %q for %s in %s", e.text, e.article, e.lang)
}

func (e noWording) Is(target error) bool { return target == fs.ErrNotExist }

// DropWay takes a learned wording back, or with back gives it its place again.
// It returns an fs.ErrNotExist when there is none.
func (d *Desk) DropWay(ctx context.Context, lang, article, text string, back bool) error {
	return d.decide(ctx, traceOf(lang+article+text), func(f *draft) error {
		key := learnedKey(lang, article)
		l, err := load[bot.Learned](f, key)
		if err != nil {
			return err
		}
		if !l.value.Drop(kb.ReadWording(text, lang).Bare(), back) {
			return noWording{article, lang, text}
		}
		keep(f, key, l)
		f.taught = true
		return nil
	})
}

// Lessons is what the knowledge base is to be taught.
func (d *Desk) Lessons(ctx context.Context) ([]kb.Lesson, error) {
	all, err := d.Learned(ctx)
	if err != nil {
		return nil, err
	}
	var lessons []kb.Lesson
	for _, l := range all {
		lesson := kb.Lesson{Article: l.Article, Lang: l.Lang, Ask: l.Taught(alikeIn(l)), Not: l.Against()}
		if len(lesson.Ask)+len(lesson.Not) > 0 {
			lessons = append(lessons, lesson)
		}
	}
	return lessons, nil
}

// alikeIn tells which wordings of an article ask the same.
func alikeIn(l bot.Learned) func(a, b string) bool {
	read := map[string]kb.Wording{}
	for _, w := range l.Ways {
		read[w.Text] = kb.ReadWording(w.Text, l.Lang)
	}
	return func(a, b string) bool { return read[a].Alike(read[b]) }
}

// teach hands the lessons over when there are new ones.
func (d *Desk) teach(ctx context.Context) {
	if d.opt.Teach == nil || !d.lessons.Swap(false) {
		return
	}
	lessons, err := d.Lessons(ctx)
	if err != nil {
		d.lessons.Store(true)
		d.log.Error("cannot read what use has taught", "err", err)
		return
	}
	d.opt.Teach(slices.Clip(lessons))
}
