package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

func TestNamesOfStaffWhoSaidNothingDoNotLeave(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.fake.Say(func(p modelfake.Prompt) string { return "The scanner is stuck." })
	d.says("ann", "ann", "thank you Bob, it is still stuck")
	d.says("room", "eve", "claim 1 yes")
	d.says("ann", "ann", "and who is Eve? Bob was nice")
	d.says("room", "eve", "summary 1")
	require.Len(t, d.fake.Prompts(), 1)
	for _, p := range d.fake.Prompts() {
		require.NotContains(t, p.User, "Bob")
		require.NotContains(t, p.User, "Eve")
	}
}
