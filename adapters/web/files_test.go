package web

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// attachment is a file as a page sends it.
type attachment struct {
	name, kind string
	data       []byte
}

// form posts what is said with files.
func (v *visitor) formWith(path string, said any, files ...attachment) answer {
	v.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	raw, err := json.Marshal(said)
	require.NoError(v, err)
	require.NoError(v, w.WriteField(saidPart, string(raw)))
	for _, f := range files {
		header := textproto.MIMEHeader{"Content-Type": {f.kind}}
		header.Set("Content-Disposition", multipart.FileContentDisposition(filePart, f.name))
		part, err := w.CreatePart(header)
		require.NoError(v, err)
		_, err = part.Write(f.data)
		require.NoError(v, err)
	}
	require.NoError(v, w.Close())
	return v.do(http.MethodPost, path, w.FormDataContentType(), body.String())
}

func pixel(t *testing.T) []byte {
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1))))
	return out.Bytes()
}

// lineWith puts a delivered message into the transcript, as the desk does.
func (s *site) lineWith(place bot.Place, m bot.Message, by bot.Author) lineView {
	seq := s.desk.add(place, bot.Line{By: by, Text: m.Text, Files: m.Files})
	return lineFor(s.desk.transcripts[place][seq-1], func(seq, i int) string { return s.links.toPerson(place.Chat, seq, i) })
}

func TestPersonAttachesFiles(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	picture := pixel(t)
	said := map[string]string{"id": anID, "text": "this is what it shows"}
	files := []attachment{{"where.png", "text/html", picture}, {"../../etc/form.pdf", "application/pdf", []byte("%PDF-1.4 x")}}
	for range 2 { // The answer to the first got lost.
		require.Equal(t, http.StatusAccepted, v.formWith("/say", said, files...).status)
	}
	require.Len(t, s.desk.uploads, 2, "the same request has the same files")
	m := <-s.desk.got
	require.Equal(t, "this is what it shows", m.Text)
	require.Equal(t, bot.Said, m.Kind)
	require.Len(t, m.Files, 2)
	require.Equal(t, []string{"where.png", "image/png", "form.pdf", "application/pdf"}, []string{m.Files[0].Name, m.Files[0].Type, m.Files[1].Name, m.Files[1].Type})
	require.EqualValues(t, len(picture), m.Files[0].Size)

	line := s.lineWith(place, m, bot.ByPerson)
	require.True(t, line.Files[0].Picture)
	require.False(t, line.Files[1].Picture)
	got := v.get(line.Files[0].Link)
	require.Equal(t, http.StatusOK, got.status)
	require.Equal(t, string(picture), got.body)
	require.Equal(t, "image/png", got.header.Get("Content-Type"))
	require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
	require.Equal(t, filePolicy, got.header.Get("Content-Security-Policy"))
	require.Equal(t, "same-origin", got.header.Get("Cross-Origin-Resource-Policy"))
	got = v.get(line.Files[1].Link)
	require.Equal(t, "attachment; filename=form.pdf", got.header.Get("Content-Disposition"))
	require.Equal(t, "application/octet-stream", got.header.Get("Content-Type"))

	require.Equal(t, http.StatusAccepted, v.formWith("/say", map[string]string{"id": anID + "-2"}, files[0]).status, "a file needs no words")
}

func TestFilesAreForOnePerson(t *testing.T) {
	s := newSite(t)
	ann, annPlace := s.person()
	eve, evePlace := s.person()
	require.Equal(t, http.StatusAccepted, ann.formWith("/say", map[string]string{"id": anID}, attachment{"a.txt", "text/plain", []byte("secret")}).status)
	m := <-s.desk.got
	line := s.lineWith(annPlace, m, bot.ByPerson)
	s.lineWith(evePlace, bot.Message{Text: "hello"}, bot.ByPerson)
	link := line.Files[0].Link
	require.Equal(t, http.StatusOK, ann.get(link).status)
	require.Equal(t, http.StatusNotFound, eve.get(link).status)
	require.Equal(t, http.StatusNotFound, s.visitor().get(link).status)
	for _, wrong := range []string{link[:len(link)-1], link + "x", strings.Replace(link, "/file/1/", "/file/2/", 1), "/file/1/0/x", "/file/-1/0/x", "/file/a/b/c"} {
		require.Equal(t, http.StatusNotFound, ann.get(wrong).status, wrong)
	}
	s.desk.mu.Lock()
	s.desk.tickets = []bot.Ticket{{Number: 7}}
	s.desk.threads[7] = []bot.Line{{Seq: 1, By: bot.ByPerson, Files: m.Files}}
	s.desk.mu.Unlock()
	bob := s.member(bot.Person{ID: "web:bob", Name: "Bob"})
	staffLink := s.links.toStaff(7, 1, 0)
	require.Contains(t, bob.get("/desk/ticket/7").body, staffLink)
	require.Equal(t, "secret", bob.get(staffLink).body)
	require.Equal(t, http.StatusUnauthorized, ann.get(staffLink).status)
	require.Equal(t, http.StatusNotFound, bob.get(s.links.toStaff(7, 1, 1)).status)
	require.Equal(t, http.StatusNotFound, bob.get("/desk/file/7/1/0/"+strings.Repeat("A", 22)).status)
}

