package whatsapp

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/whatsapp/whatsappfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

func TestFilesComeIn(t *testing.T) {
	d := running(t, nil)
	d.SendPhoto(ann, "my form", []byte("photo"))
	d.SendVoice(ann, []byte("OggS"))
	d.SendDocument(ann, "form.pdf", "application/pdf", "", []byte("%PDF"))
	for _, want := range []struct {
		kind  bot.Kind
		bytes string
		voice bool
	}{{bot.Said, "photo", false}, {bot.Unreadable, "OggS", true}, {bot.Said, "%PDF", false}} {
		m := d.next(t)
		require.Equal(t, want.kind, m.Kind)
		require.Len(t, m.Files, 1)
		require.Equal(t, want.voice, m.Files[0].Voice)
		body, err := d.adapter.Fetch(context.Background(), m.Files[0])
		require.NoError(t, err)
		got, err := io.ReadAll(body)
		require.NoError(t, err)
		require.NoError(t, body.Close())
		require.Equal(t, want.bytes, string(got))
	}
}

func TestFetchRefuses(t *testing.T) {
	s, a := idle(t)
	fetch := func(id string) *adapters.Fault {
		t.Helper()
		body, err := a.Fetch(context.Background(), bot.File{ID: id})
		if err == nil {
			_, err = io.ReadAll(body)
			require.NoError(t, body.Close())
		}
		require.Error(t, err, id)
		require.NotContains(t, err.Error(), s.Account.AccessToken)
		return adapters.AsFault(err)
	}
	for _, id := range []string{"", "../" + s.Account.PhoneNumberID, "1?fields=x", "https://evil.example", strings.Repeat("7", 129)} {
		require.Equal(t, adapters.Refused, fetch(id).Kind, id)
	}
	require.Empty(t, s.Journal(), "such ids are never asked for")
	require.Equal(t, adapters.Refused, fetch("404").Kind, "gone for ever")
	_, file := s.SendPhoto(ann, "", []byte("photo"))
	for _, address := range []string{"https://evil.example/x", "http://lookaside.fbsbx.com/x", "https://fbsbx.com.evil.example/", "https://evilfbsbx.com/", "file:///etc/passwd", "::"} {
		s.MisplaceFile(file, address)
		require.Equal(t, adapters.Refused, fetch(file).Kind, address)
	}
	require.Zero(t, s.Count("download"))
	s.MisplaceFile(file, "")
	s.Fail("download", whatsappfake.Failure{Status: 302, Location: "https://evil.example/"}, 1)
	require.Equal(t, adapters.Refused, fetch(file).Kind, "nor does the token follow a redirect elsewhere")
	s.Fail("download", whatsappfake.Failure{Status: 503, HTML: "busy"}, 1)
	require.Equal(t, adapters.Broken, fetch(file).Kind)
	s.Fail("download", whatsappfake.Failure{Status: 404, HTML: "gone"}, 1)
	require.Equal(t, adapters.Refused, fetch(file).Kind)
	s.Fail("file", whatsappfake.Failure{Status: 401, Code: 190}, 1)
	require.Equal(t, adapters.Misconfigured, fetch(file).Kind)
	s.DamageFile(file, []byte("phot0"))
	require.ErrorContains(t, fetch(file), "damaged")
	_, large := s.SendPhoto(ann, "", make([]byte, fileLimit+1))
	require.ErrorContains(t, fetch(large), "larger than 16 MB")
}

// A file that grows after Meta told its size stops at the limit.
func TestDownloadStopsAtTheLimit(t *testing.T) {
	d := &download{body: io.NopCloser(bytes.NewReader(make([]byte, 100))), left: 99, sum: discard{}}
	got, err := io.ReadAll(d)
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.LessOrEqual(t, len(got), 99)
	d = &download{body: io.NopCloser(bytes.NewReader(make([]byte, 99))), left: 99, sum: discard{}}
	got, err = io.ReadAll(d)
	require.NoError(t, err)
	require.Len(t, got, 99)
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Sum(b []byte) []byte         { return b }
func (discard) Reset()                      {}
func (discard) Size() int                   { return 0 }
func (discard) BlockSize() int              { return 1 }

func TestOnlyMetasFileServersSeeTheToken(t *testing.T) {
	base, err := url.Parse(DefaultAPIURL)
	require.NoError(t, err)
	g := newGraph(nil, base, "token")
	for address, want := range map[string]bool{
		"https://lookaside.fbsbx.com/x": true, "https://scontent.xx.fbcdn.net/x": true, "https://graph.facebook.com/x": true,
		"https://LOOKASIDE.FBSBX.COM/x": true, "http://graph.facebook.com/x": false, "https://graph.facebook.com:8443/x": false,
		"https://lookaside.fbsbx.com:22/x": false, "https://u@lookaside.fbsbx.com/x": false, "https://fbsbx.com/x": false,
		"https://lookaside.fbsbx.com.evil.example/x": false, "https://127.0.0.1/x": false, "/x": false,
	} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, want, g.servesFiles(u), address)
	}
}

