package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// attachment is a file that was uploaded before.
type attachment struct {
	ID      string `json:"id"`
	Caption string `json:"caption,omitempty"`
	Name    string `json:"filename,omitempty"`
	Voice   bool   `json:"voice,omitempty"`
}

const (
	// maxImage is the largest picture, in bytes; a larger one goes as a document.
	maxImage = 5 << 20
	// voiceType is the only kind of sound that shows as a voice note.
	voiceType = "audio/ogg"
	anyType   = "application/octet-stream"
)

// shownAs are the types that WhatsApp shows by itself; all others are documents.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media#supported-media-types
var shownAs = map[string]string{
	"image/jpeg": "image", "image/png": "image",
	"video/mp4": "video", "video/3gpp": "video",
	"audio/aac": "audio", "audio/amr": "audio", "audio/mpeg": "audio", "audio/mp4": "audio", voiceType: "audio",
}

// Upload sends a file with the text under it. Where no text can stand under it (a
// sound), where it is too long, or has buttons, the text goes before as a message
// of its own; the id is that of the file then.
func (a *Adapter) Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, downloadFor)
	defer cancel()
	o, fault := address(r)
	if fault != nil {
		return adapters.Sent{}, fault
	}
	mediaType := typeOf(f)
	data, err := io.ReadAll(io.LimitReader(body, fileLimit+1))
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("read the file to send: %w", err)}
	}
	if len(data) > fileLimit {
		return adapters.Sent{}, refuse("the file is larger than %d MB", fileLimit>>20)
	}
	id, err := a.upload(ctx, mediaType, f.Name, data)
	if err != nil {
		return adapters.Sent{}, a.graph.fault(err)
	}
	file := &attachment{ID: id}
	o.attach(mediaType, f, file, len(data))
	text := bot.CleanText(r.Text)
	switch caption := plain(text, maxCaption); {
	case text == "" && len(r.Buttons) == 0:
	case o.Type != "audio" && len(r.Buttons) == 0 && utf8.RuneCountInString(caption) <= maxCaption:
		file.Caption = caption
	default:
		if _, err := a.Send(ctx, r); err != nil {
			return adapters.Sent{}, err
		}
		o.Context = nil
	}
	return a.dispatch(ctx, o)
}

// attach puts the file where its type is shown best.
func (o *outgoing) attach(mediaType string, f bot.File, file *attachment, size int) {
	base, _, _ := mime.ParseMediaType(mediaType)
	switch o.Type = shownAs[base]; {
	case o.Type == "image" && size <= maxImage:
		o.Image = file
	case o.Type == "video":
		o.Video = file
	case o.Type == "audio":
		o.Audio, file.Voice = file, f.Voice && base == voiceType
	default:
		o.Type, o.Document, file.Name = "document", file, f.Name
	}
}

// typeOf is the file's type in a form that is safe in a header. A voice note of
// another channel seldom names its codec, without which WhatsApp takes none.
func typeOf(f bot.File) string {
	base, params, err := mime.ParseMediaType(f.Type)
	switch {
	case err != nil:
		return anyType
	case base == voiceType && params["codecs"] == "":
		params["codecs"] = "opus"
	}
	if safe := mime.FormatMediaType(base, params); safe != "" {
		return safe
	}
	return anyType
}

// upload gives the file to Meta, which keeps it for thirty days, and returns its id.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media#upload-media
func (a *Adapter) upload(ctx context.Context, mediaType, name string, data []byte) (string, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if name == "" {
		name = "file"
	}
	part := textproto.MIMEHeader{}
	part.Set("Content-Disposition", multipart.FileContentDisposition("file", name))
	part.Set("Content-Type", mediaType)
	file, err := w.CreatePart(part)
	if err == nil {
		_, err = file.Write(data)
	}
	err = errors.Join(err, w.WriteField("messaging_product", "whatsapp"), w.WriteField("type", mediaType), w.Close())
	if err != nil {
		return "", fmt.Errorf("write the form: %w", err)
	}
	req, err := a.graph.request(ctx, http.MethodPost, a.number+"/media", nil, &form)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	var stored struct {
		ID string `json:"id"`
	}
	if _, err := a.graph.exchange(req, &stored); err != nil {
		return "", err
	}
	if stored.ID == "" {
		return "", errors.New("the answer names no file: is api_url right?")
	}
	return stored.ID, nil
}
