package main

import (
	"context"
	"fmt"
	"time"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb/model"
)

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
