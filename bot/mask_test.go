package bot

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func masks(t testing.TB, names ...string) *Masks {
	m, err := NewMasks([]byte("a key"), names, map[string]*regexp.Regexp{"national_id": regexp.MustCompile(`\b\d{6}/\d{2}/\d\b`)})
	require.NoError(t, err)
	return m
}

// sign is what a mask looks like.
var maskSign = regexp.MustCompile(`\[(phone|email|national_id) [b-z]{3}\]`)

// hide makes masks comparable: the letters depend on the key.
func hide(m *Masks, s string) string { return maskSign.ReplaceAllString(m.Text(s), "<$1>") }

func TestPersonalDataIsMasked(t *testing.T) {
	m := masks(t, "email", "phone", "national_id")
	for text, want := range map[string]string{
		"call +260 955 123 456 please":          "call <phone> please",
		"+260955123456":                         "<phone>",
		"(+260) 955-123-456.":                   "<phone>.",
		"+1 (212) 555-0123":                     "<phone>",
		"00260 955 123456, or 0977.123.456":     "<phone>, or <phone>",
		"01.23.45.67.89":                        "<phone>",
		"whatsapp:260955000001":                 "whatsapp:<phone>",
		"260955000001":                          "<phone>",
		"0955123456 0966123456":                 "<phone> <phone>",
		"0955123456/0966123456":                 "<phone>/<phone>",
		"955 123 456":                           "<phone>",
		"tel 555-1234":                          "tel <phone>",
		"Tel:0955123456":                        "Tel:<phone>",
		"tel0955123456":                         "tel<phone>",
		"0955123456call":                        "<phone>call",
		"260955123456pls":                       "<phone>pls",
		"#12 0955123456":                        "#12 <phone>",
		"since 2026-03-03 09:00 on 0955 123456": "since 2026-03-03 09:00 on <phone>",
		"since 09:00 0955 123456":               "since 09:00 <phone>",
		"+260 955–123–456":                      "<phone>",
		"+260\u00a0955\u202f123\u2009456":       "<phone>",
		"هاتفي \u200e+٢٦٠ ٩٥٥ ١٢٣ ٤٥٦\u200f": "هاتفي \u200e<phone>\u200f",
		"رقم٠٩٥٥١٢٣٤٥٦":                      "رقم<phone>",
		"আমার নম্বর ০১৭১২-৩৪৫৬৭৮":            "আমার নম্বর <phone>",
		"फोन ०९५५१२३४५६":                     "फोन <phone>",
		"＋２６０ ９５５ １２３ ４５６":                   "<phone>",
		"https://wa.me/260955123456":         "https://wa.me/<phone>",
		"tel:+260955123456":                  "tel:<phone>",
		"+260 955 000 000":                   "<phone>",
		"+260 955 000 000 and K 20":          "<phone> and K 20",

		"write to ann.banda+x@example.co.zm.": "write to <email>.",
		"<Ann_B@Example.ORG>":                 "<<email>>",
		"ann @ example.org":                   "<email>",
		"ann＠example.org":                     "<email>",
		"josé@exämple.fr":                     "<email>",
		"a@b.co":                              "<email>",
		"260955123456@c.us":                   "<email>",

		"NRC 123456/78/1":        "NRC <national_id>",
		"NRC ١٢٣٤٥٦/٧٨/١":        "NRC <national_id>",
		"123456/78/1 0955123456": "<national_id> <phone>",
	} {
		require.Equal(t, want, hide(m, text), "%q", text)
	}
}

func TestOtherNumbersStay(t *testing.T) {
	m := masks(t, "email", "phone")
	for _, text := range []string{
		"", "ann", "#12", "#1234567", "show 12 and 13", "1.9.2", "v2.10.0-rc.1", "10.0.19041.1234", "2.0.0.20260303",
		"2026-03-03", "03/03/2026", "03.03.2026 09:02", "3-12-2026", "2026/12/31 23:59:59", "2026-03-03 09:00:00.123456", "03 03 2026",
		"2026-03-03T09:00:00+02:00", "from 2026-01-01 to 2026-12-31", "Mon-Fri 08:00-17:00", "09:00 2026-03-03",
		"192.168.100.200", "192.168.100.200:8080", "255.255.255.255", "127.0.0.1:8080",
		"USD 123456789", "K 1 250 000", "1 000 000 000", "12 345 678 901 FCFA", "€1.234.567.890", "1,000,000,000", "1.234.567.890",
		"INV-2026-000123", "2026-000123456", "ABC1234567890", "file_20260303_090000.jpg", "deadbeef1234567890ab12",
		"550e8400-e29b-41d4-a716-446655440000", "page 3 of 12, step 4 of 9", "1 2 3 4 5", "12/34", "A4 80 g",
		"tray 1 2 3", "@ann", "a@b", "ann@", "@example.org", "meet @ 10.30", "5 @ 3.50", "[phone kfm]", "1. 2. 3. 4. 5. 6. 7. 8. 9. 10.",
		"100%", "12345678", "error 0x80070005", "64 KiB of 24 576 000 bytes",
	} {
		require.Equal(t, text, m.Text(text))
	}
}

