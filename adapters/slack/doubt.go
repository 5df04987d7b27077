package slack

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

const (
	// lookBack is how many messages are looked through for one that may have arrived.
	lookBack = 20
	// lookBefore is how much older than the attempt it may seem to be, as Slack's
	// clock is not ours.
	lookBefore = 2 * time.Minute
)

// doubt remembers that a reply may have arrived although its call failed. The first
// such attempt counts.
func (a *Adapter) doubt(id string) {
	if _, again := a.doubts.Get(id); !again {
		a.doubts.Put(id, a.now())
	}
}

// alreadySent looks for a reply whose sending is in doubt. It gives the message's
// id, or "" when it did not arrive. The reply's id, which every message of ours
// carries, tells.
func (a *Adapter) alreadySent(ctx context.Context, chat, thread, id string) (string, error) {
	since, doubted := a.doubts.Get(id)
	if !doubted {
		return "", nil
	}
	form := url.Values{
		"channel": {chat}, "limit": {strconv.Itoa(lookBack)}, "include_all_metadata": {"true"},
		"oldest": {strconv.FormatInt(since.Add(-lookBefore).Unix(), 10) + ".000000"},
	}
	method := "conversations.history"
	if thread != "" {
		method = "conversations.replies"
		form.Set("ts", thread)
	}
	var answer struct {
		Messages soft[[]soft[struct {
			TS       soft[string] `json:"ts"`
			Metadata soft[struct {
				Type    soft[string] `json:"event_type"`
				Payload soft[struct {
					ID soft[string] `json:"id"`
				}] `json:"event_payload"`
			}] `json:"metadata"`
		}]] `json:"messages"`
	}
	if err := a.gate.call(ctx, method, form, &answer); err != nil {
		switch f := a.fault(err, chat); f.Kind {
		case adapters.Broken, adapters.Busy:
			return "", f
		}
		// Without the right to look, twice is better than not at all.
		return "", nil
	}
	for _, one := range answer.Messages.Value {
		carried := one.Value.Metadata.Value
		if carried.Type.Value == metadataType && carried.Payload.Value.ID.Value == id && tsForm.MatchString(one.Value.TS.Value) {
			return one.Value.TS.Value, nil
		}
	}
	return "", nil
}
