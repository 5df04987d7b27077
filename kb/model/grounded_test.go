package model_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/starter"
)

var signIn = []model.Section{
	{ID: "access/code", Title: "The sign-in code does not arrive", Text: `After your password, the system may ask for a one-time code. It comes by SMS or email, to the number or address on your account.

1. Wait one or two minutes, and check that your phone has signal.
2. Ask for a new code on the same screen. Use only the newest one.
3. Type the code soon. It stops working after 10 minutes.

If several people in your office get no codes, the message service may be down. Report it to support and say when it started.

Never give a code to another person, even to somebody who says they are from support.`},
	{ID: "access/help", Title: "Where to get help", Text: `Choose "Reset password" in the menu of the team page, or run firstline check --online.
See the handbook (https://docs.example.org/help) or write to help@example.org.
Amina Banda leads the office in Lusaka. The office is open until 17:00 on Fridays.`},
}

func TestWhatIsGrounded(t *testing.T) {
	for _, c := range []struct {
		said string
		want model.Doubt
	}{
		{"The one-time code comes by SMS or email, to the number or address on your account. [1]", model.Unrested}, // put for "it"
		{"After your password the system may ask for a one-time code [1]. It comes by SMS or email. [1]", ""},
		{"If several people in your office get no codes, the message service may be down. [1]", ""},
		{"Never give a code to another person. [1]", ""},
		{"- See the handbook (https://docs.example.org/help) or write to help@example.org. [2]", ""},
		{"Choose “Reset password” in the menu of the team page. [2]", ""},
		{"The office in Lusaka is led by Amina Banda. [2]", model.Unrested}, // in another order
		{"Amina Banda leads the office in Lusaka. [1, 2]", ""},
		{"1. Wait one or two minutes, and check that your phone has signal. [1]\n2. Ask for a new code on the same screen. Use only the newest one. [1]\n3. Type the code soon. It stops working after 10 minutes. [1]", ""},

		{"", model.Nothing},
		{"The code comes by SMS.", model.Uncited},
		{"The code comes by SMS. [1] And more.", model.Uncited},
		{"The code comes by SMS. [3]", model.Uncited},
		{"The code comes by SMS. [0]", model.Uncited},
		{"[1]", model.Uncited},
		{"The one-time code comes by pigeon. [1]", model.Unrested},
		{"Amina Banda leads the office in Lusaka. [1]", model.NewName},
		{"Give a code to another person. [1]", model.NewSense},
		{"Never give a code to another person, except to somebody from support. [1]", model.Unrested},
		{"The message service may be down. Report it to support. [1]", model.NewSense}, // the condition is gone
		{"Report it to support. [1]", model.NewSense},                                  // it may be a condition that was left out
		{"Use the newest one. [1]", model.Unrested},                                    // half a step
		{"It stops working after 15 minutes. [1]", model.NewFigure},
		{"It stops working after ten minutes. [1]", model.Unrested},
		{"The office is open until 17.00 on Fridays. [2]", model.NewFigure},
		{"The office is open until ١٧:٠٠ on Fridays. [2]", ""},
		{"The office is open until ½ on Fridays. [2]", model.NewFigure},
		{"The office is open before 17:00 on Fridays. [2]", model.Unrested},
		{"See the handbook (https://docs.example.org/other). [2]", model.NewLink},
		{"See the handbook (docs.example.org). [2]", model.NewLink},
		{"See the handbook at evil․example. [2]", model.NewLink},
		{"Write to help@example.com. [2]", model.NewLink},
		{"Run firstline check --offline. [2]", model.Unrested},
		{"Choose \"Delete password\" in the menu of the team page. [2]", model.NewLabel},
		{"Choose “reset Password” in the menu of the team page. [2]", model.NewLabel},
		{"The office in Lusaka is led by Mr Mwale. [2]", model.NewName},
		{"KEEP waiting one or two minutes. [1]", model.NewName},
		{"Yes. [1]", model.Unrested},
		{"I have closed your ticket. [1]", model.Unrested},
		{"**Never** give a code to another person. [1]", model.Marked},
		{"Never give a code to another person.\u202e [1]", model.Marked},
		{"Never give a code to ano\u200bther person. [1]", model.Marked},
		{"[See](https://docs.example.org/help) the handbook. [2]", model.Marked},
		{"Never give a сode to another person. [1]", model.Unrested}, // a Cyrillic letter
		{"1. Wait one or two minutes, and check that your phone has signal. [1]", model.ChangedSteps},
		{"2. Ask for a new code on the same screen. Use only the newest one. [1]\n3. Type the code soon. It stops working after 10 minutes. [1]", model.ChangedSteps},
		{"1. Wait one or two minutes, and check that your phone has signal. [1]\n3. Type the code soon. It stops working after 10 minutes. [1]", model.ChangedSteps},
		{"1. Wait an hour. [1]", model.ChangedSteps},
		{strings.Repeat("Never give a code to another person. [1]\n", 40), model.TooLong},
	} {
		answer, cited, doubt := model.Grounded(c.said, signIn, model.Bounds{Lang: "en", Most: 600})
		require.Equal(t, c.want, doubt, c.said)
		require.Equal(t, doubt == "", answer != "" && len(cited) > 0, c.said)
		require.NotRegexp(t, `\[\d`, answer)
	}
}

