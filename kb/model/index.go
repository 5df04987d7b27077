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
	var have, missing []entry
	for _, e := range x.texts(articles) {
		record, ok, err := x.cache.Get(ctx, e.key)
		if err != nil {
			return fmt.Errorf("read what a text means from the cache: %w", err)
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
		if err := x.fill(ctx, next); err != nil {
			return err
		}
		have, missing = append(have, next...), missing[len(next):]
	}
}

// fill asks for the vectors of some texts and keeps them.
func (x *Index) fill(ctx context.Context, entries []entry) error {
	texts := make([]string, len(entries))
	for i := range entries {
		texts[i] = entries[i].text
	}
	rows, _, err := x.client.embed(ctx, x.client.background, texts, Allowance{})
	if err != nil {
		return fmt.Errorf("learn what %d texts mean: %w", len(texts), err)
	}
	for i := range entries {
		entries[i].vector = newVector(rows[i])
		if err := x.cache.Put(ctx, entries[i].key, entries[i].vector.record()); err != nil {
			return fmt.Errorf("keep what a text means in the cache: %w", err)
		}
	}
	return nil
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

// Near is an article that means nearly what was asked.
type Near struct {
	// Article is its name, Section the id of what is nearest in it.
	Article, Section string
	// Standing is how far it stands out, from 0 (as near as the middle of all texts) to
	// 1 (the same).
	Standing float64
}

// mostNear is how many articles are near at most.
const mostNear = 10

// Near finds the articles that are near a question, the nearest first, one entry an
// article. Only who may see staff's articles sets staff.
func (x *Index) Near(ctx context.Context, question string, names []string, staff bool, allowed Allowance) ([]Near, Use, error) {
	entries := *x.entries.Load()
	if len(entries) == 0 {
		return nil, Use{For: ForSearch, Model: x.client.opt.Embed, At: x.client.opt.Now(), Outcome: string(Off)}, &Fault{Kind: Off}
	}
	text := cutRunes(newVeil(x.client.opt.Masks, names...).hide(question), mostEmbedded)
	rows, use, err := x.client.embed(ctx, x.client.people, []string{text}, allowed)
	if err != nil {
		return nil, use, err
	}
	return nearest(entries, newVector(rows[0]), staff), use, nil
}

func nearest(entries []entry, asked vector, staff bool) []Near {
	var all []float64
	best := map[string]Near{}
	for i := range entries {
		e := &entries[i]
		if e.staff && !staff {
			continue
		}
		likeness := e.vector.likeness(asked)
		all = append(all, likeness)
		if have, ok := best[e.article]; !ok || likeness > have.Standing {
			best[e.article] = Near{Article: e.article, Section: e.section, Standing: likeness}
		}
	}
	slices.Sort(all)
	var out []Near
	for _, n := range best {
		// Models differ in how alike they think any two texts are; the middle of all says it.
		middle := all[len(all)/2]
		n.Standing = max(0, min(1, (n.Standing-middle)/max(1-middle, 0.01)))
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b Near) int {
		if a.Standing != b.Standing {
			if a.Standing > b.Standing {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Article, b.Article)
	})
	return out[:min(len(out), mostNear)]
}
