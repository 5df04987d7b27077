package storetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

var claimCases = []testCase{{"one_claim_wins", oneClaimWins}}

// oneClaimWins races eight members of staff for a ticket, twenty times. The
// losers are told who has it.
func oneClaimWins(e *env) {
	room := bot.Place{Channel: "telegram", Chat: "-1001"}
	for round := 1; round <= 20; round++ {
		key := store.Key(fmt.Sprintf("ticket/%08d", round))
		b, err := store.Encode(bot.Ticket{Number: round, Level: 1, State: bot.Open, Priority: bot.Normal, Opened: e.now})
		require.NoError(e, err)
		e.apply(store.ChangeSet{Put: []store.Put{{Key: key, Value: b}}})
		told := make([]string, 8) // who each of them believes to be the owner
		e.atOnce(len(told), func(i int) (err error) {
			told[i], err = e.claim(key, bot.Person{ID: fmt.Sprint("telegram:", i)}, room)
			return err
		})
		ticket, version, err := store.Get[bot.Ticket](e.Context(), e.s, key)
		require.NoError(e, err)
		require.Equal(e, store.Version(2), version, "exactly one claim was written")
		require.Equal(e, bot.Claimed, ticket.State)
		for _, name := range told {
			require.Equal(e, ticket.Owner.ID, name)
		}
		require.Len(e, e.history(string(key), 0, 0), 1)
	}
}

// claim does what the desk does: load, decide, commit, and again after a conflict.
func (e *env) claim(key store.Key, who bot.Person, room bot.Place) (owner string, err error) {
	for range 100 {
		ticket, version, err := store.Get[bot.Ticket](e.Context(), e.s, key)
		if err != nil {
			return "", err
		}
		var no *bot.Refusal
		if err := ticket.Claim(who, room, e.now, time.Hour); errors.As(err, &no) {
			return no.Owner.ID, nil
		}
		b, err := store.Encode(ticket)
		if err != nil {
			return "", err
		}
		r, err := e.s.Commit(e.Context(), store.ChangeSet{
			Now:     e.now,
			Expect:  []store.Expect{{Key: key, Version: version}},
			Put:     []store.Put{{Key: key, Value: b}},
			History: []store.Entry{{Subject: string(key), At: e.now, Value: []byte(who.ID)}},
		})
		if err != nil {
			return "", err
		}
		if r.Outcome == store.Applied {
			return who.ID, nil
		}
	}
	return "", errors.New("a hundred conflicts in a row")
}
