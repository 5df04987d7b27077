package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

var everything = []model.Purpose{
	model.ForWording, model.ForRewrite, model.ForSearch, model.ForSummary, model.ForSuggestion, model.ForTranslate, model.ForVoice, model.ForDraft,
}

// beginning is a model that reads all of a long ticket.
func beginning(p modelfake.Prompt) string {
	if talk, ok := p.Fenced("TALK"); ok && len(talk) > 6000 {
		return talk[:60]
	}
	return "OK"
}

func TestWhatIsSetUpIsTriedAndNothingElse(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Say(beginning)
	tried := func(uses ...model.Purpose) (all []model.Purpose) {
		for _, a := range c.Try(t.Context(), uses) {
			require.NoError(t, a.Err, a.Purpose)
			require.False(t, a.Partly)
			require.NotEmpty(t, a.Model)
			all = append(all, a.Purpose)
		}
		return all
	}
	require.Equal(t, []model.Purpose{model.ForWording, model.ForSummary, model.ForSearch, model.ForSearch, model.ForVoice}, tried(everything...))
	require.Equal(t, []model.Purpose{model.ForWording}, tried(model.ForWording))
	require.Equal(t, []model.Purpose{model.ForWording, model.ForSummary}, tried(model.ForTranslate))
	require.Equal(t, 1, fake.Calls("voice"), "no sound leaves where voices are not used")
}

func TestAnEndpointThatCutsLongTicketsIsFound(t *testing.T) {
	c, fake, _ := open(t, nil)
	fake.Say(func(p modelfake.Prompt) string {
		return "The paper is on the shelf.\nNothing was tried.\nSomebody must look."
	})
	all := c.Try(t.Context(), []model.Purpose{model.ForSummary})
	require.Len(t, all, 2)
	require.False(t, all[0].Partly)
	require.True(t, all[1].Partly)
	require.NoError(t, all[1].Err)
}

func TestEachThingThatAnEndpointCannotDoIsTold(t *testing.T) {
	for name, at := range map[string]int{"chat": 0, "embeddings": 2, "voice": 4} {
		c, fake, _ := open(t, nil)
		fake.Say(beginning)
		fake.Fail(name, modelfake.Failure{How: modelfake.Forbidden}, 1)
		for _, a := range c.Try(t.Context(), everything) {
			if a.Err != nil {
				want := []model.Purpose{model.ForWording, model.ForSummary, model.ForSearch, model.ForSearch, model.ForVoice}[at]
				require.Equal(t, want, a.Purpose)
				require.Equal(t, model.Refused, model.KindOf(a.Err))
				at = -1
			}
		}
		require.Equal(t, -1, at, name)
	}
}
