package telegramfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// stored is a file on the server.
type stored struct {
	id, path, name, mime string
	data                 []byte
}

// File is a file that the bot sent, as people see it.
type File struct {
	// Message is the id of the message it came in.
	Message int64
	// Kind is "photo", "voice" or "document".
	Kind string
	// Name is its name, "" for photos and voice notes.
	Name string
	// Caption is what is read under it.
	Caption string
	Data    []byte
}

// Files lists the files that the bot sent to a chat, oldest first.
func (s *Server) Files(in int64) []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(in)
	var out []File
	for _, id := range c.order {
		m := c.messages[id]
		if m == nil || m.from != s.botID || m.file == nil {
			continue
		}
		f := File{Message: m.ID, Kind: m.kind, Caption: m.Text, Data: m.file.data}
		if m.kind == "document" {
			f.Name = m.file.name
		}
		out = append(out, f)
	}
	return out
}

// sendFile is https://core.telegram.org/bots/api#sendphoto, #sendvoice and
// #senddocument.
func (s *Server) sendFile(kind string, call request) reply {
	p := call.params
	c, refused := s.reachable(p)
	if refused != nil {
		return *refused
	}
	file, found := call.uploads[kind]
	caption, err := parse(p["caption"], p["parse_mode"])
	switch {
	case !found:
		return bad("there is no %s in the request", kind)
	case len(file.data) == 0:
		return bad("file must be non-empty")
	case kind == "photo" && len(file.data) > maxPhoto:
		return bad("file of size %d bytes is too big for a photo; the maximum size is %d bytes", len(file.data), maxPhoto)
	case kind == "photo" && !strings.HasPrefix(http.DetectContentType(file.data), "image/"):
		return bad("IMAGE_PROCESS_FAILED")
	case err != nil:
		return bad("can't parse entities: %v", err)
	case units(caption) > maxCaption:
		return bad("message caption is too long")
	}
	buttons, refused := keyboard(p)
	if refused != nil {
		return *refused
	}
	to, refused := s.due(c, p)
	if refused != nil {
		return *refused
	}
	m := &message{
		Message: Message{ID: c.nextID, Text: caption, ReplyTo: to, Thread: p.int("message_thread_id")},
		from:    s.botID, buttons: buttons, markup: p["reply_markup"], kind: kind,
		file: s.store(kind, file.name, http.DetectContentType(file.data), file.data),
	}
	c.add(m)
	object := s.object(c, m)
	object["caption"], object[kind] = caption, m.file.object(kind)
	if m.markup != "" {
		object["reply_markup"] = json.RawMessage(m.markup)
	}
	return ok(object)
}

// store keeps a file. The caller holds the lock.
func (s *Server) store(kind, name, mime string, data []byte) *stored {
	number := len(s.files) + 1
	ending := ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		ending = name[i:]
	}
	f := &stored{
		id: fmt.Sprintf("%s-%d", kind, number), path: fmt.Sprintf("%ss/file_%d%s", kind, number, ending),
		name: name, mime: mime, data: append([]byte(nil), data...),
	}
	s.files[f.id] = f
	return f
}

// object is the file as a message shows it. A photo has several sizes.
func (f *stored) object(kind string) any {
	out := map[string]any{"file_id": f.id, "file_unique_id": "u" + f.id, "file_size": len(f.data)}
	switch kind {
	case "photo":
		out["width"], out["height"] = 1280, 960
		small := map[string]any{"file_id": f.id + "-small", "file_unique_id": "us" + f.id, "width": 90, "height": 67, "file_size": 1}
		return []any{small, out}
	case "voice":
		out["duration"] = 3
	default:
		out["file_name"] = f.name
	}
	out["mime_type"] = f.mime
	return out
}

// getFile is https://core.telegram.org/bots/api#getfile.
func (s *Server) getFile(p params) reply {
	if p["file_id"] == "" {
		return bad("file_id not specified")
	}
	f := s.files[p["file_id"]]
	switch {
	case f == nil:
		return bad("wrong file_id or the file is temporarily unavailable")
	case len(f.data) > maxDownload:
		return bad("file is too big")
	}
	return ok(map[string]any{"file_id": f.id, "file_unique_id": "u" + f.id, "file_size": len(f.data), "file_path": f.path})
}

// download gives the bytes of a file.
func (s *Server) download(w http.ResponseWriter, path string) {
	s.mu.Lock()
	answer, planned := s.planned("download")
	var data []byte
	found := false
	for _, f := range s.files {
		if f.path == path {
			data, found = f.data, true
		}
	}
	s.mu.Unlock()
	switch {
	case planned && answer.status == 0:
		hangUp(w)
	case planned:
		s.write(w, answer, nil)
	case !found:
		s.write(w, reply{status: http.StatusNotFound, description: "Not Found"}, nil)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(data) // the other side may be gone
	}
}
