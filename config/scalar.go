package config

import (
	"encoding"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// scalar reads one value: fills in the environment, reads a secret from its
// file, and applies the rule of the type and of the field. The text is taken as
// it was written, so that an id or a phone number stays what it is and the
// language "no" does not become a yes or no.
func (r *reader) scalar(n *yaml.Node, v reflect.Value, f field) {
	if n == nil {
		return
	}
	if n.Kind != yaml.ScalarNode {
		r.wrongKind(n, f, yaml.ScalarNode)
		return
	}
	at := spot{n.Line, n.Column}
	if n.Line == 0 {
		at = f.at
	}
	text := n.Value
	if empty(n) {
		text = ""
	}
	text, filled, ok := r.expand(text, at, f.path)
	if !ok {
		return
	}
	hidden := v.Type() == reflect.TypeFor[Secret]()
	guarded := hidden || v.Type() == reflect.TypeFor[StoreURL]()
	if guarded {
		var read bool
		if text, read, ok = r.secret(text, at, f.path, hidden); !ok {
			return
		}
		filled = filled || read
	}
	if hidden && strings.ContainsFunc(text, unicode.IsControl) || hidden && strings.TrimSpace(text) != text {
		r.fault(at, f.path, "has a line break, or a blank at its start or end", "copy it again without; no service takes that")
		return
	}
	if err := set(v, text, f.check); err != nil {
		r.wrongValue(n, at, f.path, guarded, err)
		return
	}
	literal := hidden && text != "" || guarded && !hidden && v.Interface().(StoreURL).password()
	if literal && !filled {
		r.add(at, f.path, Warning, "holds a secret in plain text", "put it into the environment, ${NAME}, or into a file, file:/path")
	}
}

// set applies the rules to a text and stores it in v.
func set(v reflect.Value, text, check string) error {
	if c := checks[check](text); c != nil {
		return c
	}
	if out, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return out.UnmarshalText([]byte(text))
	}
	v.SetString(text)
	return nil
}

// wrongValue tells what is wrong with a value. It shows the text of the file,
// never what came out of the environment or a secret.
func (r *reader) wrongValue(n *yaml.Node, at spot, path string, guarded bool, err error) {
	c := &complaint{what: "cannot be read: " + err.Error()}
	errors.As(err, &c)
	if guarded || mayBeSecret(n.Value) {
		r.fault(at, path, c.what, c.mend)
		return
	}
	r.fault(at, path, fmt.Sprintf("%q %s", clip(n.Value), c.what), c.mend)
}

// credentials are a user name or a query in an address, or a long run of letters and digits
// as tokens are.
var credentials = regexp.MustCompile(`://.*[@?]|[A-Za-z0-9_-]{24,}`)

// mayBeSecret tells whether a text looks like a secret that was written at the
// wrong key, and must therefore not be shown.
func mayBeSecret(text string) bool {
	return credentials.MatchString(text)
}

// variable is a mark in a value: $${ for a plain ${, or ${ up to its bracket.
var variable = regexp.MustCompile(`\$\$\{|\$\{[^{}]*\}?`)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand fills in ${NAME}. It tells whether there was any to fill in, and false
// when one could not be, having told why.
func (r *reader) expand(text string, at spot, path string) (out string, filled, ok bool) {
	ok = true
	missing := map[string]bool{}
	out = variable.ReplaceAllStringFunc(text, func(mark string) string {
		if mark == "$${" {
			return "${"
		}
		name, closed := strings.CutSuffix(mark[2:], "}")
		if !closed || !variableName.MatchString(name) {
			r.fault(at, path, "holds ${ without the name of a variable", "write ${NAME} with letters, digits and _, or $${ for a plain ${")
			ok = false
			return mark
		}
		filled = true
		if r.env != nil {
			if value, found := r.env(name); found {
				return value
			}
		}
		if !missing[name] {
			r.fault(at, path, "the environment has no "+clip(name), "set it, also to nothing if nothing is right, or write the value here")
			missing[name] = true
		}
		ok = false
		return mark
	})
	return out, filled, ok
}

// secret reads the file that a secret names, if it names one. In a store address
// the password alone may be a file.
func (r *reader) secret(text string, at spot, path string, hidden bool) (out string, read, ok bool) {
	if file, found := strings.CutPrefix(text, "file:"); found {
		out, ok = r.secretFile(file, at, path)
		return out, true, ok
	}
	if hidden {
		return text, false, true
	}
	before, rest, found := strings.Cut(text, ":file:")
	end := strings.LastIndex(rest, "@")
	if !found || end < 0 {
		return text, false, true
	}
	password, ok := r.secretFile(rest[:end], at, path)
	return before + url.UserPassword("", password).String() + rest[end:], true, ok
}
