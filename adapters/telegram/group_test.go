package telegram

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// bothWays runs a test with a polling adapter and with one on a webhook.
func bothWays(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	t.Run("polling", func(t *testing.T) { test(t, running(t, nil)) })
	t.Run("webhook", func(t *testing.T) {
		d, _ := hooked(t, nil)
		test(t, d)
	})
}

func TestAnAlbumIsSeveralMessagesOfOneAlbum(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		d.SayAlbum(ann, ann, "my forms", []byte("one"), []byte("two"), []byte("three"))
		d.SayAlbum(ann, ann, "", []byte("four"), []byte("five"))
		var albums []string
		for i, text := range []string{"my forms", "", "", "", ""} {
			m := d.next(t)
			require.Equal(t, bot.Said, m.Kind, "a picture without words is said all the same")
			require.Equal(t, text, m.Text, i)
			require.Len(t, m.Files, 1)
			require.NotEmpty(t, m.Album)
			albums = append(albums, m.Album)
		}
		require.Equal(t, []string{albums[0], albums[0], albums[0], albums[4], albums[4]}, albums)
		require.NotEqual(t, albums[0], albums[4])
	})
}

func TestTopicsAreKeptApartAndAnsweredWhereAsked(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		d.AddTopic(room, 33)
		inTopic := d.SayInTopic(room, 33, ann, "in the topic")
		m := d.next(t)
		require.Equal(t, place(room, 33), m.Place)
		require.Empty(t, m.ReplyTo, "the opening of the topic is no quotation")
		sent, err := d.adapter.Send(context.Background(), bot.Reply{To: m.Place, Text: "an answer", Quote: m.ID})
		require.NoError(t, err)
		require.Equal(t, []telegramfake.Message{{ID: number(t, sent.ID), Text: "an answer", ReplyTo: inTopic, Thread: 33}}, d.Messages(room))
		d.ReplyInTopic(room, 33, ann, "thanks", number(t, sent.ID))
		m = d.next(t)
		require.Equal(t, place(room, 33), m.Place)
		require.Equal(t, sent.ID, m.ReplyTo)
		require.True(t, m.Direct)
		general := d.SayIn(room, ann, "in general")
		require.Equal(t, place(room, 0), d.next(t).Place)
		d.ReplyIn(room, 8008, "an answer in general", general)
		m = d.next(t)
		require.Equal(t, place(room, 0), m.Place, "its thread is none that can be written to")
		_, err = d.adapter.Send(context.Background(), bot.Reply{To: m.Place, Text: "to all"})
		require.NoError(t, err)
	})
}

func TestTheGeneralTopicHasNoNumber(t *testing.T) {
	m := in(t, group, `"text":"x","message_thread_id":1,"is_topic_message":true`)
	require.Equal(t, place(-100, 0), m.Place)
	s, a := idle(t)
	s.AddTopic(room, 33)
	_, err := a.Send(context.Background(), bot.Reply{To: bot.Place{Channel: Channel, Chat: place(room, 0).Chat, Thread: "1"}, Text: "x"})
	require.NoError(t, err)
	require.Zero(t, s.Messages(room)[0].Thread)
}

func TestAGroupThatMovesIsToldOnce(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		d.Migrate(room, -1005)
		m := d.next(t)
		require.Equal(t, bot.Moved, m.Kind)
		require.Equal(t, place(room, 0), m.Place)
		require.Equal(t, place(-1005, 0), m.MovedTo)
		require.NotEmpty(t, m.Delivery)
		d.SayIn(-1005, ann, "here now")
		require.Equal(t, "here now", d.next(t).Text, "the notice in the new group is no second move")
		_, err := d.adapter.Send(context.Background(), bot.Reply{To: place(room, 0), Text: "x"})
		require.Equal(t, adapters.Moved, adapters.AsFault(err).Kind)
		require.Equal(t, place(-1005, 0), adapters.AsFault(err).To)
	})
}

func TestSomebodyBlocksTheBotAndComesBack(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		d.Block(ann)
		require.Equal(t, bot.Left, d.next(t).Kind)
		_, err := d.adapter.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "x"})
		require.Equal(t, adapters.Gone, adapters.AsFault(err).Kind)
		d.Unblock(ann)
		m := d.next(t)
		require.Equal(t, bot.Returned, m.Kind)
		require.Equal(t, place(ann, 0), m.Place)
		_, err = d.adapter.Send(context.Background(), bot.Reply{To: place(ann, 0), Text: "x"})
		require.NoError(t, err)
	})
}

