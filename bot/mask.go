package bot

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The built-in kinds of personal data, as the configuration names them.
const (
	MaskEmail = "email"
	MaskPhone = "phone"
)

// Masks hides personal data in texts. What it hides reads "[phone kfm]": the kind,
// and three letters made of the value with a key that never leaves the desk. The
// same number has the same letters wherever it stands, however it is written, so
// that staff can tell two numbers apart without knowing either. It is safe for
// concurrent use. A nil *Masks hides nothing.
type Masks struct {
	key   []byte
	kinds []maskKind
}

// maskKind finds one kind of personal data. Find looks at a text whose digits,
// spaces and signs were made plain; raw is a pattern that also looks at the text as
// it was typed.
type maskKind struct {
	name string
	find func(text string) [][]int
	raw  *regexp.Regexp
}

// NewMasks makes masks of the kinds named: "email", "phone" and names in patterns.
// Key makes the letters of a mask; without one anybody can make them. An unknown
// name is an error.
func NewMasks(key []byte, names []string, patterns map[string]*regexp.Regexp) (*Masks, error) {
	m := &Masks{key: slices.Clone(key)}
	// What an installation named itself is more exact than what is built in.
	for _, own := range []bool{true, false} {
		for _, name := range names {
			pattern, named := patterns[name]
			switch {
			case named != own:
			case named:
				find := func(text string) [][]int { return pattern.FindAllStringIndex(text, -1) }
				m.kinds = append(m.kinds, maskKind{name: name, find: find, raw: pattern})
			case name == MaskEmail:
				m.kinds = append(m.kinds, maskKind{name: name, find: emails})
			case name == MaskPhone:
				m.kinds = append(m.kinds, maskKind{name: name, find: phones})
			default:
				return nil, fmt.Errorf("there is no kind of personal data called %q", name)
			}
		}
	}
	return m, nil
}

// span is something to hide: bytes of the text, and which kind it is.
type span struct{ from, to, kind int }

// Text hides what it finds in s. Everything else stays as it was.
func (m *Masks) Text(s string) string {
	if m == nil {
		return s
	}
	return m.Replace(s, m.sign)
}

// Replace puts what with makes of each kind and value in the place of the value.
// It is for who must put the values back, as [Masks.Text] cannot; who can read what
// comes out must not be able to ask for more.
func (m *Masks) Replace(s string, with func(kind, value string) string) string {
	if m == nil || s == "" || !m.worthwhile(s) {
		return s
	}
	spans := m.spans(s)
	if len(spans) == 0 {
		return s
	}
	var out strings.Builder
	end := 0
	for _, sp := range spans {
		out.WriteString(s[end:sp.from])
		out.WriteString(with(m.kinds[sp.kind].name, s[sp.from:sp.to]))
		end = sp.to
	}
	out.WriteString(s[end:])
	return out.String()
}

// Pseudonym stands for somebody in what leaves the desk: "[person kfm]". Nobody has
// none.
func (m *Masks) Pseudonym(p Person) string {
	if p.Nobody() {
		return ""
	}
	if m == nil {
		m = &Masks{}
	}
	return m.sign("person", p.ID)
}

// leastDigits is how many digits a phone number has at least.
const leastDigits = 6

// worthwhile spares texts that cannot hold anything the built-in kinds find.
func (m *Masks) worthwhile(s string) bool {
	digits := 0
	for _, r := range s {
		if r == '@' || r == '＠' {
			return true
		}
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= leastDigits || slices.ContainsFunc(m.kinds, func(k maskKind) bool { return k.raw != nil })
}

// spans gives what to hide, in order and without overlap. Where two kinds meet the
// whole is hidden, as the kind that comes first.
func (m *Masks) spans(s string) []span {
	plain := makePlain(s)
	var all []span
	for i, kind := range m.kinds {
		for _, at := range kind.find(plain.text) {
			all = append(all, span{plain.before(at[0]), plain.behind(at[1]), i})
		}
		if kind.raw != nil && plain.changed() {
			for _, at := range kind.raw.FindAllStringIndex(s, -1) {
				all = append(all, span{at[0], at[1], i})
			}
		}
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Or(a.from-b.from, a.kind-b.kind) })
	var out []span
	for _, sp := range all {
		if sp.from == sp.to {
			continue
		}
		if last := len(out) - 1; last >= 0 && sp.from < out[last].to {
			out[last].to, out[last].kind = max(out[last].to, sp.to), min(out[last].kind, sp.kind)
			continue
		}
		out = append(out, sp)
	}
	return out
}

// signLetters spell no words and are no digits.
const signLetters = "bcdfghjklmnpqrstvwxz"

// sign is what stands in place of a value.
func (m *Masks) sign(kind, value string) string {
	h := hmac.New(sha256.New, m.key)
	h.Write([]byte(kind + "\x00" + sameValue(kind, value)))
	sum := h.Sum(nil)
	letters := make([]byte, 3)
	for i := range letters {
		letters[i] = signLetters[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(signLetters)]
	}
	return "[" + kind + " " + string(letters) + "]"
}

// sameValue makes two ways of writing one value the same.
func sameValue(kind, value string) string {
	value = strings.ToLower(makePlain(value).text)
	if kind != MaskPhone {
		return strings.Join(strings.Fields(value), "")
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, value)
	return strings.TrimPrefix(digits, "00")
}

var email = regexp.MustCompile(`(?i)[\p{L}\p{N}][\p{L}\p{M}\p{N}._%+'-]* ?@ ?[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*\.)+\p{L}[\p{L}\p{M}-]+`)

func emails(text string) [][]int { return email.FindAllStringIndex(text, -1) }
