package kb

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// frontKey is what the first line of front matter looks like; it tells front
// matter that is not closed from a rule that happens to begin a page.
var frontKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*:(\s|$)`)

// splitFront cuts the front matter off. Lines of the front matter count from 2.
func (p *page) splitFront(src []byte) (front, body []byte, bodyLine int, ok bool) {
	first, rest, _ := bytes.Cut(src, []byte("\n"))
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return nil, src, 1, true
	}
	line, at := 1, 0
	for text := range bytes.Lines(rest) {
		line++
		if fence := string(bytes.TrimRight(text, " \t\n")); fence == "---" || fence == "..." {
			if at > maxFrontBytes {
				p.refuse(1, "the front matter is larger than 64 KiB", "move text below the second ---")
				return nil, nil, 0, false
			}
			return rest[:at], rest[at+len(text):], line + 1, true
		}
		at += len(text)
	}
	if frontKey.Match(bytes.TrimLeft(rest, " \t\n")) {
		p.refuse(1, "the front matter is not closed", "put a line with --- after its last key")
		return nil, nil, 0, false
	}
	return nil, src, 1, true
}

// readFront fills the article from its front matter and tells whether the
// article may be served. Keys it does not know belong to other tools.
func (p *page) readFront(front []byte, a *Article, vars map[string]string) bool {
	if len(bytes.TrimSpace(front)) == 0 {
		return true
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(front, &doc); err != nil {
		p.refuse(yamlLine(err), "the front matter is not YAML: "+yamlReason(err), "write `key: value` lines and put quotes around values with a colon in them")
		return false
	}
	if len(doc.Content) == 0 {
		return true
	}
	if alias := findAlias(&doc); alias != nil {
		p.refuse(alias.Line+1, "the front matter uses a YAML alias (*"+alias.Value+")", "write the value out")
		return false
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.refuse(2, "the front matter is "+kindWord(root), "write `key: value` lines, or leave a blank line above the first ---")
		return false
	}
	f := &frontReader{page: p, article: a, vars: vars, good: true}
	for i := 0; i+1 < len(root.Content); i += 2 {
		f.key(root.Content[i], root.Content[i+1])
	}
	return f.good
}

// findAlias looks for the first *alias. A handful of them can stand for
// gigabytes, and no author needs them here.
func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, child := range n.Content {
		if found := findAlias(child); found != nil {
			return found
		}
	}
	return nil
}

// kindWord names what somebody wrote where something else was wanted.
func kindWord(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a group of keys"
	}
	return "text"
}

// yamlLine gives the line in the file; the opening --- is line 1.
func yamlLine(err error) int {
	var located *yaml.LoadError
	if errors.As(err, &located) && located.Mark.Line > 0 {
		return located.Mark.Line + 1
	}
	return 2
}

// yamlReason is the parser's message without its own place and prefix.
func yamlReason(err error) string {
	var located *yaml.LoadError
	if errors.As(err, &located) && located.Message != "" {
		return located.Message
	}
	return strings.TrimPrefix(err.Error(), "yaml: ")
}
