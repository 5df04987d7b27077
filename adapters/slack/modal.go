package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// openFor is how long opening a modal may take: what opens it is good for three
	// seconds. https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
	openFor = 3 * time.Second
	// titleLimit is the longest title of a modal and of its buttons.
	// https://docs.slack.dev/reference/views/modal-views
	titleLimit = 24
	// askLimit is our own bound on what stands above the box.
	askLimit = 150
	// wordsLimit is the most a box takes.
	// https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
	wordsLimit = 3000
	// opening is how many modals are being opened at the same time.
	opening = 16
	// askAction names the buttons that ask for words, askView their modals, and
	// wordsField the box in them.
	askAction, askView, wordsField = "ask", "ask", "words"
)

// asking is what a button that asks for words carries to its modal.
type asking struct {
	Data  string `json:"data"`
	Title string `json:"title,omitempty"`
	Ask   string `json:"ask,omitempty"`
	// Of the press: where the button was.
	Chat   string `json:"chat,omitempty"`
	TS     string `json:"ts,omitempty"`
	Thread string `json:"thread,omitempty"`

	trigger string
}

// askValue is the value of a button that asks for words.
func askValue(b bot.Button) string {
	// Three characters come back from Slack as entities; JSON has other ways for them.
	value, err := json.Marshal(asking{Data: b.Data, Title: cutRunes(b.Label, titleLimit), Ask: cutRunes(b.Ask, askLimit)})
	if err != nil {
		return b.Data // cannot happen: it is made of strings
	}
	return string(value)
}

func cutRunes(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}

// asked reads a button that asks for words; false is any other button.
func (p press) asked() (asking, bool) {
	for _, one := range p.Actions.Value {
		a := one.Value
		var ask asking
		if strings.HasPrefix(a.ID.Value, askAction) && json.Unmarshal([]byte(a.Value.Value), &ask) == nil && ask.Data != "" {
			ask.trigger = p.Trigger.Value
			return ask, true
		}
	}
	return asking{}, false
}

// view is the modal: one box under what is asked.
func (ask asking) view() (slackapi.ModalViewRequest, error) {
	// What it is for is in it, so that nothing needs to be remembered until it is sent.
	origin := ask
	origin.Title, origin.Ask = "", ""
	memo, err := json.Marshal(origin)
	if err != nil {
		return slackapi.ModalViewRequest{}, fmt.Errorf("make a modal: %w", err)
	}
	text := func(s string) *slackapi.TextBlockObject {
		return slackapi.NewTextBlockObject(slackapi.PlainTextType, s, false, false)
	}
	box := slackapi.NewPlainTextInputBlockElement(nil, wordsField)
	box.Multiline, box.MaxLength = true, wordsLimit
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: askView, PrivateMetadata: string(memo),
		Title: text(ask.Title), Submit: text(ask.Title),
		Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{slackapi.NewInputBlock(wordsField, text(ask.Ask), nil, box)}},
	}, nil
}

// openModal asks for words. It does not keep Slack waiting for its "received", and
// when it is too late the press counts as one without words, so that the desk says how
// else it goes.
func (a *Adapter) openModal(ctx context.Context, got received) {
	ctx = context.WithoutCancel(ctx)
	select {
	case a.modals <- struct{}{}:
	default:
		a.withoutModal(ctx, got)
		return
	}
	go func() {
		defer func() { <-a.modals }()
		view, err := got.ask.view()
		if err == nil {
			within, cancel := context.WithTimeout(ctx, openFor)
			defer cancel()
			_, err = a.api.OpenViewContext(within, got.ask.trigger, view)
		}
		if err != nil {
			a.log.WarnContext(ctx, "a box for words could not be opened", "err", a.fault(fmt.Errorf("views.open: %w", err), ""))
			a.withoutModal(ctx, got)
		}
	}()
}

// withoutModal delivers the press that no modal was opened for. Slack was told
// "received"; a press that is lost is pressed again.
func (a *Adapter) withoutModal(ctx context.Context, got received) {
	got.ask = nil
	if err := a.deliver(ctx, got); err != nil {
		a.log.WarnContext(ctx, "a press was not stored", "err", a.gate.scrub(err))
	}
}

// submission is the part of a view_submission payload that is read.
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
type submission struct {
	User soft[struct {
		ID       soft[string] `json:"id"`
		Team     soft[string] `json:"team_id"`
		Name     soft[string] `json:"name"`
		Username soft[string] `json:"username"`
	}] `json:"user"`
	View soft[struct {
		ID       soft[string] `json:"id"`
		Callback soft[string] `json:"callback_id"`
		Memo     soft[string] `json:"private_metadata"`
		State    soft[struct {
			Values map[string]map[string]soft[struct {
				Value soft[string] `json:"value"`
			}] `json:"values"`
		}] `json:"state"`
	}] `json:"view"`
}

// submitted reads the words that were written into one of our modals: a press of its
// button that brings them. Other modals are none of ours.
func (r reader) submitted(raw []byte) (received, error) {
	var s submission
	if json.Unmarshal(raw, &s) != nil {
		return received{}, errShape
	}
	view, who := s.View.Value, s.User.Value
	if view.Callback.Value != askView {
		return received{}, nil
	}
	var ask asking
	memo := unescape.Replace(view.Memo.Value)
	words := view.State.Value.Values[wordsField][wordsField].Value.Value.Value
	switch {
	case json.Unmarshal([]byte(memo), &ask) != nil, ask.Data == "", view.ID.Value == "" || len(view.ID.Value) > longestTrigger,
		!idForm.MatchString(ask.Chat), !tsForm.MatchString(ask.TS), !idForm.MatchString(who.ID.Value):
		return received{}, errShape
	}
	on := event{
		Channel: soft[string]{ask.Chat}, TS: soft[string]{ask.TS}, ThreadTS: soft[string]{ask.Thread}, User: who.ID, Team: who.Team,
	}
	// Sent again with other words it is another message.
	sum := sha256.Sum256([]byte(words))
	m := &bot.Message{
		Delivery: r.key("view", view.ID.Value, hex.EncodeToString(sum[:4])), From: r.person(who.ID.Value, on.home()), Kind: bot.Pressed,
		Press: ask.Data, Text: words, At: r.now().UTC(),
	}
	r.where(m, on, false)
	m.ReplyTo, m.Direct = ask.TS, true
	handle := who.Name.Value
	if handle == "" {
		handle = who.Username.Value
	}
	return received{message: m, user: who.ID.Value, handle: handle}, nil
}