func TestFilesGoOut(t *testing.T) {
	s, a := idle(t)
	for _, c := range []struct {
		file   bot.File
		size   int
		text   string
		types  []string
		texts  []string
		upload string
	}{
		{bot.File{Type: "image/jpeg", Name: "x.jpg"}, 10, "look", []string{"image"}, []string{"look"}, "image/jpeg"},
		{bot.File{Type: "image/png"}, maxImage + 1, "look", []string{"document"}, []string{"look"}, "image/png"},
		{bot.File{Type: "image/svg+xml", Name: "x.svg"}, 10, "", []string{"document"}, []string{""}, "image/svg+xml"},
		{bot.File{Type: "video/mp4"}, 10, "*look*", []string{"video"}, []string{"*look*"}, "video/mp4"},
		{bot.File{Type: "audio/ogg", Voice: true}, 10, "", []string{"audio"}, []string{""}, "audio/ogg; codecs=opus"},
		{bot.File{Type: "audio/mpeg", Voice: true}, 10, "listen", []string{"text", "audio"}, []string{"listen", ""}, "audio/mpeg"},
		{bot.File{Type: "application/pdf", Name: "ä \"b\".pdf"}, 10, strings.Repeat("x", maxCaption+1), []string{"text", "document"}, []string{strings.Repeat("x", maxCaption+1), ""}, "application/pdf"},
		{bot.File{Type: "text/html\r\nX-Evil: 1"}, 10, "", []string{"document"}, []string{""}, "application/octet-stream"},
		{bot.File{}, 10, "", []string{"document"}, []string{""}, "application/octet-stream"},
	} {
		before := len(s.Messages(ann))
		data := bytes.Repeat([]byte("x"), c.size)
		c.file.Size = int64(c.size)
		sent, err := a.Upload(context.Background(), bot.Reply{ID: "r", To: place(ann), Text: c.text}, c.file, bytes.NewReader(data))
		require.NoError(t, err, "%+v", c.file)
		messages := s.Messages(ann)[before:]
		require.Len(t, messages, len(c.types))
		for i, m := range messages {
			require.Equal(t, c.types[i], m.Type)
			require.Equal(t, c.texts[i], m.Text)
		}
		last := messages[len(messages)-1]
		require.Equal(t, sent.ID, last.ID)
		require.Equal(t, c.upload, last.File.Type)
		require.Equal(t, c.file.Voice && strings.HasPrefix(c.upload, "audio/ogg"), last.File.Voice)
		require.Equal(t, data, last.File.Bytes)
		if last.Type == "document" {
			require.Equal(t, c.file.Name, last.File.Name)
		}
	}
}

func TestUploadFails(t *testing.T) {
	s, a := idle(t)
	pdf := bot.File{Type: "application/pdf"}
	upload := func(to bot.Place, body io.Reader) *adapters.Fault {
		_, err := a.Upload(context.Background(), bot.Reply{To: to, Text: "x"}, pdf, body)
		require.Error(t, err)
		require.NotContains(t, err.Error(), s.Account.AccessToken)
		return adapters.AsFault(err)
	}
	require.Equal(t, adapters.Refused, upload(bot.Place{Channel: "web", Chat: "x"}, strings.NewReader("x")).Kind)
	require.Equal(t, adapters.Refused, upload(place(ann), io.LimitReader(zeros{}, fileLimit+1)).Kind)
	require.Empty(t, s.Journal())
	s.Fail("media", whatsappfake.Failure{Status: 400, Code: 131053}, 1)
	require.Equal(t, adapters.Refused, upload(place(ann), strings.NewReader("x")).Kind)
	s.Fail("media", whatsappfake.Failure{Status: 500, HTML: "oops"}, 1)
	require.Equal(t, adapters.Broken, upload(place(ann), strings.NewReader("x")).Kind)
	s.Advance(25 * time.Hour)
	require.Equal(t, adapters.Closed, upload(place(ann), strings.NewReader("x")).Kind)
	require.Empty(t, s.Messages(ann))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
