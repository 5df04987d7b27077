package telegramfake

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// send uploads a file as a form; "" leaves the file out.
func send(t *testing.T, s *Server, method, field, name string, data []byte, fields map[string]string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, value := range fields {
		require.NoError(t, form.WriteField(key, value))
	}
	if field != "" {
		part, err := form.CreateFormFile(field, name)
		require.NoError(t, err)
		_, err = part.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, form.Close())
	resp, err := s.Client().Post(s.URL+"/bot"+token+"/"+method, form.FormDataContentType(), &body)
	require.NoError(t, err)
	return read(t, resp)
}

var gif = []byte("GIF89a\x01\x00\x01\x00")

func TestRefusesFilesTheServiceRefuses(t *testing.T) {
	s := server(t)
	to := func(fields ...string) map[string]string {
		out := map[string]string{"chat_id": "7"}
		for i := 0; i < len(fields); i += 2 {
			out[fields[i]] = fields[i+1]
		}
		return out
	}
	large := append(bytes.Clone(gif), make([]byte, maxPhoto)...)
	for _, c := range []struct {
		method, field string
		data          []byte
		fields        map[string]string
		code          int
		want          string
	}{
		{"sendDocument", "document", gif, to("caption", strings.Repeat("😀", 513)), 400, "message caption is too long"},
		{"sendDocument", "document", gif, to("caption", "<x>", "parse_mode", "HTML"), 400, "can't parse entities"},
		{"sendDocument", "document", nil, to(), 400, "file must be non-empty"},
		{"sendDocument", "photo", gif, to(), 400, "there is no document in the request"},
		{"sendDocument", "", nil, to(), 400, "there is no document in the request"},
		{"sendPhoto", "photo", large, to(), 400, "is too big for a photo"},
		{"sendPhoto", "photo", []byte("text"), to(), 400, "IMAGE_PROCESS_FAILED"},
		{"sendVoice", "voice", gif, map[string]string{"chat_id": "99"}, 400, "chat not found"},
		{"sendPhoto", "photo", gif, to("reply_parameters", `{"message_id":99}`), 400, "to be replied not found"},
	} {
		a := send(t, s, c.method, c.field, "x.gif", c.data, c.fields)
		require.Equal(t, c.code, a.Code, c.want)
		require.Contains(t, a.Description, c.want)
	}
	req := httptest.NewRequest(http.MethodPost, "/bot"+token+"/sendDocument", strings.NewReader("x"))
	req.ContentLength = maxBody + 1
	w := httptest.NewRecorder()
	s.serve(w, req)
	require.Equal(t, 413, w.Code)
	require.Empty(t, s.Files(ann))
	a := send(t, s, "sendDocument", "document", "x.gif", gif, to("caption", strings.Repeat("😀", 512)))
	require.True(t, a.OK, a.Description)
	require.Equal(t, File{Message: 1, Kind: "document", Name: "x.gif", Caption: strings.Repeat("😀", 512), Data: gif}, s.Files(ann)[0])
}

func TestFilesOfPeopleCanBeFetched(t *testing.T) {
	s := server(t)
	s.SayVoice(ann, ann, []byte("OggS"))
	s.SayDocument(group, ann, "look", "a.pdf", "application/pdf", make([]byte, maxDownload+1))
	a := call(t, s, "getFile", map[string]any{"file_id": "voice-1"})
	var info struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	require.NoError(t, json.Unmarshal(a.Result, &info))
	require.Equal(t, 4, info.Size)
	get := func(path string) (int, string) {
		resp, err := s.Client().Get(s.URL + path)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(body)
	}
	status, body := get("/file/bot" + token + "/" + info.Path)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "OggS", body)
	status, _ = get("/file/bot" + token + "/photos/none.jpg")
	require.Equal(t, http.StatusNotFound, status)
	status, _ = get("/file/bot4242:wrong/" + info.Path)
	require.Equal(t, http.StatusNotFound, status)
	require.Contains(t, call(t, s, "getFile", map[string]any{"file_id": "document-2"}).Description, "file is too big")
	require.Contains(t, call(t, s, "getFile", map[string]any{"file_id": "x"}).Description, "wrong file_id")
	require.Contains(t, call(t, s, "getFile", nil).Description, "file_id not specified")
}

func TestReactions(t *testing.T) {
	s := server(t)
	id := s.Say(ann, "x")
	react := func(id int64, emoji ...string) answer {
		list := []map[string]string{}
		for _, e := range emoji {
			list = append(list, map[string]string{"type": "emoji", "emoji": e})
		}
		return call(t, s, "setMessageReaction", map[string]any{"chat_id": ann, "message_id": id, "reaction": list})
	}
	require.True(t, react(id, "👀").OK)
	require.True(t, react(id, "👍").OK)
	require.Equal(t, []string{"👍"}, s.Reactions(ann, id))
	require.Contains(t, react(id, "✅").Description, "REACTION_INVALID")
	require.Contains(t, react(id, "👍", "👎").Description, "REACTIONS_TOO_MANY")
	require.Contains(t, react(99, "👍").Description, "message to react not found")
	require.True(t, react(id).OK)
	require.Empty(t, s.Reactions(ann, id))
	s.AllowReactions(ann, "👎")
	require.Contains(t, react(id, "👍").Description, "REACTION_INVALID")
	require.Len(t, reactions, 73, "the list of the documentation")
}

func TestMenus(t *testing.T) {
	s := server(t)
	set := func(scope, name, description string) answer {
		return call(t, s, "setMyCommands", map[string]any{
			"commands": []map[string]string{{"command": name, "description": description}}, "scope": map[string]string{"type": scope},
		})
	}
	require.True(t, set("all_group_chats", "queue", "Open tickets").OK)
	require.Equal(t, []string{"queue - Open tickets"}, s.Menu("all_group_chats"))
	require.Contains(t, set("everybody", "queue", "x").Description, "BotCommandScope")
	require.Contains(t, set("default", "Queue", "x").Description, "BOT_COMMAND_INVALID")
	require.Contains(t, set("default", "queue", "").Description, "DESCRIPTION_INVALID")
	require.Contains(t, set("default", "queue", strings.Repeat("x", 257)).Description, "DESCRIPTION_INVALID")
}

func TestMovesAlbumsAndForums(t *testing.T) {
	s := server(t)
	s.AddTopic(group, 3)
	first := s.SayIn(group, ann, "x")
	s.ReplyIn(group, ann, "y", first)
	s.SayInTopic(group, 3, ann, "z")
	s.SayAlbum(ann, ann, "c", gif, gif)
	s.Migrate(group, -200)
	list := string(call(t, s, "getUpdates", nil).Result)
	require.Equal(t, 1, strings.Count(list, `"is_topic_message":true`))
	require.Equal(t, 2, strings.Count(list, `"message_thread_id"`), "an answer in the general topic has a thread that is none")
	require.Equal(t, 2, strings.Count(list, `"media_group_id"`))
	require.Equal(t, 1, strings.Count(list, `"caption":"c"`))
	require.Contains(t, list, `"migrate_to_chat_id":-200`)
	require.Contains(t, list, `"migrate_from_chat_id":-100`)
}