func TestNoFileRunsInThePage(t *testing.T) {
	s := newSite(t)
	v, place := s.person()
	for i, f := range []attachment{
		{"page.html", "text/html", []byte("<html><script>alert(1)</script>")}, {"x.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)},
		{"x.png", "image/png", []byte("<!doctype html><script>")}, {"x.xml", "application/xhtml+xml", []byte("<?xml version='1.0'?><html/>")},
		{"x.js", "text/javascript", []byte("alert(1)")}, {"pic.png\r\nX-Evil: 1", "image/png", []byte("nothing")}, {`"; evil=".exe`, "", []byte("MZ\x90")},
	} {
		require.Equal(t, http.StatusAccepted, v.formWith("/say", map[string]string{"id": anID + "-" + string(rune('a'+i))}, f).status)
		m := <-s.desk.got
		for _, never := range []string{"html", "svg", "xml", "script"} {
			require.NotContains(t, m.Files[0].Type, never)
		}
		got := v.get(s.lineWith(place, m, bot.ByPerson).Files[0].Link)
		require.Equal(t, "application/octet-stream", got.header.Get("Content-Type"), f.name)
		require.True(t, strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment"), f.name)
		require.Equal(t, filePolicy, got.header.Get("Content-Security-Policy"))
		require.Empty(t, got.header.Get("X-Evil"))
	}
}

func TestFormsThatCannotBeTaken(t *testing.T) {
	s := newSite(t)
	v, _ := s.person()
	small := attachment{"a.txt", "text/plain", []byte("x")}
	said := map[string]string{"id": anID, "text": "x"}
	require.Equal(t, http.StatusRequestEntityTooLarge, v.formWith("/say", said, small, small, small, small, small, small).status)
	require.Equal(t, http.StatusBadRequest, v.formWith("/say", said, attachment{"a", "", nil}).status, "an empty file")
	require.Equal(t, http.StatusBadRequest, v.formWith("/say", map[string]string{"id": "x"}, small).status)
	require.Equal(t, http.StatusBadRequest, v.formWith("/say", map[string]string{"id": anID, "press": "d:1:yes"}, small).status)
	for _, body := range []string{"", "--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=a\r\n\r\nx\r\n--b--\r\n",
		"--b\r\nContent-Disposition: form-data; name=\"said\"\r\n\r\n{\r\n--b--\r\n"} {
		require.Equal(t, http.StatusBadRequest, v.do(http.MethodPost, "/say", "multipart/form-data; boundary=b", body).status, body)
	}
	require.Equal(t, http.StatusBadRequest, v.do(http.MethodPost, "/say", "multipart/form-data", "x").status)
	large := attachment{"film.mp4", "video/mp4", make([]byte, fileLimit+maxBody)}
	require.Equal(t, http.StatusRequestEntityTooLarge, v.formWith("/say", said, large).status)
	s.desk.full = 3
	r := v.formWith("/say", said, attachment{"a.txt", "text/plain", []byte("long")})
	require.Equal(t, http.StatusInsufficientStorage, r.status)
	require.Contains(t, r.body, "ask for a person")
	s.desk.setBroken(errDisk)
	require.Equal(t, http.StatusServiceUnavailable, v.formWith("/say", said, small).status)
	require.Empty(t, s.desk.delivered(), "what could not be taken is not delivered")
	require.Equal(t, http.StatusUnauthorized, s.visitor().formWith("/say", said, small).status)
}

func TestStaffAttachFilesToAnAnswer(t *testing.T) {
	s := newSite(t)
	s.desk.tickets = []bot.Ticket{{Number: 12}}
	bob := s.member(bot.Person{ID: "web:bob", Name: "Bob"})
	f := attachment{"form.pdf", "application/pdf", []byte("%PDF-1.4")}
	require.Equal(t, http.StatusAccepted, bob.formWith("/desk/do", map[string]string{"id": anID, "order": "reply 12 Fill this in"}, f).status)
	m := <-s.desk.got
	require.Equal(t, "reply 12 Fill this in", m.Text)
	require.Equal(t, "form.pdf", m.Files[0].Name)
	require.Equal(t, http.StatusAccepted, bob.formWith("/desk/do", map[string]string{"id": anID + "-2", "order": "reply 12 "}, f).status)
	for _, order := range []string{"note 12 x", "solve 12", "reply x", "reply 13 x", ""} {
		status := bob.formWith("/desk/do", map[string]string{"id": anID + "-3", "order": order}, f).status
		require.True(t, status == http.StatusBadRequest || status == http.StatusNotFound, "%s: %d", order, status)
	}
	person, _ := s.person()
	require.Equal(t, http.StatusUnauthorized, person.formWith("/desk/do", map[string]string{"id": anID, "order": "reply 12 x"}, f).status)
}
