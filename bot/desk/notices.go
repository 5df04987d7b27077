package desk

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/store"
)

// notices is which known issues the search was told of.
type notices struct {
	mu sync.Mutex
	// known is the version of the record of those that run; told tells that there was
	// a first time.
	known store.Version
	told  bool
}

// announce tells the search which known issues run, when that has changed: here, in
// another process, or before this one began.
func (d *Desk) announce(ctx context.Context) {
	if d.opt.Announce == nil {
		return
	}
	d.notices.mu.Lock()
	defer d.notices.mu.Unlock()
	all, version, err := store.Get[knowns](ctx, d.opt.Store, knownsKey)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			d.log.Error("cannot read the known issues", "err", err)
		}
		return
	}
	if d.notices.told && version == d.notices.known {
		return
	}
	var told []kb.Notice
	for _, n := range all.Running {
		k, found, err := store.Get[bot.KnownIssue](ctx, d.opt.Store, knownKey(n))
		if err != nil {
			d.log.Error("cannot read a known issue", "err", err)
			return
		}
		if found > 0 && k.Running() {
			told = append(told, d.noticesOf(&k)...)
		}
	}
	d.opt.Announce(told)
	d.notices.known, d.notices.told = version, true
}

// noticesOf are what the search is told of a known issue: one for each language in
// which people asked.
func (d *Desk) noticesOf(k *bot.KnownIssue) []kb.Notice {
	own := d.staffLang()
	if lang, sure := d.opt.KB().DetectLang(k.Title()); sure && slices.Contains(d.opt.Languages, lang) {
		own = lang
	}
	all := []kb.Notice{{ID: k.Name(), Lang: own, Title: k.Title(), Text: k.Text()}}
	for _, w := range k.Ways {
		lang := w.Lang
		if !slices.Contains(d.opt.Languages, lang) {
			lang = own
		}
		at := slices.IndexFunc(all, func(n kb.Notice) bool { return n.Lang == lang })
		if at < 0 {
			at = len(all)
			all = append(all, kb.Notice{ID: k.Name(), Lang: lang, Title: k.Title(), Text: k.Text()})
		}
		all[at].Ask = append(all[at].Ask, w.Text)
	}
	return all
}
