package whatsappfake

import "time"

// SendPhoto has a person send a picture; caption may be "". It returns the ids of
// the message and of the file.
func (s *Server) SendPhoto(who, caption string, data []byte) (message, file string) {
	return s.sendFile(who, "image", File{Type: "image/jpeg", Bytes: data}, map[string]any{"caption": caption})
}

// SendVoice has a person send a voice note.
func (s *Server) SendVoice(who string, data []byte) (message, file string) {
	return s.sendFile(who, "audio", File{Type: "audio/ogg; codecs=opus", Bytes: data}, map[string]any{"voice": true})
}

// SendDocument has a person send a document of any type; caption may be "".
func (s *Server) SendDocument(who, name, mediaType, caption string, data []byte) (message, file string) {
	return s.sendFile(who, "document", File{Name: name, Type: mediaType, Bytes: data},
		map[string]any{"caption": caption, "filename": name})
}

func (s *Server) sendFile(who, kind string, f File, more map[string]any) (messageID, fileID string) {
	s.mu.Lock()
	kept := &file{File: f}
	id := s.keep(kept)
	s.mu.Unlock()
	object := map[string]any{"id": id, "mime_type": f.Type, "sha256": kept.sum}
	for key, value := range more {
		if value != "" {
			object[key] = value
		}
	}
	return s.Send(who, "", map[string]any{"type": kind, kind: object}), id
}

// WasRead tells whether a message of a person was marked as read.
func (s *Server) WasRead(who, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.person(who).read[id]
}

// WindowEnds is when free text to a person will be refused.
func (s *Server) WindowEnds(who string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.person(who).lastWrote.Add(window)
}

// reaction is a sign of the business under a message.
type reaction struct {
	ID    string `json:"message_id"`
	Emoji string `json:"emoji"`
}

// Marks are the signs of the business under a message of a person, one at most.
func (s *Server) Marks(who, id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sign := s.person(who).marks[id]; sign != "" {
		return []string{sign}
	}
	return nil
}