func TestAnotherLanguageIsNotGrounded(t *testing.T) {
	detect := func(string) (string, bool) { return "fr", true }
	_, _, doubt := model.Grounded("Never give a code to another person. [1]", signIn, model.Bounds{Lang: "en", Most: 600, Detect: detect})
	require.Equal(t, model.OtherTongue, doubt)
	_, _, doubt = model.Grounded("Never give a code to another person. [1]", signIn, model.Bounds{Lang: "fr-ca", Most: 600, Detect: detect})
	require.NotEqual(t, model.OtherTongue, doubt)
}

func TestScriptsWithoutCapitalsAreCheckedWordForWord(t *testing.T) {
	sections := []model.Section{{ID: "a", Title: "الطباعة", Text: "املأ الدرج بالورق واضغط على زر الموافقة. لا تفتح الدرج الثاني."}}
	in := model.Bounds{Lang: "ar", Most: 500}
	for said, ok := range map[string]bool{
		"املأ الدرج بالورق واضغط على زر الموافقة. [1]":        true,
		"املأ الدرج بالورق واضغط على زر الموافقة في محمد [1]": false,
		"تفتح الدرج الثاني. [1]":                              false,
		"لا تفتح الدرج الثاني. [1]":                           true,
	} {
		_, _, doubt := model.Grounded(said, sections, in)
		require.Equal(t, ok, doubt == "", "%s: %s", said, doubt)
	}
}

// lines are the sentences of the starter articles, with their sections.
func starterSections(t testing.TB) []model.Section {
	lib, err := kb.Open(kb.Options{FS: []fs.FS{starter.Articles()}, Languages: []string{"en", "fr"}})
	require.NoError(t, err)
	var out []model.Section
	for _, a := range lib.Articles() {
		for _, s := range a.Sections {
			if a.Lang == "en" && strings.TrimSpace(s.Text) != "" {
				out = append(out, model.Section{ID: s.ID, Title: a.Title, Text: s.Text})
			}
		}
	}
	return out
}

// leaning sentences rest on the one before them, and are not said alone.
var leaning = regexp.MustCompile(`^(It|Its|That|They|This|These|Those|So|Otherwise|But) `)

var stepLine = regexp.MustCompile(`(?m)^\d+\..*$`)

// plainSentences are those of a section's text that are no steps.
func plainSentences(s model.Section) []string {
	var out []string
	for one := range strings.SplitSeq(strings.ReplaceAll(stepLine.ReplaceAllString(s.Text, ""), ". ", ".\n"), "\n") {
		if one = strings.TrimSpace(one); len(strings.Fields(one)) > 5 && !strings.HasPrefix(one, "•") && !strings.HasSuffix(one, ":") && !leaning.MatchString(one) {
			out = append(out, one)
		}
	}
	return out
}

// TestWhatTheCheckLetsThrough measures the check on the starter articles: sentences
// that only gain or lose small words must mostly pass, and sentences in which one word
// is another must not.
func TestWhatTheCheckLetsThrough(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	sections := starterSections(t)
	var vocabulary []string
	for _, s := range sections {
		for _, w := range strings.Fields(s.Text) {
			if w = strings.Trim(w, ".,:;()*"); len(w) > 3 && w == strings.ToLower(w) {
				vocabulary = append(vocabulary, w)
			}
		}
	}
	in := model.Bounds{Lang: "en", Most: 2000}
	stem := kb.NewStemmer("en")
	passed, kept, caught, changed := 0, 0, 0, 0
	missed := map[string]bool{}
	for _, s := range sections {
		for _, sentence := range plainSentences(s) {
			for _, same := range rewordings(sentence) {
				kept++
				if _, _, doubt := model.Grounded(same+" [1]", []model.Section{s}, in); doubt == "" {
					passed++
				}
			}
			words := strings.Fields(sentence)
			for range 4 {
				at, other := random.IntN(len(words)), vocabulary[random.IntN(len(vocabulary))]
				was := strings.Trim(words[at], ".,:;()")
				if len(was) < 4 || slices.Equal(stem.Stems(was), stem.Stems(other)) || len(stem.Stems(other)) == 0 || len(stem.Stems(was)) == 0 {
					continue
				}
				swapped := slices.Clone(words)
				swapped[at] = strings.Replace(words[at], was, other, 1)
				changed++
				if _, _, doubt := model.Grounded(strings.Join(swapped, " ")+" [1]", []model.Section{s}, in); doubt != "" {
					caught++
				} else {
					missed[strings.Join(swapped, " ")] = true
				}
			}
		}
	}
	t.Logf("kept: %d of %d reworded sentences pass; caught: %d of %d with another word", passed, kept, caught, changed)
	n := 0
	for m := range missed {
		if n++; n < 6 {
			t.Log("not caught: ", m)
		}
	}
	require.Greater(t, kept, 100)
	require.Greater(t, changed, 200)
	require.GreaterOrEqual(t, float64(passed), 0.95*float64(kept))
	require.GreaterOrEqual(t, float64(caught), 0.99*float64(changed))
}

// rewordings are a sentence as it is, with small words before it, and with a comma.
func rewordings(s string) []string {
	lower := strings.ToLower(s[:1]) + s[1:]
	return []string{s, "Please " + lower, "Then " + lower, strings.Replace(s, " and ", ", and ", 1), fmt.Sprint(strings.TrimSuffix(s, "."), "!")}
}
