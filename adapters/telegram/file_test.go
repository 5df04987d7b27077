package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/telegram/telegramfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

// withPath is an adapter whose server names this path for every file and answers
// the download so; asked are the addresses it was asked for.
func withPath(t *testing.T, path string, download func() *http.Response) (a *Adapter, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		*asked = append(*asked, r.URL.String())
		if strings.HasSuffix(r.URL.Path, "/getFile") {
			raw, err := json.Marshal(map[string]any{"ok": true, "result": map[string]any{"file_path": path, "file_size": 3}})
			return answerWith(string(raw)), err
		}
		return download(), nil
	})}
	return adapterWith(t, Options{Token: testToken, HTTP: client}), asked
}

func TestFetchAsksOnlyForPlainPaths(t *testing.T) {
	fine := func() *http.Response { return answerWith("abc") }
	for _, odd := range []string{
		"", ".", "/etc/passwd", "../x", "a/../../x", "a//b", "a/./b", "a/", `a\b`, "a\nb", "https://evil.example/x", "//evil.example/x", "a\x00b",
	} {
		a, asked := withPath(t, odd, fine)
		_, err := a.Fetch(context.Background(), bot.File{ID: "x"})
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind, "%q", odd)
		require.Len(t, *asked, 1, "%q must not be asked for", odd)
	}
	for given, address := range map[string]string{
		"photos/file_1.jpg": "photos/file_1.jpg", "documents/file 1?.pdf": "documents/file%201%3F.pdf",
		"a/..b#c%2e": "a/..b%23c%252e", "@evil.example/x": "@evil.example/x",
	} {
		a, asked := withPath(t, given, fine)
		body, err := a.Fetch(context.Background(), bot.File{ID: "x", Channel: "telegram"})
		require.NoError(t, err, given)
		got, err := io.ReadAll(body)
		require.NoError(t, err)
		require.NoError(t, body.Close())
		require.Equal(t, "abc", string(got))
		require.Equal(t, "https://api.telegram.org/file/bot"+testToken+"/"+address, (*asked)[1])
	}
}

func FuzzPlainPath(f *testing.F) {
	for _, path := range []string{"photos/file_1.jpg", "../x", "a/%2e%2e/b", "a?b#c", "//h/x", "a\x7f", "é/ñ"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, given string) {
		made, plain := plainPath(given)
		if !plain {
			return
		}
		u, err := url.Parse("https://api.telegram.org/file/bot4242:x/" + made)
		require.NoError(t, err)
		require.Equal(t, "api.telegram.org", u.Host)
		require.Equal(t, "/file/bot4242:x/"+given, path.Clean(u.Path), "below the bot's own folder, and nothing else")
		require.Empty(t, u.RawQuery+u.Fragment)
	})
}

func TestFetchNeverGoesElsewhere(t *testing.T) {
	away := func() *http.Response {
		resp := answerWith("")
		resp.StatusCode = http.StatusFound
		resp.Header.Set("Location", "http://169.254.169.254/latest")
		return resp
	}
	a, asked := withPath(t, "photos/file_1.jpg", away)
	_, err := a.Fetch(context.Background(), bot.File{ID: "x"})
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	require.Len(t, *asked, 2)
	for _, f := range []bot.File{{ID: "x", Channel: "slack"}, {ID: ""}} {
		_, err := a.Fetch(context.Background(), f)
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	}
	require.Len(t, *asked, 2, "what is not Telegram's is not asked for")
}

func TestFetchStopsAtTheLimit(t *testing.T) {
	for name, length := range map[string]int64{"told": fileLimit + 1, "not told": -1} {
		a, _ := withPath(t, "photos/file_1.jpg", func() *http.Response {
			resp := answerWith("")
			resp.Body, resp.ContentLength = io.NopCloser(endless{}), length
			return resp
		})
		body, err := a.Fetch(context.Background(), bot.File{ID: "x"})
		if err == nil {
			var n int64
			n, err = io.Copy(io.Discard, body)
			require.LessOrEqual(t, n, int64(fileLimit))
		}
		require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind, name)
		require.ErrorContains(t, err, "20 MB")
	}
}

