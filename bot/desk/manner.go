package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// mannerNoted is how often it is noted that a manner was needed.
const mannerNoted = 30 * 24 * time.Hour

// manner is how somebody is written to, at every place: who chose a language in a
// private chat has it in the next thread of a channel too.
type manner struct {
	Lang   string `json:"lang"`
	Chosen bool   `json:"chosen,omitempty"`
	Brief  bool   `json:"brief,omitempty"`
	// At is when it was last needed, to the month.
	At time.Time `json:"at,omitzero"`
}

// recallManner begins a new conversation in the manner the person is used to.
func (f *draft) recallManner(c *bot.Conversation, who bot.Person) error {
	if !c.Seen.IsZero() || c.Lang != "" || who.Nobody() {
		return nil
	}
	known, version, err := store.Get[manner](f.ctx, f.opt.Store, mannerKey(who.ID))
	if err != nil {
		return fmt.Errorf("read how somebody is written to: %w", err)
	}
	if version > 0 {
		c.Lang, c.Chosen, c.Heard, c.Brief = known.Lang, known.Chosen, true, known.Brief
		if f.now.Sub(known.At) > mannerNoted {
			known.At = f.now
			f.put(mannerKey(who.ID), known)
		}
	}
	return nil
}

// noteManner keeps it when a message has changed it. Two places at once may differ;
// the later one counts.
func (f *draft) noteManner(before, after bot.Conversation) {
	shown := after.Chosen || after.Heard || after.Brief
	same := before.Lang == after.Lang && before.Chosen == after.Chosen && before.Heard == after.Heard && before.Brief == after.Brief
	if same || !shown && !before.Brief || after.Person.Nobody() {
		return
	}
	f.put(mannerKey(after.Person.ID), manner{Lang: after.Lang, Chosen: after.Chosen, Brief: after.Brief, At: f.now})
}

// eraseManner forgets how somebody is written to.
func (d *Desk) eraseManner(ctx context.Context, person string) error {
	_, err := d.opt.Store.Commit(ctx, store.ChangeSet{Now: d.opt.Now(), Put: []store.Put{{Key: mannerKey(person)}}})
	if err != nil {
		return fmt.Errorf("forget how somebody is written to: %w", err)
	}
	return nil
}
