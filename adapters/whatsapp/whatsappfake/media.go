package whatsappfake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"
	"unicode/utf8"
)

// file is what the service keeps: what people sent, and what was uploaded.
type file struct {
	File
	uploaded bool
	sum      string
	// url, when set, is named in place of the right one.
	url     string
	expires time.Time
}

// attachment names an uploaded file in a message.
type attachment struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	Name    string `json:"filename"`
	Voice   bool   `json:"voice"`
}

func (s *Server) fillFile(m *Message, a *attachment) *answer {
	bad := func(code int, format string, args ...any) *answer {
		a := refuse(code, format, args...)
		return &a
	}
	if a == nil {
		return bad(100, "The parameter %s is required.", m.Type)
	}
	f := s.files[a.ID]
	base := ""
	if f != nil {
		base, _, _ = mime.ParseMediaType(f.Type)
	}
	switch {
	case f == nil || !f.uploaded:
		return bad(131009, "Media ID is not valid")
	case m.Type != "document" && mediaTypes[base] != m.Type:
		return bad(131053, "Unsupported %s mime type", m.Type)
	case len(f.Bytes) > maxMedia[m.Type]:
		return bad(131053, "Media file size too big")
	case a.Caption != "" && m.Type == "audio":
		return bad(100, "Unexpected key \"caption\" on param \"audio\".")
	case utf8.RuneCountInString(a.Caption) > maxCaption:
		return bad(100, "Param caption must be at most %d characters long.", maxCaption)
	case a.Name != "" && m.Type != "document":
		return bad(100, "Unexpected key \"filename\".")
	case a.Voice && base != "audio/ogg":
		return bad(100, "Voice messages must be OGG with OPUS.")
	}
	m.Text = shown(a.Caption)
	m.File = &File{Name: a.Name, Type: f.Type, Bytes: f.Bytes, Voice: a.Voice}
	return nil
}

// postMedia is POST /{number}/media, a multipart form.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media#upload-media
func (s *Server) postMedia(r *http.Request, body []byte) answer {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return refuse(100, "Invalid parameter: the body is no form")
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	f := &file{uploaded: true}
	fields := map[string]string{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refuse(100, "Invalid parameter: the form is damaged")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return refuse(100, "Invalid parameter: the form is damaged")
		}
		if part.FormName() == "file" {
			f.Bytes, f.Name, f.Type = data, part.FileName(), part.Header.Get("Content-Type")
		} else {
			fields[part.FormName()] = string(data)
		}
	}
	base, _, err := mime.ParseMediaType(f.Type)
	kind := mediaTypes[base]
	if kind == "" {
		kind = "document"
	}
	switch {
	case fields["messaging_product"] != "whatsapp":
		return refuse(100, "The parameter messaging_product is required.")
	case err != nil || fields["type"] == "" || len(f.Bytes) == 0:
		return refuse(100, "The parameter file is required.")
	case len(f.Bytes) > max(maxMedia[kind], maxMedia["document"]):
		return refuse(131053, "Media file size too big")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return ok(map[string]any{"id": s.keep(f)})
}

// keep stores a file under a new id. The caller holds the lock.
func (s *Server) keep(f *file) string {
	id := fmt.Sprintf("7%014d", s.next())
	sum := sha256.Sum256(f.Bytes)
	f.sum = hex.EncodeToString(sum[:])
	s.files[id] = f
	return id
}

// getFile is GET /{file}: the address of its bytes, good for five minutes.
func (s *Server) getFile(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.PathValue("file")
	f := s.files[id]
	if number := r.URL.Query().Get("phone_number_id"); f == nil || number != "" && number != s.Account.PhoneNumberID {
		return noObject()
	}
	f.expires = s.now().Add(urlFor)
	address := s.http.URL + "/files/" + id
	if f.url != "" {
		address = f.url
	}
	return ok(map[string]any{
		"messaging_product": "whatsapp", "url": address, "mime_type": f.Type, "sha256": f.sum, "file_size": len(f.Bytes), "id": id,
	})
}

func (s *Server) download(r *http.Request, _ []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[r.PathValue("file")]
	if f == nil || s.now().After(f.expires) {
		return answer{status: http.StatusNotFound, failure: &Failure{Status: http.StatusNotFound, HTML: "Not Found"}}
	}
	return answer{status: http.StatusOK, bytes: f.Bytes, mediaType: f.Type}
}

// MisplaceFile has the service name another address for a file.
func (s *Server) MisplaceFile(id, url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file(id).url = url
}

// DamageFile changes the bytes of a file and not its checksum.
func (s *Server) DamageFile(id string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file(id).Bytes = data
}

func (s *Server) file(id string) *file {
	f := s.files[id]
	if f == nil {
		panic(fmt.Sprintf("whatsappfake: there is no file %q", id))
	}
	return f
}
