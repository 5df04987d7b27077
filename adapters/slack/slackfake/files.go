package slackfake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// File is a file that a person sends.
type File struct {
	Name, Type string
	Data       []byte
	// Subtype is slack_audio for a voice note.
	Subtype string
	// Address is where a file of somebody else's service lies; "" is Slack's own.
	Address string
	// Claims is the size that Slack tells; 0 is the real one.
	Claims int64
}

type stored struct {
	File
	id string
	// expects is the size that was announced for an upload.
	expects int
	done    bool
	// readdressed is where the file is said to lie, against all truth.
	readdressed string
}

func (s *Server) fileObject(f *stored) map[string]any {
	size := f.Claims
	if size == 0 {
		size = int64(len(f.Data))
	}
	out := map[string]any{
		"id": f.id, "name": f.Name, "title": f.Name, "mimetype": f.Type, "size": size, "mode": "hosted", "is_external": false,
		"url_private": s.URL + "/files-pri/" + f.id, "url_private_download": s.URL + "/files-pri/" + f.id + "?download=1",
	}
	if f.Subtype != "" {
		out["subtype"] = f.Subtype
	}
	if f.Address != "" {
		out["mode"], out["is_external"] = "external", true
		out["url_private"], out["url_private_download"] = f.Address, f.Address
	}
	if f.readdressed != "" {
		out["url_private_download"] = f.readdressed
	}
	return out
}

// Upload has a person send a file with a text, and returns the message's id and
// the file's.
func (s *Server) Upload(in, user, text string, f File) (ts, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.arrive(in, user, "", encode(text))
	id = "F" + strings.ReplaceAll(m.TS, ".", "X")
	s.files[id] = &stored{File: f, id: id, done: true}
	e := s.event(s.channel(in), m)
	e["subtype"], e["upload"], e["files"] = "file_share", false, []any{s.fileObject(s.files[id])}
	s.pushEvent(e)
	return m.TS, id
}

// Readdress lets files.info name another address for a file, as only somebody bad
// would.
func (s *Server) Readdress(id, address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id].readdressed = address
}

func (s *Server) fileInfo(p params) answer {
	f := s.files[p["file"]]
	if f == nil || !f.done {
		return refuse("file_not_found")
	}
	return yes(map[string]any{"file": s.fileObject(f)})
}

// serveDownload gives a file to the bot. Anybody else is sent to sign in.
func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	right := r.Header.Get("Authorization") == "Bearer "+s.opt.BotToken && slices.Contains(strings.Split(s.scopes, ","), "files:read")
	a, planned := s.planned("download")
	s.mu.Unlock()
	switch {
	case planned:
		s.write(w, a, nil)
	case f == nil:
		http.NotFound(w, r)
	case !right:
		http.Redirect(w, r, "/signin?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
	default:
		w.Header().Set("Content-Type", f.Type)
		_, _ = w.Write(f.Data) // the other side may be gone
	}
}

func (s *Server) uploadURL(p params) answer {
	length, err := strconv.Atoi(p["length"])
	if err != nil || length <= 0 || p["filename"] == "" {
		return refuse("invalid_arguments")
	}
	id := fmt.Sprintf("F0UP%d", len(s.files))
	s.files[id] = &stored{File: File{Name: p["filename"]}, id: id, expects: length}
	return yes(map[string]any{"upload_url": s.URL + "/upload/" + id, "file_id": id})
}

// serveUpload takes the bytes, as they are or in a form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := uploaded(w, r)
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	a, planned := s.planned("upload")
	right := err == nil && f != nil && len(data) == f.expects
	if right && !planned {
		f.Data = data
	}
	s.mu.Unlock()
	switch {
	case planned:
		s.write(w, a, nil)
	case !right:
		http.Error(w, "bad upload", http.StatusBadRequest)
	default:
		fmt.Fprintf(w, "OK - %d", len(data))
	}
}

func uploaded(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	}
	part, _, err := r.FormFile("file")
	if err != nil {
		return nil, fmt.Errorf("read a form: %w", err)
	}
	defer part.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(part); err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return b.Bytes(), nil
}

// completeUpload is https://docs.slack.dev/reference/methods/files.completeUploadExternal.
func (s *Server) completeUpload(p params) answer {
	var list []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if json.Unmarshal([]byte(p["files"]), &list) != nil || len(list) != 1 {
		return refuse("invalid_arguments")
	}
	f := s.files[list[0].ID]
	if f == nil || len(f.Data) == 0 {
		return refuse("file_not_found")
	}
	c, no := s.reachable(params{"channel": p["channel_id"]})
	if no != nil {
		return *no
	}
	thread, no := c.under(p["thread_ts"])
	if no != nil {
		return *no
	}
	v := &view{}
	if p["initial_comment"] != "" {
		v.marked(p["initial_comment"], true)
	} else if p["blocks"] != "" {
		if v, no = showBlocks(p["blocks"]); no != nil {
			return *no
		}
	}
	f.done = true
	m := &message{from: BotUser}
	m.TS, m.Thread, m.File, m.Data = s.stamp(), thread, f.Name, f.Data
	m.show(v, p)
	c.messages = append(c.messages, m)
	s.pushEcho(s.event(c, m))
	return yes(map[string]any{"files": []any{map[string]any{"id": f.id, "title": list[0].Title}}})
}
