package adaptertest

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// mostSent is how large a file the suite sends to see it refused, in bytes; a
// channel that takes larger ones is not tried.
const mostSent = 32 << 20

// picture is a PNG of one pixel.
func picture(e *env) []byte {
	e.Helper()
	var out bytes.Buffer
	require.NoError(e, png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1))))
	return out.Bytes()
}

// document holds every byte there is, and line ends of both kinds.
func document() []byte {
	data := []byte("%PDF-1.4\r\n--boundary\r\n\r\n")
	for i := range 256 {
		data = append(data, byte(i))
	}
	return append(data, "\r\n--boundary--\r\n"...)
}

// bringsFiles: a file that a person sends can be fetched, as often as wanted and to
// the last byte; what is too large or unknown is Refused.
func bringsFiles(e *env) {
	fetcher, can := e.Adapter.(adapters.Fetcher)
	e.need(can && e.SendFile != nil, "files of people")
	data := document()
	e.SendFile("my form.pdf", "application/pdf", data)
	m := e.next()
	require.Equal(e, bot.Said, m.Kind, "a document needs no words")
	require.Empty(e, m.Text)
	require.Equal(e, e.Place, m.Place)
	m = m.Clean()
	require.Len(e, m.Files, 1, "the desk keeps files whose id is short enough")
	file := m.Files[0]
	require.Equal(e, "application/pdf", file.Type)
	require.Contains(e, []string{"my form.pdf", ""}, file.Name)
	require.Contains(e, []int64{int64(len(data)), 0}, file.Size)
	require.False(e, file.Voice)
	for range 2 {
		require.True(e, bytes.Equal(data, e.fetch(fetcher, file)), "other bytes came than were sent")
	}
	file.ID = "987654321"
	e.refusesToFetch(fetcher, file)
	if most := e.Adapter.Limits().FileBytes; most > 0 && most <= mostSent && e.MaxFile == 0 {
		e.SendFile("film.bin", "application/octet-stream", make([]byte, most+1))
		large := e.next().Clean()
		require.Len(e, large.Files, 1, "a file that cannot be fetched is told all the same")
		e.refusesToFetch(fetcher, large.Files[0])
	}
}

// fetch reads a file to its end.
func (e *env) fetch(from adapters.Fetcher, f bot.File) []byte {
	e.Helper()
	body, err := from.Fetch(e.context(), f)
	require.NoError(e, err)
	got, err := io.ReadAll(body)
	require.NoError(e, err)
	require.NoError(e, body.Close())
	return got
}

// refusesToFetch: the fault is Refused, at once or, where the service does not say
// how large a file is, while it is read.
func (e *env) refusesToFetch(from adapters.Fetcher, f bot.File) {
	e.Helper()
	body, err := from.Fetch(e.context(), f)
	if err == nil {
		_, err = io.Copy(io.Discard, body)
		_ = body.Close()
	}
	require.Error(e, err)
	var fault *adapters.Fault
	require.True(e, errors.As(err, &fault), "the error of Fetch is always a *Fault: %T", err)
	require.Equal(e, adapters.Refused, fault.Kind, "%v", err)
	e.hides("an error of Fetch", err.Error())
}

// sendsFiles: a file goes out to the last byte with all the words above or under
// it, also when they are many, and without any.
func sendsFiles(e *env) {
	uploader, can := e.Adapter.(adapters.Uploader)
	e.need(can && e.FilesShown != nil, "files of the desk")
	pixel, sounds := picture(e), []byte("OggS\x00 a few sounds")
	upload := func(r bot.Reply, f bot.File, data []byte) {
		e.Helper()
		f.Size = int64(len(data))
		_, err := uploader.Upload(e.context(), r, f, bytes.NewReader(data))
		require.NoError(e, err)
	}
	upload(e.reply("This <b>is</b> the form & more."), bot.File{Name: "the form.pdf", Type: "application/pdf"}, document())
	upload(e.reply("A picture"), bot.File{Name: "where.png", Type: "image/png"}, pixel)
	upload(e.reply(""), bot.File{Type: "audio/ogg", Voice: true}, sounds)
	shown := e.FilesShown()
	require.Len(e, shown, 3)
	for i, want := range [][]byte{document(), pixel, sounds} {
		require.True(e, bytes.Equal(want, shown[i].Data), "file %d has other bytes than were sent", i)
	}
	require.Contains(e, e.allShown(), "This <b>is</b> the form & more.")
	require.Contains(e, e.allShown(), "A picture")
	long := strings.TrimSpace(strings.Repeat("word & ", 400))
	if most := e.Adapter.Limits().Text; most == 0 || len(long) <= most {
		upload(e.reply(long), bot.File{Name: "the form.pdf", Type: "application/pdf"}, document())
		require.Len(e, e.FilesShown(), 4)
		require.True(e, strings.Contains(solid(e.allShown()), solid(long)), "words over a file were lost")
	}
}

// allShown is everything the person can read of the bot's, in no special order.
func (e *env) allShown() string {
	var all strings.Builder
	for _, f := range e.FilesShown() {
		all.WriteString(f.Text + "\n")
	}
	for _, m := range e.Shown() {
		all.WriteString(m.Text + "\n")
	}
	return all.String()
}
