package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

// tryModel asks the language model for one thing of each kind that it is set up for.
func tryModel(ctx context.Context, c *config.Config) []finding {
	if c.Model == nil {
		return nil
	}
	client, err := modelClient(c)
	if err != nil {
		return []finding{{config.Fault.String(), "model", "model: " + err.Error()}}
	}
	var uses []model.Purpose
	for _, use := range c.Model.Uses {
		uses = append(uses, model.Purpose(use))
	}
	var findings []finding
	for _, a := range client.Try(ctx, uses) {
		severity, text := note, fmt.Sprintf("%s, in %s", ability(a), a.Took.Round(time.Millisecond))
		switch {
		case a.Err != nil:
			severity, text = config.Fault.String(), fmt.Sprintf("%s: %v; %s", a.Model, a.Err, mendAbility(a, c.Model))
		case a.Partly:
			severity = config.Warning.String()
			text = fmt.Sprintf("%s answers about a long ticket without its beginning, in %s; give it a context of 8192 tokens (in Ollama, num_ctx)",
				a.Model, a.Took.Round(time.Millisecond))
		}
		findings = append(findings, finding{severity, "model", "model: " + text})
	}
	return findings
}

// ability says what a model can do.
func ability(a model.Ability) string {
	switch a.Purpose {
	case model.ForSummary:
		return a.Model + " sums up a long ticket for staff"
	case model.ForVoice:
		return a.Model + " writes a voice note down"
	case model.ForSearch:
		if a.Texts > 1 {
			return fmt.Sprintf("%s tells what %d texts of articles mean", a.Model, a.Texts)
		}
		return a.Model + " tells what texts mean"
	}
	return a.Model + " answers"
}

// mendAbility says what to do about something that a model cannot do.
func mendAbility(a model.Ability, m *config.Model) string {
	kind, status := model.KindOf(a.Err), 0
	if fault, ok := errors.AsType[*model.Fault](a.Err); ok {
		status = fault.Status
	}
	key := status == http.StatusUnauthorized || status == http.StatusForbidden
	switch {
	case a.Purpose == model.ForVoice && (kind == model.Broken || kind == model.Refused && !key):
		return "the endpoint writes no voice notes down, or has no model of that name: mend model.voice, or take transcribe out of model.uses and they stay as they are"
	case a.Purpose == model.ForSearch && a.Texts == 1 && (kind == model.Broken || kind == model.Empty || kind == model.Refused && !key):
		return "the endpoint does not tell what texts mean, or has no model of that name: mend model.embed, or take embed out of model.uses and articles are found by words"
	case a.Purpose == model.ForSearch && a.Texts > 1 && kind == model.Late:
		return fmt.Sprintf("the articles are learned %d texts at once, which took longer than model.timeout, %s: allow more, or take a smaller model", a.Texts, time.Duration(m.Timeout))
	case a.Purpose == model.ForSearch && a.Texts > 1 && kind == model.Refused:
		return fmt.Sprintf("the articles are learned %d texts of up to 1500 letters at once: allow the model that much", a.Texts)
	case a.Purpose == model.ForSummary && kind == model.Late:
		return fmt.Sprintf("a long ticket took longer than model.timeout, %s, so that staff would get no help with it: allow more, or take a faster model", time.Duration(m.Timeout))
	case a.Purpose == model.ForSummary && kind == model.Refused && !key:
		return "a long ticket has some 4000 tokens: give the model a context of 8192"
	}
	return mendModel(a.Err, m)
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
