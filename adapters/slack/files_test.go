package slack

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/slack/slackfake"
	"github.com/firstline-helpdesk/firstline/bot"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answerWith(body string) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func refusesFile(t *testing.T, a *Adapter, id string) {
	t.Helper()
	body, err := a.Fetch(context.Background(), bot.File{ID: id})
	if err == nil {
		_, err = io.Copy(io.Discard, body)
		require.NoError(t, body.Close())
	}
	require.Error(t, err)
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind, "%v", err)
	require.NotContains(t, err.Error(), "TestBotToken")
}

// The token goes to Slack alone, whatever address a file claims to have.
func TestTheTokenGoesNowhereElse(t *testing.T) {
	s, a := idle(t)
	var stolen []string
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stolen = append(stolen, r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "bytes")
	}))
	t.Cleanup(thief.Close)
	a.gate.http.Transport = http.DefaultTransport
	_, external := s.Upload(annDM, ann, "", slackfake.File{Name: "x", Type: "image/png", Address: thief.URL})
	refusesFile(t, a, external)
	_, id := s.Upload(annDM, ann, "", slackfake.File{Name: "x", Type: "image/png", Data: []byte("x")})
	for _, address := range []string{
		thief.URL + "/x", "https://slack.com.evil.example/x", "https://evilslack.com/x", "http://files.slack.com/x", "https://files.slack.com:444/x",
		"https://user@evil.example/files.slack.com", "//files.slack.com/x", "file:///etc/passwd", "%zz",
	} {
		s.Readdress(id, address)
		refusesFile(t, a, id)
	}
	for _, unknown := range []string{"", "../x", "F0NONE"} {
		refusesFile(t, a, unknown)
	}
	require.Empty(t, stolen)
	redirecting := roundTrip(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "files.info") {
			return answerWith(`{"ok":true,"file":{"id":"F1","url_private_download":"https://files.slack.com/x"}}`), nil
		}
		require.Equal(t, "files.slack.com", r.URL.Host)
		resp := answerWith("")
		resp.StatusCode, resp.Header = http.StatusFound, http.Header{"Location": {thief.URL}}
		return resp, nil
	})
	a.gate.http.Transport = redirecting
	refusesFile(t, a, "F1")
	require.Empty(t, stolen, "also not by a redirect")
}

func TestAPageToSignInIsNoFile(t *testing.T) {
	s, a := idle(t)
	_, id := s.Upload(annDM, ann, "", slackfake.File{Name: "x.png", Type: "image/png", Data: []byte("x")})
	s.Fail("download", slackfake.Failure{Status: 200, HTML: "<html>Sign in</html>"}, 1)
	refusesFile(t, a, id)
	s.Fail("download", slackfake.Failure{Status: 403, HTML: "no"}, 1)
	refusesFile(t, a, id)
	for status, kind := range map[int]adapters.FaultKind{0: adapters.Broken, 502: adapters.Broken, 429: adapters.Busy} {
		if status > 0 {
			s.Fail("download", slackfake.Failure{Status: status, HTML: "no"}, 1)
		} else {
			s.Fail("files.info", slackfake.Failure{}, 1)
		}
		_, err := a.Fetch(context.Background(), bot.File{ID: id})
		require.Equal(t, kind, adapters.AsFault(err).Kind)
	}
	page := []byte("<html>my own page</html>")
	_, id = s.Upload(annDM, ann, "", slackfake.File{Name: "x.html", Type: "text/html", Data: page})
	body, err := a.Fetch(context.Background(), bot.File{ID: id})
	require.NoError(t, err)
	got, err := io.ReadAll(body)
	require.NoError(t, err)
	require.NoError(t, body.Close())
	require.Equal(t, page, got)
}

func TestFilesThatAreTooLarge(t *testing.T) {
	s, a := idle(t)
	_, id := s.Upload(annDM, ann, "", slackfake.File{Name: "x", Type: "video/mp4", Data: []byte("x"), Claims: fileLimit + 1})
	refusesFile(t, a, id)
	_, id = s.Upload(annDM, ann, "", slackfake.File{Name: "x", Type: "video/mp4", Data: make([]byte, fileLimit+1), Claims: 5})
	refusesFile(t, a, id)
	d := &download{Reader: bytes.NewReader(make([]byte, 100)), left: 99}
	_, err := io.ReadAll(d)
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
	_, err = a.Upload(context.Background(), bot.Reply{To: place(annDM, "")}, bot.File{Size: fileLimit + 1}, strings.NewReader("x"))
	require.Equal(t, adapters.Refused, adapters.AsFault(err).Kind)
}

func TestUploadsGoIntoTheThreadWithTheirWords(t *testing.T) {
	s, a := idle(t)
	card := say(t, a, bot.Reply{ID: "card", To: place(room, ""), Text: "#1"})
	upload := func(r bot.Reply, f bot.File) error {
		f.Size = 5
		_, err := a.Upload(context.Background(), r, f, strings.NewReader("bytes"))
		return err
	}
	r := bot.Reply{ID: "1", To: place(room, ""), Quote: card, Text: "*look* <!here>", Buttons: []bot.Button{{Label: "Yes", Data: "y"}}}
	require.NoError(t, upload(r, bot.File{Type: "audio/ogg; codecs=opus", Voice: true}))
	m := last(t, s, room)
	require.Equal(t, "*look* <!here>\n1. Yes", m.Text)
	require.Equal(t, "file.ogg", m.File)
	require.Equal(t, []byte("bytes"), m.Data)
	require.Equal(t, card, m.Thread)
	require.Zero(t, m.Pings)

	r.Quote = "1700000000.000001"
	require.NoError(t, upload(r, bot.File{Name: "a.pdf"}))
	require.Empty(t, last(t, s, room).Thread)
	s.Fail("files.completeUploadExternal", slackfake.Failure{Status: 200, Code: "invalid_blocks"}, 1)
	require.NoError(t, upload(r, bot.File{Name: "a.pdf"}))
	require.Zero(t, last(t, s, room).Pings)
	for method, f := range map[string]slackfake.Failure{
		"files.getUploadURLExternal": {Status: 429, RetryAfter: 7}, "files.completeUploadExternal": {Status: 500, HTML: "x"},
		"upload": {Status: 503, HTML: "x"},
	} {
		s.Fail(method, f, 1)
		err := upload(r, bot.File{Name: "a.pdf"})
		require.Contains(t, []adapters.FaultKind{adapters.Busy, adapters.Broken}, adapters.AsFault(err).Kind)
		require.NotContains(t, err.Error(), "TestBotToken")
	}
	r.To = place("", "")
	require.Equal(t, adapters.Refused, adapters.AsFault(upload(r, bot.File{Name: "a.pdf"})).Kind)
}
