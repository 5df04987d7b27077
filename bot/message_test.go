package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestCleanText(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":                {"Bonjour, ça va ?", "Bonjour, ça va ?"},
		"nul":                  {"a\x00b", "ab"},
		"bell, escape, delete": {"a\a\x1b[31mb\x7f", "a[31mb"},
		"c1 controls":          {"a\u0085\u009bb", "ab"},
		"newline and tab":      {"a\n\tb", "a\n\tb"},
		"windows lines":        {"a\r\nb\r\n", "a\nb\n"},
		"old mac lines":        {"a\rb", "a\nb"},
		"half a rune":          {"a\xc3", "a\uFFFD"},
		"no utf-8 at all":      {"\xff\xfe\xfd", "\uFFFD"},
		"overrides":            {"\u202a\u202eevil\u202c \u2066\u2067x\u2069", "evil x"},
		"the first of c1":      {"a\u0080b\u009fc\u00a0d", "abc\u00a0d"},
		"marks of direction":   {"\u200fשלום\u200e", "\u200fשלום\u200e"},
		"emoji only":           {"🙏🏾", "🙏🏾"},
		"joined emoji":         {"👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		"joined letters":       {"می\u200cخواهم", "می\u200cخواهم"},
		"marks":                {"বাংলা e\u0301", "বাংলা e\u0301"},
	} {
		require.Equal(t, c.want, CleanText(c.text), name)
	}
}

func TestCleanCutsBetweenRunes(t *testing.T) {
	for _, unit := range []string{"x", "é", "日", "😀"} {
		m := Message{Text: strings.Repeat(unit, 100_000/len(unit))}.Clean()
		require.True(t, m.Cut, unit)
		require.True(t, utf8.ValidString(m.Text), unit)
		require.LessOrEqual(t, len(m.Text), MaxText)
		require.Greater(t, len(m.Text), MaxText-len(unit), "%s: no more than needed", unit)
		require.Empty(t, strings.Trim(m.Text, unit))
	}
	m := Message{Text: strings.Repeat("x", MaxText)}.Clean()
	require.False(t, m.Cut)
	require.Len(t, m.Text, MaxText)

	m = Message{Text: "  hi" + strings.Repeat(" ", 100_000)}.Clean()
	require.Equal(t, "hi", m.Text)
	require.False(t, m.Cut, "white space is no loss")

	m = Message{Text: "a " + strings.Repeat(" \x00", 100_000) + "b"}.Clean()
	require.Equal(t, "a", m.Text, "no white space is left behind where it was cut")
	require.True(t, Message{Text: "x", Cut: true}.Clean().Cut, "what an adapter cut stays cut")
}

// TestTheWorstTextFitsARecord: a record holds 64 KiB, and what JSON writes in two
// signs must not push a message over it, or it would be redelivered for ever.
func TestTheWorstTextFitsARecord(t *testing.T) {
	for _, unit := range []string{`"`, `\`, "\n", "\t", "\u2028", "é", "😀"} {
		m := Message{Text: "x" + strings.Repeat(unit, 100_000) + "x"}.Clean()
		value, err := json.Marshal(m)
		require.NoError(t, err)
		require.LessOrEqual(t, len(value), 56<<10, "%q leaves room for the rest", unit)
	}
}

func TestCleanNames(t *testing.T) {
	for name, want := range map[string]string{
		"Ann":                          "Ann",
		"  Ann \n\t Lee ":              "Ann Lee",
		"An\x00n\u202e":                "Ann",
		"\u200b\u2060":                 "",
		"\u3164":                       "",
		"👩‍💻":                          "👩‍💻",
		strings.Repeat("é", maxName):   strings.Repeat("é", maxName),
		strings.Repeat("é", maxName+1): strings.Repeat("é", maxName) + "…",
		"a\xffb":                       "a\uFFFDb",
	} {
		m := Message{From: Person{ID: "web:1", Name: name}, Files: []File{{ID: "f\x00", Name: name, Type: name}}}
		clean := m.Clean()
		require.Equal(t, want, clean.From.Name, "%q", name)
		require.Equal(t, []File{{ID: "f\x00", Name: want, Type: want}}, clean.Files, "the channel's handle is its own")
		require.Equal(t, clean, clean.Clean(), "%q: twice is once", name)
		require.Equal(t, name, m.Files[0].Name, "the message given is left alone")
	}
}

func TestCleanKeepsOnlyPressesOfOurs(t *testing.T) {
	ours := strings.Repeat("d", MaxData)
	require.Equal(t, ours, Message{Press: ours}.Clean().Press)
	require.Empty(t, Message{Press: ours + "d"}.Clean().Press)
}

func TestCleanKeepsOnlyHandlesOfAUsefulLength(t *testing.T) {
	fits := strings.Repeat("h", maxHandle)
	m := Message{ID: fits, ReplyTo: fits, Album: fits, Files: []File{{ID: fits}}}
	m.Files = append(m.Files, make([]File, maxFiles+1)...)
	clean := m.Clean()
	require.Equal(t, []string{fits, fits, fits}, []string{clean.ID, clean.ReplyTo, clean.Album})
	require.Len(t, clean.Files, maxFiles)
	require.Equal(t, fits, clean.Files[0].ID)

	clean = Message{ID: fits + "h", ReplyTo: fits + "h", Album: fits + "h", Files: []File{{ID: fits + "h"}, {ID: "f"}}}.Clean()
	require.Equal(t, []string{"", "", ""}, []string{clean.ID, clean.ReplyTo, clean.Album})
	require.Equal(t, []File{{ID: "f"}}, clean.Files, "a file nobody can fetch is no file")
}

func TestCutText(t *testing.T) {
	for size, want := range []string{"", "", "é", "éx", "éx", "éx", "éx", "éx😀", "éx😀"} {
		require.Equal(t, want, CutText("éx😀", size), size)
	}
}

func TestTraceTellsNothing(t *testing.T) {
	m := Message{Delivery: "whatsapp:260955000000:1"}
	require.Len(t, m.Trace(), 12)
	require.Equal(t, m.Trace(), Message{Delivery: m.Delivery, Text: "other"}.Trace())
	require.NotEqual(t, m.Trace(), Message{Delivery: "whatsapp:260955000000:2"}.Trace())
	require.NotContains(t, m.Trace(), "260955")
}

func FuzzCleanText(f *testing.F) {
	f.Add("a\r\x00\nb\xff\u202e👨‍👩‍👧")
	f.Add("\xe2\x80\xaf\xc2")
	f.Add(strings.Repeat("é\n", 20))
	f.Fuzz(func(t *testing.T, text string) {
		clean := CleanText(text)
		require.True(t, utf8.ValidString(clean))
		require.Equal(t, clean, CleanText(clean))
		require.False(t, strings.ContainsFunc(clean, forbidden), "%q", clean)

		m := Message{Text: text, From: Person{Name: text}}.Clean()
		require.Equal(t, m, m.Clean())
		require.LessOrEqual(t, len(m.Text), MaxText)
		require.NotContains(t, m.From.Name, "\n")
	})
}

func forbidden(r rune) bool {
	return (r < ' ' && r != '\n' && r != '\t') || (r >= 0x7f && r < 0xa0) ||
		(r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}
