package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

const (
	// uploadLimit and photoLimit are the largest file and picture, in bytes.
	// https://core.telegram.org/bots/api#sending-files
	uploadLimit = 50 << 20
	photoLimit  = 10 << 20
	// captionLimit is the longest text under a file, in UTF-16 units.
	// https://core.telegram.org/bots/api#senddocument
	captionLimit = 1024
	// uploadFor is how long sending a file may take.
	uploadFor = 5 * time.Minute
)

// Upload sends a file with the reply's text under it. A text too long for that
// follows as a message of its own, with the buttons, and its id is the one that is
// given, as only texts can be edited. A picture that Telegram cannot show goes as a
// plain file, if the body can be read again.
func (a *Adapter) Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	refuse := func(err error) (adapters.Sent, error) {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	switch {
	case f.Size <= 0:
		return refuse(errors.New("telegram takes no empty file"))
	case f.Size > uploadLimit:
		return refuse(fmt.Errorf("the file has %d bytes; telegram takes at most %d", f.Size, uploadLimit))
	}
	text := bot.CleanText(r.Text)
	under := r
	if adapters.UTF16.Size(text) > captionLimit {
		under.Text, under.Buttons = "", nil
	}
	fields, err := uploadFields(under)
	if err != nil {
		return refuse(err)
	}
	ctx, cancel := context.WithTimeout(ctx, uploadFor)
	defer cancel()
	method := methodFor(f)
	id, err := a.post(ctx, method, fields, f, body)
	if again, can := body.(io.Seeker); can && method == "sendPhoto" && unshowable(err) {
		if _, err := again.Seek(0, io.SeekStart); err != nil {
			return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("read the file again: %w", err)}
		}
		id, err = a.post(ctx, "sendDocument", fields, f, body)
	}
	if err != nil {
		return adapters.Sent{}, a.fault(err, said(r)+"\n"+f.Name)
	}
	if under.Text != r.Text {
		r.Quote = ""
		return a.Send(ctx, r)
	}
	return adapters.Sent{ID: strconv.Itoa(id)}, nil
}

// methodFor is how a file is shown best. https://core.telegram.org/bots/api#sendvoice
func methodFor(f bot.File) string {
	kind, _, _ := strings.Cut(strings.ToLower(f.Type), ";")
	switch strings.TrimSpace(kind) {
	case "image/jpeg", "image/png", "image/webp":
		if f.Size <= photoLimit {
			return "sendPhoto"
		}
	case "audio/ogg", "application/ogg", "audio/opus":
		if f.Voice {
			return "sendVoice"
		}
	}
	return "sendDocument"
}

// unshowable tells that Telegram takes the file, but not as a picture.
func unshowable(err error) bool {
	return describes(err, "PHOTO_INVALID_DIMENSIONS") || describes(err, "IMAGE_PROCESS_FAILED") || describes(err, "PHOTO_EXT_INVALID")
}

// uploadFields are the fields beside the file.
func uploadFields(r bot.Reply) (map[string]string, error) {
	chat, thread, err := address(r.To)
	if err != nil {
		return nil, err
	}
	fields := map[string]string{"chat_id": strconv.FormatInt(chat, 10)}
	if thread != 0 {
		fields["message_thread_id"] = strconv.Itoa(thread)
	}
	if text := words(r, captionLimit); text != "" {
		fields["caption"], fields["parse_mode"] = escape(text), string(models.ParseModeHTML)
	}
	objects := map[string]any{}
	if to := quotation(r.Quote); to != nil {
		objects["reply_parameters"] = to
	}
	if rows := keyboard(r.Buttons); rows != nil {
		objects["reply_markup"] = rows
	}
	for name, object := range objects {
		raw, err := json.Marshal(object)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		fields[name] = string(raw)
	}
	return fields, nil
}

// post sends the form, whose length is known beforehand, and gives the new
// message's id.
func (a *Adapter) post(ctx context.Context, method string, fields map[string]string, f bot.File, body io.Reader) (int, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			return 0, fmt.Errorf("%s: encode: %w", method, err)
		}
	}
	if _, err := w.CreateFormFile(strings.ToLower(strings.TrimPrefix(method, "send")), uploadName(f, method)); err != nil {
		return 0, fmt.Errorf("%s: encode: %w", method, err)
	}
	head := bytes.Clone(form.Bytes())
	form.Reset()
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("%s: encode: %w", method, err)
	}
	tail := form.Bytes()
	own := &borrowed{from: body, left: f.Size}
	defer own.giveBack()
	whole := io.MultiReader(bytes.NewReader(head), own, bytes.NewReader(tail))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.gate.base+"/bot"+a.gate.token+"/"+method, whole)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", method, a.gate.scrub(err))
	}
	req.ContentLength = int64(len(head)) + f.Size + int64(len(tail))
	req.Header.Set("Content-Type", w.FormDataContentType())
	raw, err := a.gate.exchange(req)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", method, err)
	}
	var message struct {
		ID int `json:"message_id"`
	}
	if json.Unmarshal(raw, &message) != nil || message.ID == 0 {
		return 0, fmt.Errorf("%s: the result has an unknown shape", method)
	}
	return message.ID, nil
}

// uploadName is the file's name without a folder. Pictures and voice notes are shown
// without it, and Telegram refuses some for an ending it does not expect.
func uploadName(f bot.File, method string) string {
	name := path.Base(strings.ReplaceAll(strings.Join(strings.Fields(bot.CleanText(f.Name)), " "), `\`, "/"))
	if method == "sendDocument" && name != "." && name != "/" {
		return name
	}
	kind, _, _ := strings.Cut(strings.ToLower(f.Type), ";")
	return "file" + endings[strings.TrimSpace(kind)]
}

// endings are for files without a name.
var endings = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "video/mp4": ".mp4",
	"audio/ogg": ".ogg", "application/ogg": ".ogg", "audio/opus": ".ogg", "audio/mpeg": ".mp3",
	"application/pdf": ".pdf", "text/plain": ".txt",
}

// borrowed is a body that net/http may still want to read when the call is over:
// then it is the caller's again.
type borrowed struct {
	mu   sync.Mutex
	from io.Reader
	// left is how many bytes are still to come; without them the form is not ended.
	left int64
}

// Read reads on while the body is ours.
func (b *borrowed) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.from == nil:
		return 0, io.ErrClosedPipe
	case b.left == 0:
		return 0, io.EOF
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	if b.left -= int64(n); errors.Is(err, io.EOF) {
		err = nil
		if b.left > 0 {
			err = io.ErrUnexpectedEOF
		}
	}
	return n, err
}

func (b *borrowed) giveBack() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.from = nil
}
