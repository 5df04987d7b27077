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
	if c.Model.Embed != "" && slices.Contains(m.Uses, model.ForSearch) {
		m.Index = model.NewIndex(client, meanings{s})
	}
	return m, nil
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

// meanings keeps what texts mean in the store, as meaning/<hash of model and text>.
type meanings struct{ store store.Store }

func meaningKey(key string) store.Key { return store.Key("meaning/" + key) }

// Get reads a record.
func (m meanings) Get(ctx context.Context, key string) ([]byte, bool, error) {
	records, err := m.store.Load(ctx, meaningKey(key))
	if err != nil || records[0].Version == 0 {
		return nil, false, err
	}
	record, err := store.Decode[[]byte](records[0].Value)
	return record, err == nil, nil
}

// Put keeps a record.
func (m meanings) Put(ctx context.Context, key string, record []byte) error {
	value, err := store.Encode(record)
	if err != nil {
		return err
	}
	_, err = m.store.Commit(ctx, store.ChangeSet{Now: time.Now(), Put: []store.Put{{Key: meaningKey(key), Value: value}}})
	return err
}

const (
	// lookForEdits is how often the articles are compared with those whose meanings are known.
	lookForEdits = 5 * time.Second
	// meaningsAgain is how long to wait after a failure.
	meaningsAgain = time.Minute
)

// keepMeanings learns in the background what the articles mean, and again when they
// were edited, until ctx is done. What the store has costs nothing.
func (h *house) keepMeanings(ctx context.Context) {
	if h.model == nil || h.model.Index == nil {
		return
	}
	var known *kb.Base
	for {
		wait := lookForEdits
		if base := h.library.Base(); base != known {
			told := time.Now()
			err := h.model.Index.Build(ctx, h.library.Articles(), func(p model.Progress) {
				if p.Done == p.All || time.Since(told) > 10*time.Second {
					told = time.Now()
					h.log.Info("learning what the articles mean", "done", p.Done, "all", p.All)
				}
			})
			if err == nil {
				known = base
			} else if ctx.Err() == nil {
				h.log.Warn("cannot learn what the articles mean; questions are answered by words", "err", err)
				wait = meaningsAgain
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// tryModel asks the language model for one small thing of each kind.
func tryModel(ctx context.Context, c *config.Config) []finding {
	if c.Model == nil {
		return nil
	}
	client, err := modelClient(c)
	if err != nil {
		return []finding{{config.Fault.String(), "model", "model: " + err.Error()}}
	}
	var findings []finding
	for _, a := range client.Try(ctx) {
		what := map[model.Purpose]string{model.ForWording: "answers", model.ForSearch: "tells what texts mean"}[a.Purpose]
		if a.Err == nil {
			findings = append(findings, finding{note, "model", fmt.Sprintf("model: %s %s, in %s", a.Model, what, a.Took.Round(time.Millisecond))})
			continue
		}
		findings = append(findings, finding{config.Fault.String(), "model", fmt.Sprintf("model: %s: %v; %s", a.Model, a.Err, mendModel(a.Err, c.Model))})
	}
	return findings
}

// mendModel says what to do about a model that does not answer.
func mendModel(err error, m *config.Model) string {
	switch model.KindOf(err) {
	case model.Down:
		return "look whether it runs and is reached at model.base_url, " + m.BaseURL
	case model.Late:
		return fmt.Sprintf("it took longer than model.timeout, %s; take a smaller model, or warm it up and check again", time.Duration(m.Timeout))
	case model.Refused:
		return "look at model.api_key, and whether model.base_url ends with the version and the endpoint has a model of that name"
	case model.Busy:
		return "the endpoint has too much to do, or the account is used up"
	}
	return "the endpoint does not answer as the OpenAI API does"
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
func modelUses(ctx context.Context, sh shell, f kbFlags, hits []kb.ExplainedHit) []desk.ModelUse {
	if len(f.dirs) > 0 && f.config == "" {
		return nil
	}
	c, _, ok := loadConfig(sh, f.config, false)
	if !ok || c.Model == nil {
		return nil
	}
	all, err := askOne[[]desk.ModelUse](ctx, c, http.MethodGet, "/model", nil)
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
