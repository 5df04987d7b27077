package whatsappfake

// ReplyPhoto is SendPhoto, quoting an earlier message of either side. It returns the
// message's id.
func (s *Server) ReplyPhoto(who, caption string, data []byte, to string) string {
	kept := &file{File: File{Type: "image/jpeg", Bytes: data}}
	s.mu.Lock()
	id := s.keep(kept)
	s.mu.Unlock()
	image := map[string]any{"id": id, "mime_type": kept.Type, "sha256": kept.sum}
	if caption != "" {
		image["caption"] = caption
	}
	return s.Send(who, to, map[string]any{"type": "image", "image": image})
}
