package kb

import (
	"io/fs"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// links finds relative links and pictures that lead nowhere. They are warnings:
// people only ever see the words of such a link.
func (c *linter) links() {
	s := &surroundings{byFile: map[string]*page{}, byBase: map[string][]string{}, known: map[string]bool{}}
	for _, f := range c.library.folders {
		if v, err := f.open(); err == nil {
			defer v.close()
			s.views = append(s.views, v)
		}
	}
	for _, p := range c.pages {
		s.byFile[p.inside] = p
		base := path.Base(p.inside)
		s.byBase[base] = append(s.byBase[base], p.inside)
	}
	for _, p := range c.pages {
		for _, to := range p.links {
			if message, mend := s.check(p, to); message != "" {
				c.warn(p, to.line, message, mend)
			}
		}
	}
}

// surroundings is what a link can lead to.
type surroundings struct {
	views  []*view
	byFile map[string]*page
	byBase map[string][]string
	known  map[string]bool
}

// check gives what is wrong with a link, or "".
func (s *surroundings) check(p *page, to link) (message, mend string) {
	address, anchor, _ := strings.Cut(to.to, "#")
	if address == "" {
		return s.anchor(p, p, to.to, anchor)
	}
	inside, ok := resolve(path.Dir(p.inside), address)
	switch {
	case !ok:
		return "link " + to.to + " leads out of the folder", "link to an article here or to a web address"
	case to.image && !s.exists(inside):
		return "picture " + to.to + " is missing", "add " + inside + " or take the picture out"
	case to.image:
		return "", ""
	}
	for _, file := range []string{inside, inside + ".md", path.Join(inside, "README.md")} {
		if target := s.byFile[file]; target != nil {
			return s.anchor(p, target, to.to, anchor)
		}
	}
	if s.exists(inside) || s.exists(inside+".md") {
		return "", ""
	}
	if same := s.byBase[path.Base(inside)]; len(same) == 1 {
		return "link " + to.to + " leads nowhere", "there is a " + path.Base(inside) + " at " + same[0]
	}
	return "link " + to.to + " leads nowhere", "correct the path or take the link out"
}

// anchor checks the part of a link behind the #.
func (s *surroundings) anchor(from, target *page, to, anchor string) (message, mend string) {
	if anchor == "" || target.hasAnchor(anchor) {
		return "", ""
	}
	where := target.file
	if from == target {
		where = "this page"
	}
	return "link " + to + " names a heading that " + where + " does not have", "use the heading as it is written now"
}

// hasAnchor is generous: tools differ in how they make an anchor of a heading
// ("id-2.-overview", "2-overview"), and only letters and digits are compared.
func (p *page) hasAnchor(anchor string) bool {
	if decoded, err := url.PathUnescape(anchor); err == nil {
		anchor = decoded
	}
	if p.anchors[anchor] {
		return true
	}
	want := letters(anchor)
	for have := range p.anchors {
		if letters(have) == want {
			return true
		}
	}
	return want == ""
}

func letters(anchor string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimPrefix(anchor, "id-"))
}

// exists asks all folders, since a page of one may link into another.
func (s *surroundings) exists(inside string) bool {
	found, asked := s.known[inside]
	if asked {
		return found
	}
	for _, v := range s.views {
		if fs.ValidPath(inside) {
			_, err := fs.Stat(v.FS, inside)
			found = found || err == nil
		}
	}
	s.known[inside] = found
	return found
}