// endless gives letters for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestFetchFaults(t *testing.T) {
	s, a := idle(t)
	s.SayDocument(ann, ann, "", "a.pdf", "application/pdf", []byte("abc"))
	for _, c := range []struct {
		method  string
		failure telegramfake.Failure
		kind    adapters.FaultKind
	}{
		{"getFile", telegramfake.Failure{Status: 400, Description: "Bad Request: file is too big"}, adapters.Refused},
		{"getFile", telegramfake.Failure{Status: 429, Description: "Too Many Requests: retry after 3", RetryAfter: 3}, adapters.Busy},
		{"getFile", telegramfake.Failure{Status: 500, Description: "Internal Server Error"}, adapters.Broken},
		{"getFile", telegramfake.Failure{Status: 401, Description: "Unauthorized"}, adapters.Misconfigured},
		{"download", telegramfake.Failure{Status: 404, Description: "Not Found"}, adapters.Refused},
		{"download", telegramfake.Failure{Status: 502, HTML: "Bad Gateway"}, adapters.Broken},
	} {
		s.Fail(c.method, c.failure, 1)
		_, err := a.Fetch(context.Background(), bot.File{ID: "document-1"})
		require.Equal(t, c.kind, adapters.AsFault(err).Kind, "%s %d", c.method, c.failure.Status)
		require.NotContains(t, err.Error(), "AAtest")
		require.NotContains(t, err.Error(), "/file/bot")
	}
	_, err := a.Fetch(context.Background(), bot.File{ID: "document-1"})
	require.NoError(t, err)
}

func TestABrokenDownloadIsAFault(t *testing.T) {
	a, _ := withPath(t, "photos/file_1.jpg", func() *http.Response {
		resp := answerWith("")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(errors.New("reset by /file/bot"+testToken))))
		return resp
	})
	body, err := a.Fetch(context.Background(), bot.File{ID: "x"})
	require.NoError(t, err)
	_, err = io.ReadAll(body)
	var fault *adapters.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, adapters.Broken, fault.Kind)
	require.NotContains(t, err.Error(), testToken)
}

var png = append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 40)...)

func TestUploadShowsEachFileItsWay(t *testing.T) {
	for _, c := range []struct {
		file       bot.File
		data       []byte
		kind, name string
	}{
		{bot.File{Name: "a.PNG", Type: "image/png"}, png, "photo", ""},
		{bot.File{Name: "a", Type: "IMAGE/JPEG; q=1"}, png, "photo", ""},
		{bot.File{Name: "x.svg", Type: "image/svg+xml"}, []byte("<svg/>"), "document", "x.svg"},
		{bot.File{Type: "audio/ogg; codecs=opus", Voice: true}, []byte("OggS"), "voice", ""},
		{bot.File{Name: "song.ogg", Type: "audio/ogg"}, []byte("OggS"), "document", "song.ogg"},
		{bot.File{Name: "v.m4a", Type: "audio/mp4", Voice: true}, []byte("x"), "document", "v.m4a"},
		{bot.File{Name: `..\..\/etc/passwd`, Type: "text/plain"}, []byte("x"), "document", "passwd"},
		{bot.File{Name: "a\"\r\n\r\nb.pdf", Type: "application/pdf"}, []byte("x"), "document", "a\" b.pdf"},
		{bot.File{Type: "application/pdf"}, []byte("x"), "document", "file.pdf"},
		{bot.File{Name: "/"}, []byte("x"), "document", "file"},
		{bot.File{Name: "broken.png", Type: "image/png"}, []byte("no picture"), "document", "broken.png"},
	} {
		s, a := idle(t)
		c.file.Size = int64(len(c.data))
		sent, err := a.Upload(context.Background(), bot.Reply{To: place(ann, 0), Text: "a < b"}, c.file, bytes.NewReader(c.data))
		require.NoError(t, err, c.file.Name)
		require.Equal(t, []telegramfake.File{{Message: number(t, sent.ID), Kind: c.kind, Name: c.name, Caption: "a < b", Data: c.data}}, s.Files(ann))
	}
}
