package model

import (
	"context"
	"errors"
	"io"
	"strings"

	oai "github.com/sashabaranov/go-openai"
)

// prompt is one question to the model: the order, which is ours, and the data, which
// is not.
type prompt struct {
	purpose     Purpose
	order, data string
	// most is how many tokens the answer may have.
	most    int
	allowed Allowance
	// sections are the ids of the sections in data.
	sections []string
}

// almostZero is how freely the model may choose its words. The library leaves out a
// plain zero, and then endpoints take their own default.
const almostZero = 0.01

// mostRunes bounds an answer while it comes in, whatever the endpoint makes of the
// limit it was given.
const mostRunes = 20_000

// ask makes one request and gives what the model said. The use is filled whatever
// happens.
func (c *Client) ask(ctx context.Context, p prompt) (string, Use, error) {
	use := Use{For: p.purpose, Model: c.opt.Chat, At: c.opt.Now(), Sections: p.sections}
	guess := tokensOf(p.order) + tokensOf(p.data)
	switch {
	case c.opt.Chat == "":
		return "", failed(use, Off), &Fault{Kind: Off}
	case !p.allowed.covers(guess + p.most):
		return "", failed(use, Spent), &Fault{Kind: Spent, Person: p.allowed.person}
	}
	var said string
	var counted *oai.Usage
	sent := false
	err := c.call(ctx, chatDoor, c.people, func(ctx context.Context) error {
		sent = true
		var err error
		said, counted, err = c.stream(ctx, p)
		return err
	})
	use.Took = c.opt.Now().Sub(use.At)
	switch {
	case counted != nil && counted.TotalTokens > 0:
		use.Asked, use.Said = counted.PromptTokens, counted.CompletionTokens
	case sent:
		use.Asked, use.Said, use.Guessed = guess, tokensOf(said), true
	}
	if err != nil {
		return "", failed(use, outcomeOf(err)), err
	}
	return said, use, nil
}

func failed(u Use, kind Kind) Use {
	u.Outcome = string(kind)
	return u
}

func outcomeOf(err error) Kind {
	if kind := KindOf(err); kind != "" {
		return kind
	}
	return "given up"
}

// stream reads an answer as it comes. A stream that just ends is not finished: only
// a reason to finish makes it so.
func (c *Client) stream(ctx context.Context, p prompt) (string, *oai.Usage, error) {
	stream, err := c.api.CreateChatCompletionStream(ctx, request(c.opt.Chat, p))
	if err != nil {
		return "", nil, err
	}
	defer stream.Close()
	var out strings.Builder
	var finish oai.FinishReason
	var counted *oai.Usage
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out.String(), counted, err
		}
		if part.Usage != nil {
			counted = part.Usage
		}
		for _, choice := range part.Choices {
			if choice.Index != 0 {
				continue
			}
			out.WriteString(choice.Delta.Content)
			if choice.FinishReason != "" && choice.FinishReason != oai.FinishReasonNull {
				finish = choice.FinishReason
			}
		}
		if out.Len() > 4*mostRunes {
			return "", counted, &Fault{Kind: Cut}
		}
	}
	said := strings.TrimSpace(afterThinking(out.String()))
	return said, counted, finished(ctx, finish, said)
}

func finished(ctx context.Context, finish oai.FinishReason, said string) error {
	switch {
	case ctx.Err() != nil:
		return &Fault{Kind: Late}
	case finish == oai.FinishReasonStop && said != "":
		return nil
	case finish == oai.FinishReasonStop, finish == oai.FinishReasonToolCalls, finish == oai.FinishReasonFunctionCall:
		return &Fault{Kind: Empty}
	case finish == oai.FinishReasonLength:
		return &Fault{Kind: Cut}
	case finish == oai.FinishReasonContentFilter:
		return &Fault{Kind: Declined}
	}
	return &Fault{Kind: Broken}
}

// afterThinking drops what some local models say to themselves first.
func afterThinking(said string) string {
	if !strings.HasPrefix(strings.TrimSpace(said), "<think>") {
		return said
	}
	_, after, _ := strings.Cut(said, "</think>")
	return after
}

// request is what is sent. The library itself refuses a temperature or the older
// limit for names that it takes for reasoning models, before anything is sent and
// also for a local model of such a name; so these get neither.
func request(model string, p prompt) oai.ChatCompletionRequest {
	r := oai.ChatCompletionRequest{
		Model: model,
		Messages: []oai.ChatCompletionMessage{
			{Role: oai.ChatMessageRoleSystem, Content: p.order},
			{Role: oai.ChatMessageRoleUser, Content: p.data},
		},
		StreamOptions: &oai.StreamOptions{IncludeUsage: true},
	}
	if reasons(model) {
		r.MaxCompletionTokens = p.most
		return r
	}
	//lint:ignore SA1019 local endpoints know this limit, and many of them not the newer one
	r.MaxTokens, r.Temperature = p.most, almostZero
	return r
}

// reasons tells whether the library takes a name for one of a reasoning model.
func reasons(model string) bool {
	for _, family := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, family) {
			return true
		}
	}
	return false
}