func TestAPhotosNewCaptionIsAnEdit(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		id := d.SayPhoto(ann, ann, "my from", []byte("picture"))
		said := d.next(t)
		d.Rewrite(ann, id, "my form")
		m := d.next(t)
		require.Equal(t, bot.Edited, m.Kind)
		require.Equal(t, "my form", m.Text)
		require.Equal(t, said.ID, m.ReplyTo)
		require.Equal(t, said.Files, m.Files)
		require.NotEqual(t, said.Delivery, m.Delivery)
	})
}

func TestVoiceNotesAreMarkedAndCanBeFetched(t *testing.T) {
	d := running(t, nil)
	d.SayVoice(ann, ann, []byte("OggS"))
	m := d.next(t)
	require.Equal(t, bot.Unreadable, m.Kind)
	require.Len(t, m.Files, 1)
	require.True(t, m.Files[0].Voice)
	body, err := d.adapter.Fetch(context.Background(), m.Files[0])
	require.NoError(t, err)
	require.NoError(t, body.Close())
	for fields, voice := range map[string]bool{
		`"voice":{"file_id":"v"}`: true, `"audio":{"file_id":"v"}`: false, `"video_note":{"file_id":"v"}`: false, `"video":{"file_id":"v"}`: false,
	} {
		require.Equal(t, voice, in(t, oneToOne, fields).Files[0].Voice, fields)
	}
}

func TestReactionsThatAGroupForbids(t *testing.T) {
	s, a := idle(t)
	id := strconv.FormatInt(s.SayIn(room, ann, "x"), 10)
	require.NoError(t, a.React(context.Background(), place(room, 0), id, adapters.MarkSent))
	s.AllowReactions(room, "🎉")
	err := a.React(context.Background(), place(room, 0), id, adapters.MarkFailed)
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	for _, c := range []struct {
		at   bot.Place
		id   string
		mark adapters.Mark
	}{
		{place(room, 0), "no number", adapters.MarkSent},
		{place(room, 0), id, "applause"},
		{bot.Place{Channel: Channel, Chat: "@name"}, id, adapters.MarkSent},
		{place(room, 0), "99", adapters.MarkSent},
	} {
		require.Equal(t, adapters.Refused, adapters.AsFault(a.React(context.Background(), c.at, c.id, c.mark)).Kind)
	}
	for description, kind := range map[string]adapters.FaultKind{
		"Bad Request: not enough rights to react": adapters.Refused, "Bad Request: MESSAGE_ID_INVALID": adapters.Refused,
		"Forbidden: bot was blocked by the user": adapters.Gone,
	} {
		status := 400
		if strings.HasPrefix(description, "Forbidden") {
			status = 403
		}
		s.Fail("setMessageReaction", telegramfake.Failure{Status: status, Description: description}, 1)
		require.Equal(t, kind, adapters.AsFault(a.React(context.Background(), place(room, 0), id, adapters.MarkSent)).Kind, description)
	}
}

func TestMenusAreSetOnceAndMayFail(t *testing.T) {
	bothWays(t, func(t *testing.T, d *desk) {
		require.True(t, d.Wait(func() bool { return len(d.Menu("all_group_chats")) > 0 }, limit))
		d.Say(ann, "hello")
		d.next(t)
		require.Equal(t, 2, d.Count("setMyCommands"))
		names := func(scope string) string {
			var out []string
			for _, line := range d.Menu(scope) {
				name, _, _ := strings.Cut(line, " - ")
				out = append(out, name)
			}
			return strings.Join(out, " ")
		}
		require.Equal(t, "help status person language stop", names("all_private_chats"))
		require.Equal(t, "queue mine show claim release reply note solve help", names("all_group_chats"))
	})
	d := running(t, func(d *desk) {
		d.Fail("setMyCommands", telegramfake.Failure{Status: 500, Description: "Internal Server Error"}, 2)
	})
	d.Say(ann, "all the same")
	require.Equal(t, "all the same", d.next(t).Text)
	require.True(t, d.Wait(func() bool { return d.Count("setMyCommands") == 2 }, limit))
}

func TestPace(t *testing.T) {
	_, a := idle(t)
	every, most := a.Pace(place(ann, 0))
	require.Equal(t, time.Second, every)
	require.Equal(t, 4, most)
	every, most = a.Pace(place(room, 33))
	require.Equal(t, 3*time.Second, every)
	require.Equal(t, 10, most)
	l := a.Limits()
	require.Equal(t, time.Second/30, l.AccountPace)
	require.Equal(t, int64(20<<20), l.FileBytes)
	require.Equal(t, 4, l.Burst)
}
