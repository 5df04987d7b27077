package config

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"
)

// Limits on one list or mapping. They keep the work on a hostile file bounded
// and are far above what a desk needs.
const (
	maxItems    = 1000
	maxPatterns = 32
)

// list reads a sequence; each item follows the rule of the field.
func (r *reader) list(n *yaml.Node, v reflect.Value, f field) {
	if empty(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		r.wrongKind(n, f, yaml.SequenceNode)
		return
	}
	items := n.Content
	if len(items) > maxItems {
		r.fault(spot{n.Line, n.Column}, f.path, fmt.Sprintf("has %d items", len(items)), fmt.Sprintf("write at most %d", maxItems))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		g := f
		g.path, g.at = fmt.Sprintf("%s[%d]", f.path, i), spot{item.Line, item.Column}
		r.spots[g.path] = g.at
		if empty(item) {
			r.fault(g.at, g.path, "is empty", "write a value after the dash or delete it")
			continue
		}
		r.value(item, v.Index(i), g)
	}
}

// table reads a mapping with names of its own over what v holds already.
func (r *reader) table(n *yaml.Node, v reflect.Value, f field) {
	if empty(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.wrongKind(n, f, yaml.MappingNode)
		return
	}
	most := maxItems
	if v.Type().Elem() == reflect.TypeFor[Pattern]() {
		most = maxPatterns
	}
	if len(n.Content)/2 > most {
		r.fault(spot{n.Line, n.Column}, f.path, fmt.Sprintf("has %d entries", len(n.Content)/2), fmt.Sprintf("write at most %d", most))
		return
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for _, p := range r.pairs(n, f.path) {
		g := f.child(clip(p.name))
		g.at = p.at
		r.spots[g.path] = p.at
		if c := checks[f.names](p.name); c != nil {
			r.fault(p.at, g.path, fmt.Sprintf("%q %s", clip(p.name), c.what), c.mend)
			continue
		}
		item := reflect.New(v.Type().Elem()).Elem()
		r.value(p.value, item, g)
		v.SetMapIndex(reflect.ValueOf(p.name), item)
	}
}
