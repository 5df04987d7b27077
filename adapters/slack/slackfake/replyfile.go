package slackfake

import "strings"

// ReplyFile is Upload in the thread under a message. It returns the message's id.
func (s *Server) ReplyFile(in, user, thread, text string, f File) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.arrive(in, user, thread, encode(text))
	id := "F" + strings.ReplaceAll(m.TS, ".", "X")
	s.files[id] = &stored{File: f, id: id, done: true}
	e := s.event(s.channel(in), m)
	e["subtype"], e["upload"], e["files"] = "file_share", false, []any{s.fileObject(s.files[id])}
	s.pushEvent(e)
	return m.TS
}
