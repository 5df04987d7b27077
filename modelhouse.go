package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/store"
)

// openModel makes the language model that the configuration names; nil when it names
// none. It does not connect.
func openModel(c *config.Config, s store.Store) (*desk.Model, error) {
	if c.Model == nil {
		return nil, nil
	}
	client, err := modelClient(c)
	if err != nil {
		return nil, err
	}
	m := &desk.Model{Client: client, Budget: model.Budget{Day: int(c.Model.Budget.Day), Person: int(c.Model.Budget.Person)}}
	for _, use := range c.Model.Uses {
		m.Uses = append(m.Uses, model.Purpose(use))
	}
	if findsByMeaning(c) {
		m.Index = model.NewIndex(client, meanings{s})
	}
	return m, nil
}

// findsByMeaning tells whether articles are looked for by what they mean too.
func findsByMeaning(c *config.Config) bool {
	return c.Model != nil && c.Model.Embed != "" && slices.Contains(c.Model.Uses, string(model.ForSearch))
}

func modelClient(c *config.Config) (*model.Client, error) {
	masks, err := modelMasks(c)
	if err != nil {
		return nil, err
	}
	return model.Open(model.Options{
		BaseURL: c.Model.BaseURL, APIKey: c.Model.APIKey.Reveal(), Chat: c.Model.Chat, Embed: c.Model.Embed, Voice: c.Model.Voice,
		Timeout: time.Duration(c.Model.Timeout), Masks: masks,
	})
}

// modelPages answer about the language model, on the control socket only.
func (h *house) modelPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /model", func(w http.ResponseWriter, _ *http.Request) { h.giveJSON(w, h.desk.ModelUses(), nil) })
}

// explained is the answer of kb explain in JSON.
type explained struct {
	kb.Explanation
	// Model is what the language model was lately asked about the articles found.
	Model []desk.ModelUse `json:"model,omitempty"`
}

// modelUses are the last uses of the language model for these articles. There are none
// when no model is set up, or no desk has run yet.
func modelUses(ctx context.Context, f kbFlags, hits []kb.ExplainedHit) []desk.ModelUse {
	if f.settings.Model == nil {
		return nil
	}
	all, err := askOne[[]desk.ModelUse](ctx, f.settings, http.MethodGet, "/model", nil)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(use desk.ModelUse) bool {
		return !slices.ContainsFunc(use.Sections, func(id string) bool {
			article, _, _ := strings.Cut(id, "#")
			return slices.ContainsFunc(hits, func(h kb.ExplainedHit) bool { return h.Name == article })
		})
	})
}

// toldUse is a use of the language model in one line.
func toldUse(use desk.ModelUse) string {
	outcome := "it was taken"
	if use.Outcome != "" {
		outcome = "it was not taken: " + use.Outcome
	}
	return fmt.Sprintf("model: %s %s by %s for message %s, from %s, in %s, %d tokens: %s", use.At.Format(time.DateTime), use.For, use.Model,
		use.MessageID, strings.Join(use.Sections, ", "), use.Took.Round(time.Millisecond), use.Tokens(), outcome)
}
