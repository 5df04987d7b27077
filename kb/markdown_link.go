package kb

import (
	"net/url"
	"path"
	"strings"
)

// link closes a link whose words began at from: "words (address)" when people
// can follow the address from where they are, else just the words.
func (p *phrase) link(from int, to string) {
	words := tidy(string(p.b[from:]))
	to = strings.TrimSpace(p.address(to))
	p.b = append(p.b[:from], p.linkText(words, to)...)
}

// address fills the variables of an address.
func (p *phrase) address(to string) string {
	r := p.r
	to = fill(to, r.vars, func(name string) { r.page.undefined(r.lineOf("{{"+name), name) })
	return release.Replace(to)
}

func (p *phrase) linkText(words, to string) string {
	shown := shownAddress(to)
	if shown == "" {
		p.r.relative(to, false)
		if words == to || strings.HasSuffix(words, ".md") && !strings.Contains(words, " ") {
			return titleFromName(strings.TrimSuffix(strings.TrimSuffix(words, "/"), ".md"))
		}
		return words
	}
	if p.r.wordsOnly {
		return words
	}
	held := hold.Replace(shown)
	switch {
	case words == "" || sameAddress(fill(release.Replace(words), p.r.vars, func(string) {}), shown):
		return held
	case strings.HasSuffix(words, ":"):
		return words + " " + held
	}
	return words + " (" + held + ")"
}

// shownAddress gives an absolute address as people should see it, or "" for an
// address that only works inside the folder or not at all. Mail and telephone
// addresses are shown without their scheme, as people write them.
func shownAddress(to string) string {
	scheme, rest, ok := strings.Cut(to, ":")
	if !ok {
		return ""
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		if len(rest) < 3 || !strings.HasPrefix(rest, "//") {
			return ""
		}
		return strings.ReplaceAll(to, " ", "%20")
	case "mailto", "tel":
		rest, _, _ = strings.Cut(rest, "?")
		return rest
	}
	return ""
}

// sameAddress tells whether the words of a link already are its address.
func sameAddress(words, address string) bool {
	short := func(s string) string {
		s = strings.ToLower(strings.Trim(s, " \"'"))
		for _, prefix := range []string{"mailto:", "tel:", "https://", "http://", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		if strings.Trim(s, "+-() 0123456789") == "" {
			return strings.NewReplacer("-", "", "(", "", ")", "", " ", "").Replace(s)
		}
		return strings.TrimSuffix(s, "/")
	}
	return short(words) == short(address)
}

// relative remembers an address inside the folder for the linter.
func (r *renderer) relative(to string, image bool) {
	if to == "" || strings.Contains(to, "://") || strings.HasPrefix(to, "//") {
		return
	}
	if scheme, _, ok := strings.Cut(to, ":"); ok && !strings.ContainsAny(scheme, "/.#?") {
		return
	}
	r.page.links = append(r.page.links, link{line: r.lineOf(to), to: to, image: image})
}

// image takes a picture out of the text and keeps it with the section.
func (r *renderer) image(alt, src string) {
	src = strings.TrimSpace(src)
	src = release.Replace(fill(src, r.vars, func(name string) { r.page.undefined(r.lineOf("{{"+name), name) }))
	switch scheme, _, _ := strings.Cut(strings.ToLower(src), ":"); {
	case src == "" || scheme == "data" || scheme == "javascript":
		return
	case scheme == "http" || scheme == "https":
		r.images = append(r.images, Image{Alt: alt, Path: src})
		return
	}
	inside, ok := resolve(r.folder, src)
	if !ok {
		r.page.report(Warning, r.lineOf(src), "picture "+src+" is outside the folder", "move it into the knowledge base folder")
		return
	}
	r.relative(src, true)
	r.images = append(r.images, Image{Alt: alt, Path: inside})
}

// resolve makes a path inside the knowledge base folder of a relative address
// on a page in folder. It is false for what would leave the knowledge base.
func resolve(folder, to string) (string, bool) {
	to, _, _ = strings.Cut(to, "#")
	to, _, _ = strings.Cut(to, "?")
	if decoded, err := url.PathUnescape(to); err == nil {
		to = decoded
	}
	if strings.HasPrefix(to, "/") {
		folder = "."
	}
	inside := path.Join(folder, strings.TrimPrefix(strings.ReplaceAll(to, "\\", "/"), "/"))
	if inside == ".." || strings.HasPrefix(inside, "../") {
		return "", false
	}
	return inside, true
}

// tag handles an HTML tag, comment or text inside a phrase.
func (p *phrase) tag(t htmlToken) {
	switch {
	case t.kind == htmlText:
		p.words(hold.Replace(t.text))
	case t.name == "br":
		p.b = append(p.b, '\n')
	case t.name == "img":
		p.r.image(tidy(t.attr("alt")), t.attr("src"))
	case t.name == "a" && t.kind == htmlClose:
		p.closeAnchor()
	case t.name == "a":
		for _, key := range []string{"id", "name"} {
			if anchor := t.attr(key); anchor != "" {
				p.r.page.anchors[anchor] = true
			}
		}
		if t.kind == htmlOpen {
			p.anchors = append(p.anchors, openAnchor{to: t.attr("href"), from: len(p.b)})
		}
	case t.name == "code" || t.name == "kbd":
		p.code = max(0, p.code+map[htmlKind]int{htmlOpen: 1, htmlClose: -1}[t.kind])
	case t.kind == htmlOpen && t.attrs == "" && !knownElement(t.name):
		// <your-name> is a blank to fill in rather than HTML, and is kept.
		p.b = append(p.b, t.text...)
	}
}

// closeAnchor ends the innermost open <a>.
func (p *phrase) closeAnchor() {
	if len(p.anchors) == 0 {
		return
	}
	last := p.anchors[len(p.anchors)-1]
	p.anchors = p.anchors[:len(p.anchors)-1]
	if last.from > len(p.b) {
		return
	}
	// An <a> without words or with an address inside the page is only a mark.
	if words := tidy(string(p.b[last.from:])); words == "" || strings.HasPrefix(last.to, "#") {
		return
	}
	p.link(last.from, last.to)
}
