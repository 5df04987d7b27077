package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

var pdf = bot.File{Name: "form.pdf", Type: "application/pdf", Size: 3}

func TestUploadKeepsTopicQuotationAndButtons(t *testing.T) {
	s, a := idle(t)
	s.AddTopic(room, 33)
	asked := s.SayInTopic(room, 33, ann, "which form?")
	r := bot.Reply{To: place(room, 33), Text: "this one", Quote: "1", Buttons: []bot.Button{{Label: "Thanks", Data: "d:1:t"}}}
	sent, err := a.Upload(context.Background(), r, pdf, strings.NewReader("abc"))
	require.NoError(t, err)
	require.Equal(t, []telegramfake.Message{
		{ID: number(t, sent.ID), Text: "this one", ReplyTo: asked, Thread: 33, Buttons: []string{"Thanks"}},
	}, s.Messages(room))
	err = a.Edit(context.Background(), sent.ID, bot.Reply{To: r.To, Text: "another"})
	require.Equal(t, adapters.Uneditable, adapters.AsFault(err).Kind, "what stands under a file is no text message")
}

func TestUploadOfManyWords(t *testing.T) {
	s, a := idle(t)
	// Each of these is two units of UTF-16, and longer still as markup.
	fits, tooLong := strings.Repeat("😀", captionLimit/2-1)+"&&", strings.Repeat("😀", captionLimit/2)+"&"
	buttons := []bot.Button{{Label: "Thanks", Data: "d:1:t"}}
	_, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0), Text: fits, Buttons: buttons}, pdf, strings.NewReader("abc"))
	require.NoError(t, err)
	require.Equal(t, fits, s.Files(ann)[0].Caption)
	sent, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0), Text: tooLong, Quote: "1", Buttons: buttons}, pdf, strings.NewReader("abc"))
	require.NoError(t, err)
	all := s.Messages(ann)
	require.Len(t, all, 3)
	require.Equal(t, telegramfake.Message{ID: 2, ReplyTo: 1}, all[1], "the file first, alone")
	require.Equal(t, telegramfake.Message{ID: number(t, sent.ID), Text: tooLong, Buttons: []string{"Thanks"}}, all[2])
	require.NoError(t, a.Edit(context.Background(), sent.ID, bot.Reply{To: place(ann, 0), Text: "shorter"}))
}

func TestUploadRefuses(t *testing.T) {
	s, a := idle(t)
	big := func(kind string, size int64) bot.File { return bot.File{Name: "x", Type: kind, Size: size} }
	for name, f := range map[string]bot.File{
		"empty": big("text/plain", 0), "too large": big("text/plain", uploadLimit+1), "negative": big("text/plain", -1),
	} {
		_, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, f, endless{})
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind, name)
	}
	_, err := a.Upload(context.Background(), bot.Reply{To: bot.Place{Channel: "telegram", Chat: "@name"}}, pdf, endless{})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.Empty(t, s.Journal(), "nothing of this needs asking")
	_, err = a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, big("image/png", photoLimit+1), endless{})
	require.NoError(t, err)
	require.Equal(t, "document", s.Files(ann)[0].Kind, "what is too large for a picture is a file")
	// A body that can be read once only cannot be tried another way.
	_, err = a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, big("image/png", 3), io.MultiReader(strings.NewReader("abc")))
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
}

func TestUploadFaultsHideWords(t *testing.T) {
	for status, kind := range map[int]adapters.FaultKind{
		0: adapters.Broken, 400: adapters.Refused, 403: adapters.Gone, 413: adapters.Refused, 429: adapters.Busy, 502: adapters.Broken,
	} {
		s, a := idle(t)
		s.Fail("sendDocument", telegramfake.Failure{Status: status, Description: "Bad Request: odd"}, 1)
		_, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0), Text: "secret words 0977"}, pdf, strings.NewReader("abc"))
		require.Equal(t, kind, adapters.AsFault(err).Kind, status)
		require.NotContains(t, err.Error(), "0977")
		require.NotContains(t, err.Error(), "AAtest")
		require.Empty(t, s.Files(ann))
	}
	s, a := idle(t)
	_, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, pdf, iotest.ErrReader(io.ErrUnexpectedEOF))
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind, "a body that breaks off")
	_, err = a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, pdf, strings.NewReader("a"))
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind, "a body that is shorter than it says")
	require.Empty(t, s.Files(ann))
	_, err = a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, pdf, strings.NewReader("abc and more"))
	require.NoError(t, err)
	require.Equal(t, "abc", string(s.Files(ann)[0].Data), "and no more than it says")
}

// A call that is over leaves the body alone, also when net/http still wants it.
func TestUploadGivesTheBodyBack(t *testing.T) {
	b := &borrowed{from: strings.NewReader("abc"), left: 3}
	n, err := b.Read(make([]byte, 1))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	b.giveBack()
	_, err = b.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	var kept io.ReadCloser
	a := adapterWith(t, Options{Token: testToken, HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		kept = r.Body
		return nil, errors.New("no network")
	})}})
	body := strings.NewReader("abc")
	_, err = a.Upload(context.Background(), bot.Reply{To: place(ann, 0)}, pdf, body)
	require.Equal(t, adapters.Broken, adapters.AsFault(err).Kind)
	_, err = io.ReadAll(kept)
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.Equal(t, 3, body.Len(), "nobody read from it")
}
