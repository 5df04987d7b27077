package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// pair is one key of a mapping with its value.
type pair struct {
	name  string
	at    spot
	value *yaml.Node
}

// pairs lists the keys of a mapping and tells of those that are no plain names
// or come twice. Of a key that comes twice the first one counts.
func (r *reader) pairs(n *yaml.Node, path string) []pair {
	lines := make(map[string]int, len(n.Content)/2)
	out := make([]pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, at := n.Content[i], spot{n.Content[i].Line, n.Content[i].Column}
		switch {
		case key.Kind == yaml.AliasNode:
			continue // refused already
		case key.Kind != yaml.ScalarNode:
			r.fault(at, path, "a key here is "+kindName(key)+", not a name", "write name: value")
			continue
		case key.ShortTag() == "!!merge":
			r.fault(at, path, "<< takes over keys from elsewhere, which is not read here", "write the keys out")
			continue
		}
		if first, twice := lines[key.Value]; twice {
			r.fault(at, join(path, clip(key.Value)), fmt.Sprintf("is already written in line %d", first), "keep one of the two")
			continue
		}
		lines[key.Value] = key.Line
		out = append(out, pair{key.Value, at, n.Content[i+1]})
	}
	return out
}

// unknown tells of a key that does not exist, and which one may be meant.
func (r *reader) unknown(p pair, fields []reflect.StructField, path string) {
	if r.full() { // only counted: seeking a suggestion would be for nothing
		r.fault(p.at, "", "", "")
		return
	}
	var names []string
	for _, sf := range fields {
		names = append(names, sf.Tag.Get("key"))
	}
	message := "is not a key of the configuration"
	if path != "" {
		message = "is not a key of " + path
	}
	var mend string
	switch near := nearest(p.name, names); {
	case near != "":
		mend = "did you mean " + near + "?"
	case elsewhere(p.name) != "":
		mend = "did you mean " + elsewhere(p.name) + "?"
	case len(names) == 0:
		mend = "delete it; there are no keys here"
	default:
		slices.Sort(names)
		mend = "delete it, or use one of " + strings.Join(names, ", ")
	}
	r.fault(p.at, join(path, clip(p.name)), message, mend)
}

// elsewhere finds where else in the configuration a key of that very name
// belongs, if it is one place alone.
func elsewhere(name string) string {
	found := ""
	for _, k := range keys() {
		if k.Path == name || strings.HasSuffix(k.Path, "."+name) {
			if found != "" {
				return ""
			}
			found = k.Path
		}
	}
	return found
}

// wrongKind tells that a value has the wrong shape.
func (r *reader) wrongKind(n *yaml.Node, f field, want yaml.Kind) {
	message := fmt.Sprintf("is %s where %s belongs", kindName(n), kindName(&yaml.Node{Kind: want}))
	var mend string
	switch want {
	case yaml.SequenceNode:
		mend = "write it in brackets, [like, this], or one line with a dash for each"
	case yaml.MappingNode:
		mend = "write name: value lines below it"
	default:
		mend = "write one value after the colon"
	}
	r.fault(spot{n.Line, n.Column}, f.path, message, mend)
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return "a single value"
}
