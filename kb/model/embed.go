package model

import (
	"context"
	"math"

	oai "github.com/sashabaranov/go-openai"
)

// embed gives a row of numbers for each text, in their order.
func (c *Client) embed(ctx context.Context, places chan struct{}, texts []string, allowed Allowance) ([][]float32, Use, error) {
	use := Use{For: ForSearch, Model: c.opt.Embed, At: c.opt.Now()}
	guess := 0
	for _, text := range texts {
		guess += tokensOf(text)
	}
	switch {
	case c.opt.Embed == "":
		return nil, failed(use, Off), &Fault{Kind: Off}
	case !allowed.covers(guess):
		return nil, failed(use, Spent), &Fault{Kind: Spent, Person: allowed.person}
	}
	var rows [][]float32
	err := c.call(ctx, embedDoor, places, func(ctx context.Context) error {
		use.Asked, use.Guessed = guess, true
		got, err := c.api.CreateEmbeddings(ctx, oai.EmbeddingRequestStrings{Input: texts, Model: oai.EmbeddingModel(c.opt.Embed)})
		if err != nil {
			return err
		}
		if got.Usage.TotalTokens > 0 {
			use.Asked, use.Guessed = got.Usage.TotalTokens, false
		}
		rows, err = inTheirOrder(got.Data, len(texts))
		return err
	})
	use.Took = c.opt.Now().Sub(use.At)
	if err != nil {
		return nil, failed(use, outcomeOf(err)), err
	}
	return rows, use, nil
}

// inTheirOrder puts rows where their texts were. One row too few, too many, empty or of
// another length than the rest is an answer that cannot be trusted at all.
func inTheirOrder(data []oai.Embedding, n int) ([][]float32, error) {
	if len(data) == 0 {
		return nil, &Fault{Kind: Empty}
	}
	rows := make([][]float32, n)
	for _, one := range data {
		if one.Index < 0 || one.Index >= n || rows[one.Index] != nil || !usable(one.Embedding) ||
			len(one.Embedding) != len(data[0].Embedding) {
			return nil, &Fault{Kind: Broken}
		}
		rows[one.Index] = one.Embedding
	}
	if len(data) != n {
		return nil, &Fault{Kind: Broken}
	}
	return rows, nil
}

// mostNumbers is how many numbers a row has at most, so that a record of one stays
// under the 64 KiB of a store.
const mostNumbers = 16_384

// usable tells whether a row can be compared: finite numbers, not all zero.
func usable(row []float32) bool {
	length := float32(0)
	for _, x := range row {
		length += x * x
	}
	return len(row) <= mostNumbers && length > 0 && !math.IsInf(float64(length), 0) && !math.IsNaN(float64(length))
}
