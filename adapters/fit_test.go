package adapters

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

// texts gives the text of every part.
func texts(parts []bot.Reply) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.Text
	}
	return out
}

func fitText(limit int, unit Unit, text string) []string {
	return texts(Fit(Limits{Text: limit, Unit: unit}, bot.Reply{ID: "r", Text: text}))
}

func buttons(labels ...string) []bot.Button {
	out := make([]bot.Button, len(labels))
	for i, label := range labels {
		out[i] = bot.Button{Label: label, Data: "d:1:" + label}
	}
	return out
}

func TestTextIsCutWhereAThoughtEnds(t *testing.T) {
	for _, c := range []struct {
		name  string
		limit int
		text  string
		want  []string
	}{
		{"it fits", 10, "0123456789", []string{"0123456789"}},
		{"no limit", 0, strings.Repeat("x", 9999), []string{strings.Repeat("x", 9999)}},
		{"nothing", 5, "", []string{""}},
		{"blank and too long", 3, " \n\t \n ", []string{""}},
		{"blank in the middle", 4, "ab" + strings.Repeat(" ", 9) + "cd", []string{"ab", "cd"}},
		{"paragraphs first", 24, "One two. Three.\n\nFour five\nsix.", []string{"One two. Three.", "Four five\nsix."}},
		{"then lines", 20, "one two three\nfour. five six seven", []string{"one two three", "four. five six seven"}},
		{"then sentences", 20, "One two three. Four five six.", []string{"One two three.", "Four five six."}},
		{"the last sentence of any kind", 22, "Is it on. Is it red? Then wait.", []string{"Is it on. Is it red?", "Then wait."}},
		{"then words", 12, "one two three four", []string{"one two", "three four"}},
		{"a word of exactly the room", 7, "one two three", []string{"one two", "three"}},
		{"a line of exactly the room", 7, "one two\nthree", []string{"one two", "three"}},
		{"a word that is too long", 4, "abcdefghij", []string{"abcd", "efgh", "ij"}},
		{"one rune at a time", 1, "a bé", []string{"a", "b", "é"}},
		{"a paragraph that ends too early", 30, "Ab.\n\nCd ef gh ij kl mn op qr st uv wx", []string{"Ab.\n\nCd ef gh ij kl mn op qr", "st uv wx"}},
		{"a line before what fits nowhere", 12, "one two\nthree four five six", []string{"one two", "three four", "five six"}},
		{"a line before what just fits", 12, "a\nb three fours", []string{"a\nb three", "fours"}},
		{"a line before what exactly fits", 12, "a\nb three four", []string{"a", "b three four"}},
		{"an arabic question", 12, "هل يعمل؟ نعم يعمل", []string{"هل يعمل؟", "نعم يعمل"}},
		{"a danda without a space", 12, "আমি যাব।তুমি আসবে", []string{"আমি যাব।", "তুমি আসবে"}},
	} {
		require.Equal(t, c.want, fitText(c.limit, Runes, c.text), c.name)
	}
}

func TestStepsStayWhole(t *testing.T) {
	for _, c := range []struct {
		name  string
		limit int
		text  string
		want  []string
	}{
		{
			"a long step goes into the next part as a whole", 40,
			"1. Sign in.\n2. Open the form. Choose the kind. Save",
			[]string{"1. Sign in.", "2. Open the form. Choose the kind. Save"},
		},
		{
			"lines that continue a step stay with it", 48,
			"1. Open the menu of the office.\n2. Choose print.\n  It takes a minute.\n3. Done.",
			[]string{"1. Open the menu of the office.", "2. Choose print.\n  It takes a minute.\n3. Done."},
		},
		{
			"bullets", 30,
			"Check these:\n• the tray is full of paper\n• the cable",
			[]string{"Check these:", "• the tray is full of paper", "• the cable"},
		},
		{
			"a step that fits nowhere is never cut behind its number", 20,
			"Doit:\n12. Press the key. Wait for green.",
			[]string{"Doit:\n12. Press the", "key. Wait for green."},
		},
		{
			"a number stays with the first words of its step", 15,
			"abcdef. xyz\n10. abcdefghijk mnopq rs",
			[]string{"abcdef. xyz", "10. abcdefghijk", "mnopq rs"},
		},
	} {
		require.Equal(t, c.want, fitText(c.limit, Runes, c.text), c.name)
	}
}

