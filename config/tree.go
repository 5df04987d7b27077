package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// tree parses the text of a configuration. It gives nil for an empty one and
// false when there is nothing to go on with.
func (r *reader) tree(data []byte) (*yaml.Node, bool) {
	if len(data) > MaxSize {
		r.fault(spot{1, 1}, "", "the file is larger than 1 MiB", "a configuration is a page or two; check that this is the right file")
		return nil, false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at, what := badText(data); what != "" {
		r.fault(at, "", what, "save the file as UTF-8 text")
		return nil, false
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		r.syntax(err, data)
		return nil, false
	}
	var document, second yaml.Node
	err = loader.Load(&document)
	if errors.Is(err, io.EOF) {
		return nil, true
	}
	if err != nil {
		r.syntax(err, data)
		return nil, false
	}
	if err := loader.Load(&second); err == nil {
		r.fault(spot{second.Line, second.Column}, "", "a second document begins here", "keep one document: delete this --- and what should not count")
		return nil, false
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err, data)
		return nil, false
	}
	if len(document.Content) == 0 {
		return nil, true
	}
	root := document.Content[0]
	r.refuse(root)
	return root, true
}

// syntax tells where the file stops being YAML. Nothing after that place can be
// understood, so it is the one fault that hides others.
func (r *reader) syntax(err error, data []byte) {
	mend := "check indentation, quotes and brackets here and in the line before"
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		r.fault(spot{1, 1}, "", "the file is not YAML", mend)
		return
	}
	if load.Stage == yaml.ComposerStage {
		// The one thing this stage refuses is an alias without an anchor.
		r.fault(spot{load.Mark.Line, load.Mark.Column}, "", aliasMessage, aliasMend)
		return
	}
	message := "the file is not YAML: " + clip(load.Message)
	if load.ContextMsg != "" {
		message += " " + clip(load.ContextMsg)
		if load.ContextMark.Line > 0 {
			message += fmt.Sprintf(" that begins in line %d", load.ContextMark.Line)
		}
	}
	if rows := bytes.Split(data, []byte("\n")); load.Mark.Line > 0 && load.Mark.Line <= len(rows) {
		row := rows[load.Mark.Line-1]
		if indent := row[:len(row)-len(bytes.TrimLeft(row, " \t"))]; bytes.ContainsRune(indent, '\t') {
			mend = "indent with blanks; YAML takes no tabs"
		}
	}
	r.fault(spot{load.Mark.Line, load.Mark.Column}, "", message, mend)
}

// The messages on aliases and anchors leave out the name: a secret that begins
// with * or & and is not quoted looks just like one.
const (
	aliasMessage = "an alias (*) is not read here"
	aliasMend    = "write the value out, in quotes if it really begins with *"
)

// refuse tells of every anchor, alias and tag. Aliases are how a small file
// becomes a huge one, and a configuration of a page has no need of them; the
// tree itself is never larger than the file.
func (r *reader) refuse(n *yaml.Node) {
	at := spot{n.Line, n.Column}
	switch {
	case n.Kind == yaml.AliasNode:
		r.fault(at, "", aliasMessage, aliasMend)
	case n.Anchor != "":
		r.fault(at, "", "an anchor (&) is not read here", "write the value out, in quotes if it really begins with &")
	case n.Style&yaml.TaggedStyle != 0:
		r.fault(at, "", "a tag (!) is not read here", "write the plain value, in quotes if it really begins with !")
	}
	for _, child := range n.Content {
		r.refuse(child)
	}
}

// badText finds the first place that is not printable UTF-8, which the YAML
// parser would refuse without telling where.
func badText(data []byte) (spot, string) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return spot{1, 1}, "the file is UTF-16"
	}
	at := spot{1, 1}
	for len(data) > 0 {
		c, size := utf8.DecodeRune(data)
		switch {
		case c == utf8.RuneError && size == 1:
			return at, fmt.Sprintf("byte %#02x is not UTF-8", data[0])
		case c < ' ' && c != '\n' && c != '\r' && c != '\t', c == 0x7f:
			return at, fmt.Sprintf("there is a control character (%#02x)", c)
		case c == '\n':
			at = spot{at.line + 1, 1}
		default:
			at.column++
		}
		data = data[size:]
	}
	return spot{}, ""
}
