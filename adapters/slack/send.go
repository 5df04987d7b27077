package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	slackapi "github.com/slack-go/slack"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// callFor is how long one call may take.
const callFor = 30 * time.Second

// Send says something new. An answer to a card in a room goes into the card's
// thread. When the answer to an earlier attempt got lost, Send looks first
// whether the reply arrived after all.
func (a *Adapter) Send(ctx context.Context, r bot.Reply) (adapters.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	chat, thread, err := address(r)
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	if ts, err := a.alreadySent(ctx, chat, thread, r.ID); err != nil || ts != "" {
		return adapters.Sent{ID: ts}, err
	}
	ts, err := a.post(ctx, r, chat, thread)
	if err != nil {
		if r.ID != "" && inDoubt(err) {
			a.doubt(r.ID)
		}
		return adapters.Sent{}, a.fault(err, chat)
	}
	return adapters.Sent{ID: ts}, nil
}

// post says a reply, and says it in a simpler way when Slack takes it only so.
func (a *Adapter) post(ctx context.Context, r bot.Reply, chat, thread string) (string, error) {
	say := shown(r)
	for {
		options := say.options()
		if thread != "" {
			options = append(options, slackapi.MsgOptionTS(thread))
		}
		if r.ID != "" {
			options = append(options, slackapi.MsgOptionMetadata(slackapi.SlackMetadata{
				EventType: metadataType, EventPayload: map[string]any{"id": r.ID},
			}))
		}
		_, ts, message, err := a.api.PostMessageWithResponseContext(ctx, chat, options...)
		switch {
		case unshown(err) && len(say.blocks) > 0:
			say = plainly(r)
		case threadless(err) && thread != "":
			thread = ""
		case err != nil:
			return "", fmt.Errorf("chat.postMessage: %w", err)
		case !tsForm.MatchString(ts):
			return "", errNotSlack
		default:
			if thread != "" && message.ThreadTimestamp == "" {
				a.log.InfoContext(ctx, "an answer stands outside its thread, because what it answers is gone")
			}
			return ts, nil
		}
	}
}

// Edit replaces text and buttons of a message of ours.
func (a *Adapter) Edit(ctx context.Context, id string, r bot.Reply) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	chat, _, err := address(r)
	if err != nil {
		return &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	if !tsForm.MatchString(id) {
		return &adapters.Fault{Kind: adapters.Uneditable, Err: errors.New("the message has no id of Slack")}
	}
	_, _, _, err = a.api.UpdateMessageContext(ctx, chat, id, shown(r).options()...)
	if unshown(err) {
		_, _, _, err = a.api.UpdateMessageContext(ctx, chat, id, plainly(r).options()...)
	}
	if err != nil {
		return a.fault(fmt.Errorf("chat.update: %w", err), chat)
	}
	return nil
}

// address gives the chat and the thread of a reply. A talk with one person has no
// threads, because there people do not look for them.
func address(r bot.Reply) (chat, thread string, err error) {
	if !idForm.MatchString(r.To.Chat) {
		return "", "", fmt.Errorf("place %s: a Slack channel is an id, for example slack:C0LEVEL1", r.To)
	}
	if r.To.Thread != "" && !tsForm.MatchString(r.To.Thread) {
		return "", "", fmt.Errorf("place %s: a Slack thread is the id of a message", r.To)
	}
	thread = r.To.Thread
	if thread == "" && !isDM(r.To.Chat) && tsForm.MatchString(r.Quote) {
		thread = r.Quote
	}
	return r.To.Chat, thread, nil
}

// unshown tells that Slack does not take the blocks.
func unshown(err error) bool {
	return coded(err, "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")
}

// threadless tells that there is no such thread any more.
func threadless(err error) bool {
	return coded(err, "thread_not_found", "invalid_thread_ts", "cannot_reply_to_message")
}

// signs are the pictures of the marks, and which earlier ones they replace.
var signs = map[adapters.Mark]struct {
	name     string
	replaces []string
}{
	adapters.MarkSent:   {"white_check_mark", []string{"warning"}},
	adapters.MarkSeen:   {"eyes", []string{"white_check_mark"}},
	adapters.MarkFailed: {"warning", []string{"white_check_mark", "eyes"}},
}

// React puts a sign on a message: a tick for sent, eyes for seen, a warning for
// failed.
func (a *Adapter) React(ctx context.Context, to bot.Place, id string, mark adapters.Mark) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	sign, known := signs[mark]
	if !known || !idForm.MatchString(to.Chat) || !tsForm.MatchString(id) {
		return &adapters.Fault{Kind: adapters.Refused, Err: errors.New("there is no such mark or message on Slack")}
	}
	on := slackapi.NewRefToMessage(to.Chat, id)
	if err := a.api.AddReactionContext(ctx, sign.name, on); err != nil && !coded(err, "already_reacted") {
		return a.fault(fmt.Errorf("reactions.add: %w", err), to.Chat)
	}
	for _, old := range sign.replaces {
		if err := a.api.RemoveReactionContext(ctx, old, on); err != nil && !coded(err, "no_reaction") {
			a.log.DebugContext(ctx, "an earlier mark stays", "err", a.fault(err, to.Chat))
		}
	}
	return nil
}
