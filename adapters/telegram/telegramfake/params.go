package telegramfake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
)

// params are the fields of a call, whatever way they came in: a multipart form,
// a url-encoded form, JSON or the query.
// https://core.telegram.org/bots/api#making-requests
type params map[string]string

// upload is a file that came with a call.
type upload struct {
	name string
	data []byte
}

// request is a call with everything that came with it.
type request struct {
	params
	uploads map[string]upload
}

func readRequest(w http.ResponseWriter, r *http.Request) (request, error) {
	c := request{params: params{}, uploads: map[string]upload{}}
	return c, c.read(w, r)
}

func (c request) read(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > maxBody {
		return &http.MaxBytesError{Limit: maxBody}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	p := c.params
	for key, values := range r.URL.Query() {
		p[key] = values[0]
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return readJSON(r.Body, p)
	case "multipart/form-data":
		return c.readMultipart(r)
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return fmt.Errorf("url-encoded form: %w", err)
		}
		for key, values := range r.PostForm {
			p[key] = values[0]
		}
	}
	return nil
}

func readJSON(body io.Reader, p params) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("json: %w", err)
	}
	for key, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		p[key] = text
	}
	return nil
}

// readMultipart reads parts as they come. A form without parts is no error: some
// clients send one for methods without fields.
func (c request) readMultipart(r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return fmt.Errorf("multipart form: %w", err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			// The server takes a request only when all of it is there.
			_, err = io.Copy(io.Discard, r.Body)
			return err
		}
		if err != nil {
			return fmt.Errorf("multipart form: %w", err)
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("multipart form: %w", err)
		}
		if name := part.FileName(); name != "" {
			c.uploads[part.FormName()] = upload{name: name, data: value}
			continue
		}
		c.params[part.FormName()] = string(value)
	}
}

func (p params) int(key string) int64 {
	n, _ := strconv.ParseInt(p[key], 10, 64) // absent or odd counts as 0, as on the server
	return n
}

func (p params) bool(key string) bool { return p[key] == "true" || p[key] == "True" || p[key] == "1" }

// object decodes a field that is JSON; an absent one leaves into as it is.
func (p params) object(key string, into any) error {
	if p[key] == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(p[key]), into); err != nil {
		return fmt.Errorf("can't parse %s JSON object", key)
	}
	return nil
}
