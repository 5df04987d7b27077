package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

// What staff can find a ticket by is a record of its own ("words/<number>"): every
// word of its question, talk, tags and person once, in one line. It is written with
// the ticket, so it is never behind; the index in memory is made from these
// records in the background of the start.

const (
	// maxWords is how many bytes of words are kept of one ticket.
	maxWords = 4096
	// maxFindWord is the longest word that is kept, in bytes; longer ones are
	// addresses and the like.
	maxFindWord = 48
	// refreshMax is how many tickets of other processes are caught up with at once.
	refreshMax = 1000
)

// indexed are the words that a draft adds to a ticket.
type indexed struct {
	line  *loaded[string]
	fresh []string
}

// index notes words by which a ticket can be found.
func (f *draft) index(number int, texts ...string) {
	if f.indexed == nil {
		f.indexed = map[int]*indexed{}
	}
	l, have := f.indexed[number]
	if !have {
		line, err := load[string](f, wordsKey(number))
		if err != nil {
			f.err = err
			return
		}
		l = &indexed{line: line}
		f.indexed[number] = l
	}
	var more strings.Builder
	known := " " + l.line.value + " "
	for _, text := range texts {
		for _, w := range wordsOf(text) {
			room := len(l.line.value)+more.Len()+len(w) < maxWords
			if room && !strings.Contains(known, " "+w+" ") && !slices.Contains(l.fresh, w) {
				more.WriteString(" " + w)
				l.fresh = append(l.fresh, w)
			}
		}
	}
	l.line.value = strings.TrimSpace(l.line.value + more.String())
}

// unindex takes a ticket out of what can be found by its words.
func (f *draft) unindex(number int) error {
	line, err := load[string](f, wordsKey(number))
	if err != nil {
		return err
	}
	delete(f.indexed, number)
	f.drop(wordsKey(number))
	f.unindexed = append(f.unindexed, func() { f.finder.remove(number, strings.Fields(line.value)) })
	return nil
}

// found brings the index up to what the draft wrote.
func (f *draft) found() {
	for n, l := range f.indexed {
		f.finder.add(n, uint64(l.line.version), l.fresh)
	}
	for _, remove := range f.unindexed {
		remove()
	}
}

// wordsOf are the words of a text as they are compared: small letters without
// accents. Letters by themselves are no words, digits are.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(dialogue.Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
	return slices.DeleteFunc(words, func(w string) bool {
		first, size := utf8.DecodeRuneInString(w)
		return len(w) > maxFindWord || (len(w) == size && !unicode.IsDigit(first))
	})
}

// findLoop reads the words when the desk starts, so that nobody waits for it later.
func (d *Desk) findLoop(ctx context.Context) {
	if err := d.fillFinder(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("cannot read the words by which tickets are found; the next find tries again", "err", err)
	}
}

// fillFinder reads all words, once.
func (d *Desk) fillFinder(ctx context.Context) error {
	d.finder.filling.Lock()
	defer d.finder.filling.Unlock()
	if d.finder.filled {
		return nil
	}
	after := store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, wordsPrefix, after, 0)
		if err != nil {
			return fmt.Errorf("read the words of tickets: %w", err)
		}
		if len(records) == 0 {
			break
		}
		if err := d.takeWords(records); err != nil {
			return err
		}
		after = records[len(records)-1].Key
	}
	d.finder.mu.Lock()
	defer d.finder.mu.Unlock()
	d.finder.sort()
	d.finder.filled = true
	return nil
}

// takeWords puts records of words into the index, where it does not know them.
func (d *Desk) takeWords(records []store.Record) error {
	for _, r := range records {
		n, ok := theNumber(strings.TrimLeft(strings.TrimPrefix(string(r.Key), string(wordsPrefix)), "0"))
		if !ok || r.Version == 0 || d.finder.knows(n, uint64(r.Version)) {
			continue
		}
		line, err := store.Decode[string](r.Value)
		if err != nil {
			return fmt.Errorf("read the words of tickets: %w", err)
		}
		d.finder.add(n, uint64(r.Version), strings.Fields(line))
	}
	return nil
}

// refreshFinder reads what another process may have written: the words of tickets
// that are open, and of those that were opened since.
func (d *Desk) refreshFinder(ctx context.Context) error {
	last, _, err := store.Get[int](ctx, d.opt.Store, counterKey)
	if err != nil {
		return err
	}
	var keys []store.Key
	after := store.Key("")
	for {
		marks, err := d.opt.Store.List(ctx, openPrefix, after, 0)
		if err != nil {
			return fmt.Errorf("list the queue: %w", err)
		}
		if len(marks) == 0 {
			break
		}
		for _, mark := range marks {
			keys = append(keys, wordsPrefix+mark.Key[len(openPrefix):])
		}
		after = marks[len(marks)-1].Key
	}
	for n := last; n > 0 && last-n < refreshMax && !d.finder.knows(n, 1); n-- {
		keys = append(keys, wordsKey(n))
	}
	records, err := d.opt.Store.Load(ctx, keys...)
	if err != nil {
		return fmt.Errorf("read the words of tickets: %w", err)
	}
	return d.takeWords(records)
}
