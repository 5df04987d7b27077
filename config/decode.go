package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"
)

// field is what is known about a value before it is read.
type field struct {
	path string
	// at is where the key stands, or the list item.
	at spot
	// check names the rule for each text in it, names the rule for map keys.
	check, names string
}

func (f field) child(name string) field {
	f.path = join(f.path, name)
	return f
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func pointee(out any) reflect.Value { return reflect.ValueOf(out).Elem() }

// keyed lists the fields of a struct that are keys of the file.
func keyed(t reflect.Type) []reflect.StructField {
	var out []reflect.StructField
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("key") != "" {
			out = append(out, f)
		}
	}
	return out
}

// isText tells whether a type is written as one value.
func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// value reads a node into v. A nil node means that the key is left out.
func (r *reader) value(n *yaml.Node, v reflect.Value, f field) {
	if n != nil && n.Kind == yaml.AliasNode {
		return // refused already
	}
	switch {
	case isText(v.Type()):
		r.scalar(n, v, f)
	case v.Kind() == reflect.Pointer:
		if n != nil {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(n, v.Elem(), f)
		}
	case v.Kind() == reflect.Struct:
		r.structure(n, v, f)
	case v.Kind() == reflect.Slice:
		r.list(n, v, f)
	case v.Kind() == reflect.Map:
		r.table(n, v, f)
	}
}

// empty tells that a key has nothing after it, which counts as left out.
func empty(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

func (r *reader) structure(n *yaml.Node, v reflect.Value, f field) {
	var written []pair
	if !empty(n) {
		if n.Kind != yaml.MappingNode {
			r.wrongKind(n, f, yaml.MappingNode)
			return
		}
		written = r.pairs(n, f.path)
	}
	fields := keyed(v.Type())
	known := make(map[string]bool, len(fields))
	for _, sf := range fields {
		name := sf.Tag.Get("key")
		known[name] = true
		i := slices.IndexFunc(written, func(p pair) bool { return p.name == name })
		if i < 0 {
			r.member(pair{}, false, v.FieldByIndex(sf.Index), sf, f)
			continue
		}
		r.member(written[i], true, v.FieldByIndex(sf.Index), sf, f)
	}
	for _, p := range written {
		if !known[p.name] {
			r.unknown(p, fields, f.path)
		}
	}
}

// member reads one field of a struct: what the file says, else the default, and
// tells when neither gives what is needed.
func (r *reader) member(p pair, found bool, v reflect.Value, sf reflect.StructField, parent field) {
	f := field{path: join(parent.path, sf.Tag.Get("key")), at: parent.at, check: sf.Tag.Get("check"), names: sf.Tag.Get("names")}
	node := p.value
	if found {
		f.at = p.at
		if empty(node) && v.Kind() != reflect.Pointer {
			node = nil // a key with nothing after it is left out
		} else {
			r.spots[f.path] = p.at
		}
	}
	before := len(r.problems) + r.dropped
	if text := sf.Tag.Get("default"); text != "" && (node == nil || v.Kind() == reflect.Map) {
		r.assume(text, v, f)
	}
	if node != nil || v.Kind() == reflect.Struct && !isText(v.Type()) {
		r.value(node, v, f)
	}
	example := sf.Tag.Get("need")
	if example == "" || !v.IsZero() || len(r.problems)+r.dropped > before {
		return
	}
	if found {
		r.fault(f.at, f.path, "is empty", fmt.Sprintf("give it a value, for example %s: %s", sf.Tag.Get("key"), example))
		return
	}
	r.fault(f.at, f.path, "is missing", fmt.Sprintf("add it, for example %s: %s, or remove %s", sf.Tag.Get("key"), example, parent.path))
}

// assume reads a default into v. It leaves no spots: nobody wrote it.
func (r *reader) assume(text string, v reflect.Value, f field) {
	spots := r.spots
	r.spots = map[string]spot{}
	r.value(defaultNode(text, v.Type()), v, f)
	r.spots = spots
}

// defaultNode turns the text of a default tag into what the file would hold.
func defaultNode(text string, t reflect.Type) *yaml.Node {
	if isText(t) {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: text}
	}
	var document yaml.Node
	if err := yaml.Load([]byte(text), &document); err != nil || len(document.Content) == 0 {
		return nil
	}
	return document.Content[0]
}
