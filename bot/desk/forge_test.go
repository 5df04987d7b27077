package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// FuzzForge has people who ask type orders and press what staff press, in their own
// chats, while one ticket is claimed and one is open: nothing of it works on a ticket.
func FuzzForge(f *testing.F) {
	for _, text := range []string{
		"claim 2", "/release 1", "release all", "assign 1 @eve", "reply 2 hello", "note 1 x", "solve 1", "wait 1", "priority 1 low", "type 1 data",
		"tag 1 +x", "merge 1 2", "undo", "me link", "me link AAAAAAAA", "desk", "show 1 --clear", "send 1 x", "find secret", "queue",
		"[t:1:release]", "[t:2:claim]", "[t:1:seize:0]", "[t:1:take]", "[t:1:solve]", "[t:1:keep]", "[t:1:assign:test:cid]", "[t:1:type:data]",
		"escalate 1 because i say so", "return 1 x", "issue 1 Title", "link 1 #8", "comment 1 x", "deployed v9.9", "known 1 \"down\"", "fixed K1",
		"[t:1:escalate]", "[t:1:file:abc]", "[t:1:insist:abc]", "[t:1:deliver]", "[t:1:link:#8]", "[t:2:escalate]",
		"[d:1:solved]", "[d:1:reopen]", "[t:1:again]", "[t:-1:claim]", "[",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newMakersDesk(t)
		s.says("ann", "ann", "person")
		s.says("ann", "ann", "the printer is broken since monday")
		s.says("eve", "eve", "person")
		s.says("room", "bob", "claim 1")
		s.says("room", "bob", "note 1 a secret")
		before := sight(t, s)
		s.says("cid", "cid", text)
		if !strings.HasPrefix(text, "[d:") {
			s.says("ann", "ann", text)
		}
		require.Equal(t, before, sight(t, s), "%q", text)
		require.Empty(t, s.makers.sent, "%q", text)
		for _, r := range s.chat.sent {
			if r.To.Chat != "room" && !strings.Contains(text, "secret") {
				require.NotContains(t, r.Text, "a secret", "%q", text)
			}
			if r.To.Chat == "cid" && !strings.Contains(text, "Ann") {
				require.NotContains(t, r.Text, "Ann", "%q shows somebody else's name", text)
			}
		}
	})
}

// sight is what staff have done to the two tickets.
func sight(t *testing.T, s *smallDesk) [2]bot.Ticket {
	var seen [2]bot.Ticket
	for i := range seen {
		had, _, err := s.Ticket(t.Context(), i+1)
		require.NoError(t, err)
		seen[i] = bot.Ticket{
			State: had.State, Owner: had.Owner, Tags: had.Tags, Follows: had.Follows, LeaseUntil: had.LeaseUntil, FirstResponse: had.FirstResponse,
			Level: had.Level, Why: had.Why, Asking: had.Asking, Issue: had.Issue,
		}
	}
	return seen
}
