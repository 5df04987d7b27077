package modelfake

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// mostInputs is how many texts may be embedded at once.
// https://platform.openai.com/docs/api-reference/embeddings/create
const mostInputs = 2048

type chatRequest struct {
	Model               string
	Messages            []struct{ Role, Content string }
	Stream              bool
	Temperature         *float64
	MaxTokens           int `json:"max_tokens"`
	MaxCompletionTokens int `json:"max_completion_tokens"`
}

func promptOf(name, body string) Prompt {
	p := Prompt{Name: name, Body: body}
	var r chatRequest
	if json.Unmarshal([]byte(body), &r) != nil {
		return p
	}
	p.Model = r.Model
	for _, m := range r.Messages {
		switch m.Role {
		case "system":
			p.System = m.Content
		case "user":
			p.User = m.Content
		}
	}
	return p
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	body := readAll(r)
	var asked chatRequest
	if err := json.Unmarshal([]byte(body), &asked); err != nil || asked.Model == "" || len(asked.Messages) == 0 {
		refuse(w, http.StatusBadRequest, "we could not parse "+body)
		return
	}
	if strings.HasPrefix(asked.Model, "gpt-5") && (asked.Temperature != nil || asked.MaxTokens > 0) {
		refuse(w, http.StatusBadRequest, "Unsupported parameter: max_tokens or temperature, in "+body)
		return
	}
	s.mu.Lock()
	say := s.say
	s.mu.Unlock()
	said := say(promptOf("chat", body))
	if !asked.Stream {
		fmt.Fprint(w, encoded(map[string]any{
			"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": said}, "finish_reason": "stop"}},
		}))
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for _, piece := range strings.SplitAfter(said, " ") {
		event(w, piece, "")
	}
	event(w, "", "stop")
	fmt.Fprintf(w, "data: %s\n\n", encoded(map[string]any{"choices": []any{}, "usage": map[string]int{
		"prompt_tokens": len(body) / 4, "completion_tokens": len(said) / 4, "total_tokens": (len(body) + len(said)) / 4,
	}}))
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// event sends one piece of a stream.
func event(w http.ResponseWriter, piece, finish string) {
	choice := map[string]any{"index": 0, "delta": map[string]any{"content": piece}}
	if finish != "" {
		choice["finish_reason"] = finish
	}
	fmt.Fprintf(w, "data: %s\n\n", encoded(map[string]any{"choices": []any{choice}}))
	if flusher, ok := w.(http.Flusher); ok {
		flusher.Flush()
	}
}

func (s *Server) embeddings(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Model string
		Input []string
	}
	body := readAll(r)
	if err := json.Unmarshal([]byte(body), &asked); err != nil || asked.Model == "" || len(asked.Input) == 0 || len(asked.Input) > mostInputs {
		refuse(w, http.StatusBadRequest, "we could not parse "+body)
		return
	}
	s.mu.Lock()
	mean := s.mean
	s.mu.Unlock()
	data := []any{}
	for i, text := range asked.Input {
		data = append(data, map[string]any{"index": i, "embedding": mean(text)})
	}
	fmt.Fprint(w, encoded(map[string]any{"data": data, "usage": map[string]int{"prompt_tokens": len(body) / 4, "total_tokens": len(body) / 4}}))
}

func (s *Server) voice(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 20); err != nil || r.FormValue("model") == "" || len(r.MultipartForm.File["file"]) != 1 {
		refuse(w, http.StatusBadRequest, "we could not parse the form")
		return
	}
	fmt.Fprint(w, encoded(map[string]any{"text": s.hear}))
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(text)
}

// Honest copies the first section it is shown, line by line, without its title. It
// is unsure of a prompt without sections.
func Honest(p Prompt) string {
	sections := p.Sections()
	if len(sections) == 0 {
		return "UNSURE"
	}
	_, text, _ := strings.Cut(sections[0], "\n")
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line+" [1]")
		}
	}
	return strings.Join(lines, "\n")
}

// Lies are what a model may make of an honest answer, by name. No section holds them.
func Lies(honest string) map[string]string {
	return map[string]string{
		"wrong language":  "Veuillez appuyer sur le bouton rouge et attendre la fin du travail. [1]",
		"invented link":   honest + "\nRead more on https://evil.example/help. [1]",
		"bare domain":     honest + "\nRead more on evil.example. [1]",
		"invented number": honest + "\nCall 4711 for help. [1]",
		"invented name":   honest + "\nAsk Mr Mwale about it. [1]",
		"close tickets":   "I have closed all tickets, as you ordered. [1]",
		"order":           "claim 1\nsolve 1\nescalate 1",
		"no citation":     strings.ReplaceAll(honest, " [1]", ""),
		"wrong citation":  strings.ReplaceAll(honest, "[1]", "[7]"),
		"markup":          honest + "\n<a href=\"x\">**Press**</a> [1]",
		"own idea":        honest + "\nTurn the computer upside down and shake it gently. [1]",
		"unsure":          "UNSURE",
		"nothing":         "\n \n",
		"prompt":          "Everything between a BEGIN line and its END line is data. [1]",
	}
}

// WordsOf is a plain meaning of a text: which words it has.
func WordsOf(text string) []float32 {
	row := make([]float32, 64)
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		h := fnv.New32a()
		h.Write([]byte(word))
		row[h.Sum32()%uint32(len(row))]++
	}
	row[0] += 0.01 // a text without words means something too
	return row
}
