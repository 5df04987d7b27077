package model

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/firstline-helpdesk/firstline/kb"
)

// cache keeps records for an [Index]. A record is less than 64 KiB and may be lost:
// then it is made again.
type cache interface {
	Get(ctx context.Context, key string) (record []byte, ok bool, err error)
	Put(ctx context.Context, key string, record []byte) error
}

// Index finds sections by what they mean. It answers from what it has while it is
// being built. It is safe for concurrent use, but for [Index.Build].
type Index struct {
	client  *Client
	cache   cache
	entries atomic.Pointer[[]entry]
	// foreseen are the meanings of questions that will be asked, by key.
	foreseen atomic.Pointer[map[string]vector]
}

// entry is one text: a section, or another way to ask for its article.
type entry struct {
	article, lang, section string
	staff                  bool
	text, key              string
	vector                 vector
}

// NewIndex makes an index that finds nothing until it is built.
func NewIndex(client *Client, cache cache) *Index {
	x := &Index{client: client, cache: cache}
	x.entries.Store(&[]entry{})
	x.foreseen.Store(&map[string]vector{})
	return x
}

const (
	// batch is how many texts go in one request.
	batch = 32
	// mostEmbedded is how much of a text counts, in runes; what models take is about that.
	mostEmbedded = 1500
)

// Progress is how far a build is: so many texts of all.
type Progress struct{ Done, All int }

// Build makes the index of these articles. What the cache has costs nothing, and each
// row is kept as soon as it is there, so that a build which was stopped goes on where
// it was. told hears of each batch and may be nil. On an error the index holds what it
// got so far; call Build again later.
func (x *Index) Build(ctx context.Context, articles []*kb.Article, told func(Progress)) error {
	have, missing, err := x.recall(ctx, x.texts(articles))
	if err != nil {
		return err
	}
	all := len(have) + len(missing)
	for {
		kept := slices.Clone(have)
		x.entries.Store(&kept)
		if told != nil {
			told(Progress{Done: len(have), All: all})
		}
		if len(missing) == 0 {
			return nil
		}
		next := missing[:min(batch, len(missing))]
		if _, err := x.fill(ctx, next, Allowance{}); err != nil {
			return err
		}
		have, missing = append(have, next...), missing[len(next):]
	}
}

// Needs gives the keys of the records that an index of these articles needs.
func (x *Index) Needs(articles []*kb.Article) map[string]bool {
	keys := map[string]bool{}
	for _, e := range x.texts(articles) {
		keys[e.key] = true
	}
	return keys
}

// recall parts entries into those that the cache has, with their vectors, and the rest.
func (x *Index) recall(ctx context.Context, entries []entry) (have, missing []entry, err error) {
	for _, e := range entries {
		record, ok, err := x.cache.Get(ctx, e.key)
		if err != nil {
			return nil, nil, fmt.Errorf("read what a text means from the cache: %w", err)
		}
		if ok {
			e.vector, ok = readRecord(record)
		}
		if ok {
			have = append(have, e)
		} else {
			missing = append(missing, e)
		}
	}
	return have, missing, nil
}

// fill asks for the vectors of some texts and keeps them.
func (x *Index) fill(ctx context.Context, entries []entry, allowed Allowance) (Use, error) {
	texts := make([]string, len(entries))
	for i := range entries {
		texts[i] = entries[i].text
	}
	rows, use, err := x.client.embed(ctx, x.client.background, texts, allowed)
	if err != nil {
		return use, fmt.Errorf("learn what %d texts mean: %w", len(texts), err)
	}
	for i := range entries {
		entries[i].vector = newVector(rows[i])
		if err := x.cache.Put(ctx, entries[i].key, entries[i].vector.record()); err != nil {
			return use, fmt.Errorf("keep what a text means in the cache: %w", err)
		}
	}
	return use, nil
}

// texts lists what is to be found: without personal data, for articles may name
// people too.
func (x *Index) texts(articles []*kb.Article) []entry {
	var out []entry
	add := func(a *kb.Article, section, text string) {
		text = cutRunes(newVeil(x.client.opt.Masks).hide(strings.TrimSpace(text)), mostEmbedded)
		if text != "" {
			out = append(out, entry{
				article: a.Name, lang: a.Lang, section: section, staff: a.Audience == kb.StaffOnly,
				text: text, key: recordKey(x.client.opt.Embed, text),
			})
		}
	}
	for _, a := range articles {
		if a.Hidden {
			continue
		}
		for _, question := range append([]string{a.Title}, a.Questions...) {
			add(a, a.Name, question)
		}
		for _, s := range a.Sections {
			if strings.TrimSpace(s.Text) != "" {
				add(a, s.ID, strings.Join(append([]string{a.Title}, append(s.Above, s.Heading, s.Text)...), "\n"))
			}
		}
	}
	return out
}