func TestAddressesAreNotCut(t *testing.T) {
	const address = "https://help.example.org/print?form=birth&tray=1"
	for _, c := range []struct {
		name string
		text string
		want []string
	}{
		{"behind words", "Please read " + address + " first", []string{"Please read", address, "first"}},
		{"stuck to a bracket", "(" + address + ")", []string{"(", address + ")"}},
		{"in a script without spaces", strings.Repeat("印", 20) + address, []string{strings.Repeat("印", 20), address}},
		{"the scheme at the cut", strings.Repeat("x", 46) + address, []string{strings.Repeat("x", 46), address}},
		{"a sentence end inside", "https://bn.example.org/ক।খগঘঙচছজ abcdefghijklmnopqrstuvwxyz", []string{"https://bn.example.org/ক।খগঘঙচছজ", "abcdefghijklmnopqrstuvwxyz"}},
		{"longer than the limit", address + "&" + strings.Repeat("y", 10), []string{address + "&", strings.Repeat("y", 10)}},
		{"an old address", "0123456789 0123456789 0123456789 http://a.example/0123456789", []string{"0123456789 0123456789 0123456789", "http://a.example/0123456789"}},
	} {
		require.Equal(t, c.want, fitText(49, Runes, c.text), c.name)
	}
}

func TestWhatIsShownAsOneStaysOne(t *testing.T) {
	for name, cluster := range map[string]string{
		"a family":            "👨‍👩‍👧‍👦",
		"two people, colours": "👩🏽‍❤️‍💋‍👨🏿",
		"a skin colour":       "👍🏿",
		"a light skin colour": "👍🏻",
		"a flag":              "🇿🇲",
		"another flag":        "🇬🇦",
		"a region's flag":     "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		"a keycap":            "5️⃣",
		"marks":               "e\u0301\u0323",
		"bengali signs":       "কো",
		"arabic vowels":       "بَّ",
	} {
		for _, unit := range []Unit{Runes, UTF16, Bytes} {
			size := unit.Size(cluster)
			for extra := range size {
				parts := fitText(2*size+extra, unit, strings.Repeat(cluster, 7))
				require.Equal(t, strings.Repeat(cluster, 2), parts[0], "%s in %s with %d to spare", name, unit, extra)
			}
		}
	}
	long := "e" + strings.Repeat("\u0301", 100)
	require.Equal(t, long, strings.Join(fitText(10, Runes, long), ""), "no end of marks is no end of work")
}

func TestEachUnitCountsItsOwn(t *testing.T) {
	const text = "é😀日"
	require.Equal(t, 3, Runes.Size(text))
	require.Equal(t, 4, UTF16.Size(text))
	require.Equal(t, 9, Bytes.Size(text))
	require.Equal(t, 3, Unit("").Size(text), "runes unless said otherwise")
	require.Equal(t, []string{"😀", "😀"}, fitText(3, UTF16, "😀😀"), "a surrogate pair is two and is not cut")
	require.Equal(t, []string{"é", "é"}, fitText(3, Bytes, "éé"))
	require.Equal(t, []string{"😀", "é"}, fitText(1, Bytes, "😀é"), "a rune larger than the limit goes alone")
}

