package adaptertest

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// odd are values that no service sends where another belongs, and may tomorrow.
func odd() []any {
	deep := any("x")
	for range 300 {
		deep = []any{deep}
	}
	return []any{
		nil, "", "something_new", " ", "0", 0, -1, 1.5, json.Number("1e400"), json.Number("99999999999999999999999"), true, false,
		[]any{}, []any{nil}, []any{"x"}, map[string]any{}, map[string]any{"x": nil}, deep, strings.Repeat("long ", 20_000),
		"\x00\u202e\ufffe", "../../etc/passwd", "<!channel>", "http://169.254.169.254/",
	}
}

// Damaged gives n copies of a payload, each with one or two things wrong: a field that
// is missing, has another type, another shape or a value nobody has seen, or is there
// many times. All of them are JSON. The same payload has the same copies every time.
func Damaged(raw []byte, n int) [][]byte {
	h := fnv.New64a()
	_, _ = h.Write(raw)
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	var out [][]byte
	for range n {
		whole, err := decoded(raw)
		if err != nil {
			return out
		}
		for range 1 + r.IntN(2) {
			whole = damage(r, whole)
		}
		if copied, err := json.Marshal(whole); err == nil {
			out = append(out, copied)
		}
	}
	return out
}

// Malformed gives copies of a payload that are no JSON, or no JSON of an object.
func Malformed(raw []byte) [][]byte {
	raw = bytes.TrimSpace(raw)
	return [][]byte{
		raw[:len(raw)/2], append(slices.Clone(raw), "}]"...), append([]byte("\ufeff"), raw...), []byte("[" + string(raw) + "]"),
		[]byte("null"), []byte("7"), []byte(`"text"`), []byte("{"), []byte("{}"), {0xff, 0xfe, '{', '}'}, {},
		bytes.ReplaceAll(raw, []byte(`":`), []byte(`"`)), []byte(strings.Repeat("[", 100_000)),
		[]byte(strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)),
	}
}

func decoded(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// damage changes one thing somewhere inside.
func damage(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return pick(r)
		}
		key := slices.Sorted(maps.Keys(v))[r.IntN(len(v))]
		switch r.IntN(8) {
		case 0:
			delete(v, key)
		case 1:
			v[key] = pick(r)
		case 2:
			v[key] = []any{v[key]}
		case 3:
			v[key+"_new"] = pick(r)
		default:
			v[key] = damage(r, v[key])
		}
		return v
	case []any:
		if len(v) == 0 {
			return pick(r)
		}
		i := r.IntN(len(v))
		switch r.IntN(6) {
		case 0:
			return slices.Delete(v, i, i+1)
		case 1:
			return slices.Concat(slices.Repeat([]any{v[i]}, 50), v)
		case 2:
			return map[string]any{"0": v[i]}
		case 3:
			return append([]any{pick(r)}, v...)
		}
		v[i] = damage(r, v[i])
		return v
	}
	return pick(r)
}

func pick(r *rand.Rand) any {
	all := odd()
	return all[r.IntN(len(all))]
}
