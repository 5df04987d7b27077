package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed static
var staticFiles embed.FS

// assets are the styles, scripts and pictures of the pages. Their address holds a
// hash of them all, so that browsers may keep them for ever and still get the new
// ones after an update.
type assets struct {
	version string
	files   map[string][]byte
	packed  map[string][]byte // the same, by gzip
}

// contentTypes are fixed here, because the system's own table may be odd.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}, packed: map[string][]byte{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, e := range entries {
		raw, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum.Write(raw)
		a.files[e.Name()], a.packed[e.Name()] = raw, pack(raw)
	}
	a.version = hex.EncodeToString(sum.Sum(nil)[:6])
	return a, nil
}

func (s *assets) link(name string) string { return "/static/" + s.version + "/" + name }

// asset serves one file. A page of an older version gets the file of today, and
// is told not to keep it.
func (a *Adapter) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	raw, ok := a.assets.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.PathValue("version") == a.assets.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Header().Set("Content-Type", contentTypes[path.Ext(name)])
	if takesPacked(w, r) {
		raw = a.assets.packed[name]
	}
	// An error here means that the page is gone.
	_, _ = w.Write(raw)
}

func loadPages(s *assets) (*template.Template, error) {
	return template.New("").Option("missingkey=error").
		Funcs(template.FuncMap{"asset": s.link, "split": splitOnce}).
		ParseFS(pageFiles, "pages/*.html")
}

// splitOnce gives what stands before and after a mark.
func splitOnce(s, mark string) []string {
	before, after, _ := strings.Cut(s, mark)
	return []string{before, after}
}

// view is what a page is made of. Gate is why the sign-in page is shown: "shut",
// "used" or "enter".
type view struct {
	Name, Lang, Dir  string
	T                map[string]string
	Who, Token, Gate string
	// Orders are the orders that the desk offers.
	Orders []string
	// Languages are those a question can be tried in; Shelf tells that there is a page
	// of articles.
	Languages []string
	Shelf     bool
}

// show writes a page in the visitor's language.
func (a *Adapter) show(w http.ResponseWriter, r *http.Request, status int, file, texts string, v view) {
	l := a.texts.choose(r)
	v.Name, v.Lang, v.Dir, v.T, v.Shelf = a.name, l.Code, l.Dir, l.Pages[texts], a.shelf != nil
	var page bytes.Buffer
	if err := a.pages.ExecuteTemplate(&page, file, v); err != nil {
		a.log.Error("a page could not be made", "page", file, "err", err)
		http.Error(w, "This page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	body := page.Bytes()
	// What is told to nobody else is not packed: its length would say something of it.
	// https://www.rfc-editor.org/rfc/rfc9325#section-3.3
	if v.Token == "" && takesPacked(w, r) {
		body = pack(body)
	}
	w.WriteHeader(status)
	// An error here means that the page is gone.
	_, _ = w.Write(body)
}