func TestButtonsComeWithTheLastPart(t *testing.T) {
	r := bot.Reply{
		ID: "r7", To: bot.Place{Channel: "web", Chat: "1"}, Text: "one two three four", Quote: "q", Edit: true,
		Ref: "card/1", Ticket: 1, For: "web:2", Buttons: buttons("Yes", "No"),
	}
	parts := Fit(Limits{Text: 9, Buttons: 2, Label: 3}, r)
	require.Equal(t, []string{"one two", "three", "four"}, texts(parts))
	require.Equal(t, []string{"r7", "r7.2", "r7.3"}, []string{parts[0].ID, parts[1].ID, parts[2].ID})
	require.Nil(t, parts[0].Buttons)
	require.Nil(t, parts[1].Buttons)
	require.Equal(t, r.Buttons, parts[2].Buttons)
	require.Equal(t, "q", parts[0].Quote)
	require.True(t, parts[0].Edit)
	for _, p := range parts {
		require.Equal(t, []any{r.To, r.For, r.Ticket}, []any{p.To, p.For, p.Ticket})
	}
	for _, p := range parts[1:] {
		require.Empty(t, p.Quote, "only the first part quotes")
		require.False(t, p.Edit, "only the first part replaces")
	}
}

func TestTextWithButtonsMayBeShorter(t *testing.T) {
	l := Limits{Text: 20, TextWithButtons: 10, Buttons: 3}
	parts := Fit(l, bot.Reply{ID: "r", Text: "one two three four", Buttons: buttons("Yes")})
	require.Equal(t, []string{"one two", "three four"}, texts(parts))
	require.Nil(t, parts[0].Buttons)
	require.Len(t, parts[1].Buttons, 1)

	parts = Fit(l, bot.Reply{ID: "r", Text: "one two three four"})
	require.Equal(t, []string{"one two three four"}, texts(parts), "only where there are buttons")

	parts = Fit(Limits{TextWithButtons: 10, Buttons: 3}, bot.Reply{Text: "one two three four", Buttons: buttons("Yes")})
	require.Equal(t, []string{"one two", "three four"}, texts(parts), "also where text alone has no limit")

	parts = Fit(Limits{Text: 3, TextWithButtons: 2, Buttons: 3}, bot.Reply{Text: " \n \n ", Buttons: buttons("Yes")})
	require.Equal(t, []string{""}, texts(parts), "nothing but white space is nothing")
	require.Len(t, parts[0].Buttons, 1)
}

func TestSurplusButtonsBecomeANumberedList(t *testing.T) {
	ask := bot.Reply{ID: "r", Text: "Which one?", Buttons: buttons("Printing", "Passwords", "None of these")}
	const list = "1. Printing\n2. Passwords\n3. None of these"
	for _, c := range []struct {
		name   string
		limits Limits
		text   string
		want   []string
	}{
		{"no buttons at all", Limits{}, "Which one?", []string{"Which one?\n" + list}},
		{"too many", Limits{Buttons: 2}, "Which one?", []string{"Which one?\n" + list}},
		{"too long a label", Limits{Buttons: 3, Label: 12}, "Which one?", []string{"Which one?\n" + list}},
		{"a list would say it twice", Limits{}, "From 1 to 3?", []string{"From 1 to 3?"}},
		{"only a list", Limits{}, "", []string{list}},
		{"under nothing but white space", Limits{Text: 43}, " \n", []string{list}},
		{"the list stays in one piece", Limits{Text: 45}, "Which one of these?", []string{"Which one of these?", list}},
		{"unless it does not fit", Limits{Text: 30}, "Which one?", []string{"Which one?", "1. Printing\n2. Passwords", "3. None of these"}},
	} {
		r := ask
		r.Text = c.text
		if strings.HasPrefix(c.name, "a list would") {
			r.Buttons = buttons("1", "2", "3")
		}
		parts := Fit(c.limits, r)
		require.Equal(t, c.want, texts(parts), c.name)
		for _, p := range parts {
			require.Nil(t, p.Buttons, c.name)
		}
	}
	parts := Fit(Limits{Buttons: 3, Label: 13}, ask)
	require.Equal(t, []bot.Reply{ask}, parts, "what fits is left alone")
	parts = Fit(Limits{}, bot.Reply{Text: "Hello."})
	require.Equal(t, "Hello.", parts[0].Text, "no buttons, no list")
}

