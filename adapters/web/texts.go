package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sort"
	"strconv"
	"strings"
)

//go:embed texts/*.json
var textFiles embed.FS

// language is one file of texts/: what the pages say, by page and key.
type language struct {
	Code string `json:"-"`
	// Dir is "ltr" or "rtl", as in the HTML attribute.
	Dir   string                       `json:"dir"`
	Pages map[string]map[string]string `json:"pages"`
}

// catalogue is the languages the pages can speak here; the first is the default.
type catalogue struct{ known []language }

// loadTexts gives those of the wanted languages there are texts for, and English
// when there are none.
func loadTexts(wanted []string) (*catalogue, error) {
	c := &catalogue{}
	for _, code := range wanted {
		if err := c.add(base(code)); err != nil {
			return nil, err
		}
	}
	if len(c.known) == 0 {
		return c, c.add("en")
	}
	return c, nil
}

// add reads the texts of a language, once and where there are any.
func (c *catalogue) add(code string) error {
	raw, err := textFiles.ReadFile("texts/" + code + ".json")
	if errors.Is(err, fs.ErrNotExist) || c.has(code) {
		return nil
	}
	if err != nil {
		return err
	}
	l := language{Code: code}
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("texts/%s.json: %w", code, err)
	}
	c.known = append(c.known, l)
	return nil
}

func (c *catalogue) has(code string) bool {
	for _, l := range c.known {
		if l.Code == code {
			return true
		}
	}
	return false
}

// choose gives the language a visitor likes best, else the default.
func (c *catalogue) choose(r *http.Request) language {
	for _, code := range accepted(r) {
		for _, l := range c.known {
			if l.Code == code {
				return l
			}
		}
	}
	return c.known[0]
}

// spoken is the language the visitor's browser puts first, or "".
func spoken(r *http.Request) string {
	if codes := accepted(r); len(codes) > 0 {
		return codes[0]
	}
	return ""
}

// maxAccepted is how many languages of a header are looked at.
const maxAccepted = 16

// accepted reads Accept-Language: base languages, the dearest first.
// https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
func accepted(r *http.Request) []string {
	type wish struct {
		code   string
		weight float64
	}
	var wishes []wish
	for _, part := range strings.SplitN(r.Header.Get("Accept-Language"), ",", maxAccepted+1) {
		tag, params, _ := strings.Cut(part, ";")
		w := wish{base(tag), 1}
		if q, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			w.weight, _ = strconv.ParseFloat(q, 64)
		}
		if w.code != "" && w.weight > 0 && len(wishes) < maxAccepted {
			wishes = append(wishes, w)
		}
	}
	sort.SliceStable(wishes, func(i, j int) bool { return wishes[i].weight > wishes[j].weight })
	codes := make([]string, len(wishes))
	for i, w := range wishes {
		codes[i] = w.code
	}
	return codes
}

// base gives "fr" for "fr-CA", and "" for what is no language.
func base(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if len(code) < 2 || len(code) > 3 {
		return ""
	}
	for _, c := range code {
		if c < 'a' || c > 'z' {
			return ""
		}
	}
	return code
}
