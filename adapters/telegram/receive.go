package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	tgapi "github.com/go-telegram/bot"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// answerFor is how long the answer to a button press may take.
const answerFor = 10 * time.Second

// allowed is what we ask for, always: Telegram remembers the last choice of
// whoever used the token before. https://core.telegram.org/bots/api#update
var allowed = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// Run receives until ctx is done, by webhook when there is a secret for it and by
// polling otherwise. It returns a Misconfigured [adapters.Fault] when Telegram
// does not know the token; everything else it sits out.
func (a *Adapter) Run(ctx context.Context, inbox adapters.Inbox) error {
	defer a.background.Wait()
	if a.secret != "" {
		return a.runHook(ctx, inbox)
	}
	return a.runPoll(ctx, inbox)
}

// introduce learns the bot's own name, once. Without it a mention or a command
// for another bot cannot be told.
func (a *Adapter) introduce(ctx context.Context) error {
	if a.name.Load() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	me, err := a.me(ctx)
	if err != nil {
		return err
	}
	name := strings.ToLower(me.Username)
	a.name.Store(&name)
	return nil
}

// take delivers one update; the bot must have been introduced. It gives the
// update's number, 0 when it has none. An update that cannot be read is skipped and
// logged by its number and reference; the only error is [notStored]. What follows
// in the background lasts as long as running.
func (a *Adapter) take(ctx, running context.Context, inbox adapters.Inbox, raw json.RawMessage) (int64, error) {
	r := reader{botID: a.id, botName: *a.name.Load(), now: a.now}
	got, err := r.read(raw)
	if err != nil {
		a.log.WarnContext(ctx, "skipped an update that cannot be read", "update_id", got.update, "reference", intake.Reference(raw), "err", err)
		return got.update, nil
	}
	if got.message == nil {
		return got.update, nil
	}
	if err := a.deliver(ctx, inbox, *got.message); err != nil {
		return got.update, &notStored{update: got.update, err: err}
	}
	if got.query != "" {
		a.background.Go(func() { a.answer(running, got.query) })
	}
	return got.update, nil
}

// answer stops the spinner on a pressed button. The press is stored already, so
// a failure has no consequence.
func (a *Adapter) answer(ctx context.Context, query string) {
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	if _, err := a.api.AnswerCallbackQuery(ctx, &tgapi.AnswerCallbackQueryParams{CallbackQueryID: query}); err != nil {
		a.log.DebugContext(ctx, "a button press was not answered", "err", a.fault(err, ""))
	}
}

// notStored tells that the inbox did not take an update.
type notStored struct {
	update int64
	err    error
}

func (e *notStored) Error() string {
	return fmt.Sprintf("update %d was not stored: %v", e.update, e.err)
}
func (e *notStored) Unwrap() error { return e.err }

// deliver hands a message over when its lane is free: a webhook may bring a message
// and a button press of one group at the same time.
func (a *Adapter) deliver(ctx context.Context, inbox adapters.Inbox, m bot.Message) error {
	lane := a.lanes.of(m.Place.Lane())
	select {
	case lane <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-lane }()
	return inbox.Deliver(ctx, m)
}

// lanes hold one place for each lane; lanes may share one.
type lanes [64]chan struct{}

func newLanes() *lanes {
	var l lanes
	for i := range l {
		l[i] = make(chan struct{}, 1)
	}
	return &l
}

func (l *lanes) of(lane string) chan struct{} {
	h := fnv.New32a()
	_, _ = h.Write([]byte(lane)) // a hash never fails
	return l[h.Sum32()%uint32(len(l))]
}