// checkFit holds what every fitted reply promises.
func checkFit(t *testing.T, l Limits, r bot.Reply) {
	t.Helper()
	parts := Fit(l, r)
	require.NotEmpty(t, parts)
	require.Equal(t, parts, Fit(l, r), "the same again")
	said := ""
	ids := map[string]bool{}
	for i, p := range parts {
		said += p.Text
		limit := l.Text
		if len(p.Buttons) > 0 && l.TextWithButtons > 0 {
			limit = l.TextWithButtons
		}
		require.True(t, utf8.ValidString(p.Text))
		if limit > 0 && utf8.RuneCountInString(p.Text) > 1 {
			require.LessOrEqual(t, l.Unit.Size(p.Text), limit, "part %d: %q", i, p.Text)
		}
		require.True(t, len(parts) == 1 || strings.TrimSpace(p.Text) != "", "part %d is blank", i)
		require.True(t, i == len(parts)-1 || len(p.Buttons) == 0)
		require.LessOrEqual(t, len(p.Buttons), l.Buttons)
		require.False(t, ids[p.ID], "two parts with the id %s", p.ID)
		ids[p.ID] = true
	}
	whole := r.Text
	if len(r.Buttons) > 0 && len(parts[len(parts)-1].Buttons) == 0 {
		whole += "1." + r.Buttons[0].Label + "2." + r.Buttons[1].Label
	}
	require.Equal(t, squeeze(whole), squeeze(said))
	checkAddresses(t, l, r.Text, parts)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func checkAddresses(t *testing.T, l Limits, text string, parts []bot.Reply) {
	t.Helper()
	smallest := l.Text
	if l.TextWithButtons > 0 && (smallest == 0 || l.TextWithButtons < smallest) {
		smallest = l.TextWithButtons
	}
	for word := range strings.FieldsFuncSeq(text, unicode.IsSpace) {
		at := addressIn(word)
		if at < 0 || (smallest > 0 && l.Unit.Size(word[at:]) > smallest) {
			continue
		}
		whole := false
		for _, p := range parts {
			whole = whole || strings.Contains(p.Text, word[at:])
		}
		require.True(t, whole, "%q is cut in %q", word[at:], texts(parts))
	}
}

func FuzzFit(f *testing.F) {
	f.Add("Fill tray 1.\n\n1. Open it.\n  Slowly.\n2. See https://help.example.org/a?b=1. Done", uint16(20), uint16(10), uint8(0), "Yes")
	f.Add("👨‍👩‍👧‍👦🇿🇲🇿🇲 e\u0301 বাংলা।বাংলা", uint16(3), uint16(0), uint8(1), "None of these")
	f.Add(" \n\t ", uint16(1), uint16(1), uint8(2), "")
	f.Add("", uint16(1), uint16(1), uint8(3), "x\ny")
	f.Add("xhttp://a\u00a0https://b।c d", uint16(9), uint16(8), uint8(5), "1")
	f.Fuzz(func(t *testing.T, text string, limit, withButtons uint16, how uint8, label string) {
		text, label = strings.ToValidUTF8(text, "?"), strings.ToValidUTF8(label, "?")
		l := Limits{
			Text: int(limit), TextWithButtons: int(withButtons),
			Unit: []Unit{Runes, UTF16, Bytes}[how%3], Buttons: int(how % 4), Label: int(how % 16),
		}
		r := bot.Reply{ID: "r", Text: text}
		if how >= 128 {
			r.Buttons = buttons(label, "No")
		}
		checkFit(t, l, r)
	})
}

func TestPromisesHoldAtEveryLimit(t *testing.T) {
	const text = "To print, see https://help.example.org/print (or ask).\n\n" +
		"1. Open the tray 🖨️.\n  Mind the e\u0301dge.\n2. Fill it. Really? Yes!\n\nनमस्ते दुनिया।আবার 👩🏽‍❤️‍💋‍👨🏿 🇿🇲\tend"
	for limit := range 200 {
		for how := range 12 {
			l := Limits{
				Text: limit, TextWithButtons: limit * (how % 2) / 2,
				Unit: []Unit{Runes, UTF16, Bytes}[how%3], Buttons: how % 4,
			}
			checkFit(t, l, bot.Reply{ID: "r", Text: text, Buttons: buttons("Yes", "No")})
		}
	}
}
