package telegram

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// payloads are samples of real updates, by the names of their files.
func payloads(t *testing.T) (names []string, raws [][]byte) {
	t.Helper()
	folder := os.Getenv("FIRSTLINE_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(folder, "fixtures", "telegram", "*.json"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skipf("no payloads under %s; set FIRSTLINE_SHARED to their folder", folder)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		names, raws = append(names, filepath.Base(file)), append(raws, raw)
	}
	return names, raws
}

// Every known payload goes through the real poll, between two plain messages that
// must both arrive.
func TestRealPayloadsNeverStopReception(t *testing.T) {
	names, raws := payloads(t)
	d := running(t, nil)
	kinds := map[bot.Kind]int{}
	for i, raw := range raws {
		before, after := fmt.Sprintf("before %d", i), fmt.Sprintf("after %d", i)
		d.Say(ann, before)
		d.PushRaw(raw)
		d.Say(ann, after)
		require.Equal(t, before, d.next(t).Text, names[i])
		m := d.next(t)
		if m.Text != after {
			kinds[m.Kind]++
			require.False(t, m.Place.Zero(), names[i])
			m = d.next(t)
		}
		require.Equal(t, after, m.Text, names[i])
	}
	require.True(t, d.Wait(func() bool { return d.Pending() == 0 }, limit), "every update must be acknowledged")
	t.Logf("%d payloads, %d plain messages around them delivered, of the payloads: %v", len(raws), 2*len(raws), kinds)
}

// The same payloads are posted to the webhook with the right secret: all must be
// acknowledged, with a status and nothing else, and mean the same as when polled.
func TestRealPayloadsByWebhook(t *testing.T) {
	names, raws := payloads(t)
	d, mux := hooked(t, nil)
	kinds, statuses := map[bot.Kind]int{}, map[int]int{}
	for i, raw := range raws {
		polled, err := testReader().read(raw)
		got := post(mux, testSecret, raw)
		statuses[got.Code]++
		require.Equal(t, http.StatusOK, got.Code, names[i])
		require.Empty(t, got.Body.String(), names[i])
		if err != nil || polled.message == nil {
			require.Empty(t, d.inbox.got, names[i])
			continue
		}
		m := d.next(t)
		kinds[m.Kind]++
		if m.Kind != bot.Pressed {
			// A press has no time of its own.
			require.Equal(t, *polled.message, m, names[i])
		}
	}
	for i, raw := range raws {
		require.Equal(t, http.StatusUnauthorized, post(mux, "wrong", raw).Code, names[i])
	}
	require.Empty(t, d.inbox.got, "what is not authentic is never stored")
	t.Logf("%d payloads posted, statuses %v, delivered %v; forged: all %d", len(raws), statuses, kinds, http.StatusUnauthorized)
}

// What the payloads of forums and moves mean, value by value.
func TestRealPayloadsOfForumsAndMoves(t *testing.T) {
	names, raws := payloads(t)
	seen := map[string]*bot.Message{}
	for i, raw := range raws {
		if got, err := testReader().read(raw); err == nil {
			seen[names[i]] = got.message
		}
	}
	find := func(name string) *bot.Message {
		m := seen["nutgram-update-"+name+".json"]
		require.NotNil(t, m, name)
		return m
	}
	require.Equal(t, place(-1001234567489, 0), find("message_general_topic").Place)
	topic := find("message_different_topic_reply")
	require.Equal(t, place(-1001234567489, 33), topic.Place)
	require.Equal(t, "70", topic.ReplyTo)
	edited := find("edited_message")
	require.Equal(t, bot.Edited, edited.Kind)
	require.Equal(t, "23762", edited.ReplyTo, "the message itself, not what it answers")
	moved := find("migrate_to_chat_id")
	require.Equal(t, bot.Moved, moved.Kind)
	require.Equal(t, place(12345, 0), moved.Place)
	require.Equal(t, place(123456789, 0), moved.MovedTo)
	voice := find("voice")
	require.Equal(t, bot.Unreadable, voice.Kind)
	require.Equal(t, []bot.File{{ID: "dfghjjghdjhgd", Type: "audio/ogg", Size: 6448, Voice: true}}, voice.Files)
	for _, name := range []string{"message_reaction", "message_reaction_count", "forum_topic_closed", "my_chat_member"} {
		require.Nil(t, seen["nutgram-update-"+name+".json"], name)
	}
}
