package telegramfake

// ReplyPhoto is SayPhoto as an answer to an earlier message of that chat.
func (s *Server) ReplyPhoto(in, user int64, caption string, data []byte, to int64) int64 {
	content := map[string]any{"photo": s.keep("photo", "photo.jpg", "image/jpeg", data).object("photo")}
	if caption != "" {
		content["caption"], content["caption_entities"] = caption, entities(caption)
	}
	return s.arrive(in, user, 0, to, caption, content)
}
