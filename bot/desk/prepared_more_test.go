package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

func TestWhatWasPreparedForOneIsNotSentToMore(t *testing.T) {
	d := newConsultingDesk(t, model.Budget{})
	d.says("eve", "eve", "person")
	d.says("eve", "eve", "tray 3 of the scanner is stuck here too")
	d.fake.Say(func(modelfake.Prompt) string { return "Is [PHONE-1] your number?" })
	d.says("room", "bob", "suggest 1")
	press := d.pressSay()
	d.says("room", "bob", "merge 1 2")
	d.says("bob", "bob", press)
	require.Contains(t, d.chat.heard("eve"), "Is [phone ")
	require.NotContains(t, d.chat.heard("eve"), "977")
}
