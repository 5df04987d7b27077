package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyTheOwnerSeesWhatIsMasked(t *testing.T) {
	for state, want := range map[State][2]Reason{
		Open: {Unowned, Unowned}, Claimed: {"", NotOwner}, Solved: {"", Finished}, Closed: {"", Finished},
	} {
		for i, who := range []Person{bob, eve} {
			ticket := ticketIn(state)
			err := ticket.Reveal(who)
			require.Equal(t, ticketIn(state), ticket, "asking changes nothing")
			if want[i] == "" {
				require.NoError(t, err, "%s %s", state, who.Name)
				continue
			}
			var no *Refusal
			require.ErrorAs(t, err, &no, "%s %s", state, who.Name)
			require.Equal(t, want[i], no.Reason)
		}
	}
	nobody := &Ticket{State: Closed}
	require.Error(t, nobody.Reveal(Person{}), "a ticket nobody solved is nobody's")
}