// TestMasksTellValuesApart: the same value has the same mask however it is written,
// two have two, and without the key nobody can make them.
func TestMasksTellValuesApart(t *testing.T) {
	m := masks(t, "email", "phone", "national_id")
	one := m.Text("+260955123456")
	for _, same := range []string{"+260 955 123-456", "00260955123456", "(+260) 955 123456", "٢٦٠٩٥٥١٢٣٤٥٦", "260955123456"} {
		require.Equal(t, one, m.Text(same), same)
	}
	require.NotEqual(t, one, m.Text("+260955123457"))
	require.Equal(t, m.Text("ann@example.org"), m.Text("Ann @ EXAMPLE.org"))
	require.NotEqual(t, m.Text("ann@example.org"), m.Text("bob@example.org"))
	other, err := NewMasks([]byte("another key"), []string{"phone"}, nil)
	require.NoError(t, err)
	require.NotEqual(t, one, other.Text("+260955123456"))
	require.NotEqual(t, m.Pseudonym(Person{ID: "web:ann"}), m.Pseudonym(Person{ID: "web:bob"}))
	require.Empty(t, m.Pseudonym(Person{}))
	seen := map[string]bool{}
	for i := range 200 {
		seen[m.Text(fmt.Sprintf("+26095512%04d", i))] = true
	}
	require.Greater(t, len(seen), 190, "few of many share a mask")
}

func TestOnlyWhatIsNamedIsMasked(t *testing.T) {
	text := "ann@example.org 0955123456 123456/78/1"
	require.Equal(t, text, (*Masks)(nil).Text(text))
	require.Equal(t, text, masks(t).Text(text))
	require.Equal(t, "<email> 0955123456 123456/78/1", hide(masks(t, "email"), text))
	require.Equal(t, "ann@example.org 0955123456 <national_id>", hide(masks(t, "national_id"), text))
	_, err := NewMasks(nil, []string{"fingerprint"}, nil)
	require.ErrorContains(t, err, `"fingerprint"`)
	// A pattern in the digits of another script fits what was typed in them.
	m, err := NewMasks(nil, []string{"card"}, map[string]*regexp.Regexp{"card": regexp.MustCompile(`[০-৯]{4}`)})
	require.NoError(t, err)
	require.NotContains(t, m.Text("কার্ড ১২৩৪"), "১")
}

// TestWrittenNumbersNeverLeak writes thousands of numbers the ways people do, in the
// digits of seven scripts, inside words of four languages.
func TestWrittenNumbersNeverLeak(t *testing.T) {
	m := masks(t, "email", "phone")
	rnd := rand.New(rand.NewPCG(1, 2))
	around := [][2]string{{"", ""}, {"call ", " now"}, {"mon numéro est ", "."}, {"رقمي ", " شكرا"}, {"আমার নম্বর ", "।"}, {"(", ")"}, {"tel:", ","}, {"\n", "\n"}, {"#7 ", " 2026-03-03 10:00"}}
	for range 5000 {
		number, digits := WrittenNumber(rnd)
		a := around[rnd.IntN(len(around))]
		text := a[0] + number + a[1]
		got := m.Text(text)
		require.Contains(t, got, "[phone ", "%q", text)
		require.NotContains(t, onlyDigits(got), digits[len(digits)-6:], "%q gives %q", text, got)
		require.Equal(t, got, m.Text(got), "a masked text stays as it is")
		require.True(t, strings.HasPrefix(got, a[0]) && strings.HasSuffix(got, a[1]), "%q: what stands around stays: %q", text, got)
	}
}

// WrittenNumber writes a number as somebody might. It gives its digits too.
func WrittenNumber(rnd *rand.Rand) (text, digits string) {
	country := []string{"260", "44", "1", "880", "20", "237", "91"}[rnd.IntN(7)]
	national := fmt.Sprintf("9%08d", rnd.IntN(1e8))
	prefix := []string{"+" + country, "00" + country, "0", "(+" + country + ")", "+" + country + " (0)"}[rnd.IntN(5)]
	gap := []string{"", " ", "-", "\u00a0", "‑", ".", " - "}[rnd.IntN(7)]
	parts := []string{prefix + gap + national[:2], national[2:5], national[5:]}
	text = strings.Join(parts, gap)
	zero := []rune{'0', '٠', '۰', '০', '०', '０', '߀'}[rnd.IntN(7)]
	written := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return zero + r - '0'
		}
		return r
	}, text)
	return written, onlyDigits(text)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0' + digitOf(r)
		}
		return -1
	}, s)
}

func FuzzMasks(f *testing.F) {
	for _, seed := range []string{"+260 955 123 456", "ann@example.org", "٠٩٥٥١٢٣٤٥٦ \u200e", "\xff+1 2\xf0 3456789", "123456/78/1"} {
		f.Add(seed)
	}
	m := masks(f, "email", "phone", "national_id")
	f.Fuzz(func(t *testing.T, s string) {
		got := m.Text(s)
		if got == s {
			return
		}
		// What is not masked is there as it was, in order.
		rest := s
		for _, part := range maskSign.Split(got, -1) {
			i := strings.Index(rest, part)
			require.GreaterOrEqual(t, i, 0, "%q is not in %q", part, rest)
			rest = rest[i+len(part):]
		}
	})
}

func BenchmarkMasks(b *testing.B) {
	m := masks(b, "email", "phone")
	for name, text := range map[string]string{
		"plain": "my printer says load letter paper and I do not know what to do about it",
		"phone": "my printer says load letter paper, call me on +260 955 123 456 please",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.Text(text)
			}
		})
	}
}

func TestMasksCanBeReplacedByTheirOwner(t *testing.T) {
	m := masks(t, "email", "phone")
	said := "write a@b.org or call +260 955 123 456, a@b.org"
	var values []string
	hidden := m.Replace(said, func(kind, value string) string {
		values = append(values, kind+"="+value)
		return "*"
	})
	require.Equal(t, "write * or call *, *", hidden)
	require.Equal(t, []string{"email=a@b.org", "phone=+260 955 123 456", "email=a@b.org"}, values)
	require.Equal(t, said, (*Masks)(nil).Replace(said, nil), "no masks hide nothing")
}
