package telegramfake

import "fmt"

// SayVoice has a person send a voice note to a chat: their own id for the private
// chat with the bot, or a group's. It returns the message's id.
func (s *Server) SayVoice(in, user int64, data []byte) int64 {
	return s.share(in, user, "voice", "", s.keep("voice", "voice.oga", "audio/ogg", data), "")
}

// SayPhoto is SayVoice with a picture and a caption, which may be "".
func (s *Server) SayPhoto(in, user int64, caption string, data []byte) int64 {
	return s.share(in, user, "photo", caption, s.keep("photo", "photo.jpg", "image/jpeg", data), "")
}

// SayDocument is SayPhoto with a file of any kind.
func (s *Server) SayDocument(in, user int64, caption, name, mime string, data []byte) int64 {
	return s.share(in, user, "document", caption, s.keep("document", name, mime, data), "")
}

// SayAlbum has a person send several pictures as one: each is a message of its own,
// the first has the caption. It returns the messages' ids.
func (s *Server) SayAlbum(in, user int64, caption string, pictures ...[]byte) []int64 {
	s.mu.Lock()
	group := fmt.Sprintf("13%d", s.queue.next)
	s.mu.Unlock()
	var ids []int64
	for _, data := range pictures {
		ids = append(ids, s.share(in, user, "photo", caption, s.keep("photo", "photo.jpg", "image/jpeg", data), group))
		caption = ""
	}
	return ids
}

func (s *Server) keep(kind, name, mime string, data []byte) *stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store(kind, name, mime, data)
}

func (s *Server) share(in, user int64, kind, caption string, f *stored, group string) int64 {
	content := map[string]any{kind: f.object(kind)}
	if caption != "" {
		content["caption"], content["caption_entities"] = caption, entities(caption)
	}
	if group != "" {
		content["media_group_id"] = group
	}
	return s.arrive(in, user, 0, 0, caption, content)
}
