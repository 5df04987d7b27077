package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Key documents one key of the file.
type Key struct {
	// Path is where the key stands; [] stands for each item of a list.
	Path string `json:"path"`
	// Type says in words what is written there.
	Type string `json:"type"`
	// Default is what holds when the key is left out; "" is nothing.
	Default string `json:"default,omitempty"`
	// Required tells that its section cannot do without it.
	Required bool `json:"required,omitempty"`
	// Secret tells that it may be file:/path and is never shown.
	Secret bool   `json:"secret,omitempty"`
	Help   string `json:"help"`
}

// Keys lists every key in the order of the file.
func Keys() []Key { return slices.Clone(keys()) }

// keys walks the tree once: a file full of unknown keys asks often.
var keys = sync.OnceValue(func() []Key { return walk(reflect.TypeFor[Config](), "") })

func walk(t reflect.Type, prefix string) []Key {
	var out []Key
	for _, sf := range keyed(t) {
		path := join(prefix, sf.Tag.Get("key"))
		out = append(out, Key{
			Path:     path,
			Type:     typeName(sf.Type),
			Default:  sf.Tag.Get("default"),
			Required: sf.Tag.Get("need") != "",
			Secret:   sf.Type == reflect.TypeFor[Secret](),
			Help:     sf.Tag.Get("help"),
		})
		inner := sf.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Slice {
			inner, path = inner.Elem(), path+"[]"
		}
		if inner.Kind() == reflect.Struct && !isText(inner) {
			out = append(out, walk(inner, path)...)
		}
	}
	return out
}

// typeName says in words what is written for a type.
func typeName(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Secret]():
		return "secret"
	case reflect.TypeFor[StoreURL]():
		return "address"
	case reflect.TypeFor[Duration]():
		return "duration"
	case reflect.TypeFor[Date]():
		return "date"
	case reflect.TypeFor[Hours]():
		return "hours"
	case reflect.TypeFor[Pattern]():
		return "pattern"
	case reflect.TypeFor[Tokens]():
		return "number"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return "names with " + typeName(t.Elem())
	case reflect.Struct:
		return "section"
	}
	return "text"
}

// Table prints the keys as a markdown table.
func Table() string {
	var b strings.Builder
	b.WriteString("| Key | Type | Default | Meaning |\n|---|---|---|---|\n")
	for _, k := range Keys() {
		standard := ""
		switch {
		case k.Required:
			standard = "required"
		case k.Default != "":
			standard = "`" + cell(k.Default) + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Path, k.Type, standard, cell(k.Help))
	}
	return b.String()
}

// cell keeps a text inside its cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
