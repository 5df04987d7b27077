package slackfake

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// params are the fields of a call, whatever way they came in: a form, a multipart
// form, JSON or the query. https://docs.slack.dev/apis/web-api/#methods-supporting
type params map[string]string

func readParams(w http.ResponseWriter, r *http.Request) (params, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	p := params{}
	for key, values := range r.URL.Query() {
		p[key] = values[0]
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return p, readJSON(r.Body, p)
	case "multipart/form-data":
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, fmt.Errorf("read a multipart form: %w", err)
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, fmt.Errorf("read a form: %w", err)
		}
	}
	for key, values := range r.Form {
		p[key] = values[0]
	}
	return p, nil
}

// readJSON reads an object; what is no string in it stays JSON. Some calls have
// the type and no body.
func readJSON(body io.Reader, p params) error {
	raw, err := io.ReadAll(body)
	if err != nil || len(raw) == 0 {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	for key, value := range fields {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		p[key] = text
	}
	return nil
}
