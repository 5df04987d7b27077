package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// allTexts gives every language there is.
func allTexts(t *testing.T) []language {
	files, err := fs.Glob(textFiles, "texts/*.json")
	require.NoError(t, err)
	var codes []string
	for _, f := range files {
		codes = append(codes, strings.TrimSuffix(strings.TrimPrefix(f, "texts/"), ".json"))
	}
	c, err := loadTexts(codes)
	require.NoError(t, err)
	require.Len(t, c.known, len(files))
	return c.known
}

// TestPagesSpeakAsTheBot finds a language the bot speaks and the pages do not.
func TestPagesSpeakAsTheBot(t *testing.T) {
	files, err := filepath.Glob("../../bot/dialogue/catalogue/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var bot, pages []string
	for _, f := range files {
		bot = append(bot, strings.TrimSuffix(filepath.Base(f), ".json"))
	}
	for _, l := range allTexts(t) {
		pages = append(pages, l.Code)
	}
	require.Equal(t, bot, pages)
}

var places = regexp.MustCompile(`\{\w+\}`)

func TestLanguagesSayTheSame(t *testing.T) {
	c, err := loadTexts([]string{"en"})
	require.NoError(t, err)
	english := c.known[0]
	for _, l := range allTexts(t) {
		require.Contains(t, []string{"ltr", "rtl"}, l.Dir, l.Code)
		require.Len(t, l.Pages, len(english.Pages))
		for page, texts := range english.Pages {
			require.Len(t, l.Pages[page], len(texts), "%s %s", l.Code, page)
			for key, text := range texts {
				want, got := places.FindAllString(text, -1), places.FindAllString(l.Pages[page][key], -1)
				sort.Strings(want)
				sort.Strings(got)
				require.NotEmpty(t, l.Pages[page][key], "%s %s %s", l.Code, page, key)
				require.Equal(t, want, got, "%s %s %s", l.Code, page, key)
			}
		}
	}
}

// TestTextsAreUsed finds texts nobody shows, and keys without a text.
func TestTextsAreUsed(t *testing.T) {
	c, err := loadTexts([]string{"en"})
	require.NoError(t, err)
	read := func(names ...string) string {
		var all strings.Builder
		for _, name := range names {
			raw, err := fs.ReadFile(staticFiles, "static/"+name)
			if err != nil {
				raw, err = fs.ReadFile(pageFiles, "pages/"+name)
			}
			require.NoError(t, err)
			all.Write(raw)
		}
		return all.String()
	}
	code := map[string]string{
		"chat": read("chat.html", "chat.js", "files.js", "talk.js"),
		"desk": read("desk.html", "desk.js", "queue.js", "ticket.js", "order.js", "files.js", "talk.js"),
		"gate": read("gate.html"),
		// What talk.js says on the pages of conversations, this one has no use for.
		"articles": read("articles.html", "articles.js", "trial.js"),
	}
	// These keys are put together or handed on.
	built := map[string][]string{
		"chat": {"sending", "sent", "refused", "tooLarge", "tooLong", "filesFull", "cookies"},
		"desk": {"sending", "sent", "lost", "tooLarge", "tooLong", "filesFull", "high", "urgent", "open", "claimed", "waiting", "upstream", "solved", "closed", "until", "why", "issue", "advice", "by.person", "by.bot", "by.staff", "by.note"},
	}
	for _, word := range regexp.MustCompile(`\['(\w+)'`).FindAllStringSubmatch(read("order.js"), -1) {
		built["desk"] = append(built["desk"], "do."+word[1])
	}
	used := regexp.MustCompile(`(?:\bt\('|\.T\.|\['|plain\(')([\w.]+)`)
	for page, texts := range c.known[0].Pages {
		found := map[string]bool{}
		for _, m := range used.FindAllStringSubmatch(code[page], -1) {
			found[m[1]] = true
		}
		for _, key := range built[page] {
			found[key] = true
		}
		for key := range texts {
			require.True(t, found[key], "%s: %q is never shown", page, key)
		}
		for _, m := range regexp.MustCompile(`(?:\bt\('|\.T\.)(\w+)[',)} ]`).FindAllStringSubmatch(code[page], -1) {
			require.Contains(t, texts, m[1], page)
		}
	}
}

func TestLanguageIsChosen(t *testing.T) {
	for _, c := range []struct {
		offered []string
		header  string
		want    string
	}{
		{nil, "", "en"},
		{nil, "fr", "en"},
		{[]string{"fr", "en"}, "", "fr"},
		{[]string{"fr", "en"}, "en-GB,fr;q=0.4", "en"},
		{[]string{"en", "fr"}, "de, fr;q=0.4, en;q=0.2", "fr"},
		{[]string{"en", "fr"}, "en;q=0.1,fr-CA;q=0.9", "fr"},
		{[]string{"en", "fr"}, "fr;q=0, *", "en"},
		{[]string{"en", "ar"}, "AR-eg", "ar"},
		{[]string{"de"}, "de", "en"},
		{[]string{"de", "fr"}, "de", "fr"},
		{[]string{"en", "fr", "sw"}, "de, sw-KE;q=0.8, fr;q=0.4", "sw"},
		{[]string{"en", "en-US"}, "en-US", "en"},
		{[]string{"en", "fr"}, strings.Repeat("x,", 10000) + "fr", "en"},
		{[]string{"en", "fr"}, "../../fr;q=nan", "en"},
	} {
		catalogue, err := loadTexts(c.offered)
		require.NoError(t, err)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", c.header)
		require.Equal(t, c.want, catalogue.choose(r).Code, "%v %q", c.offered, c.header)
	}
}

func TestPageSpeaksTheLanguage(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Languages = []string{"en", "ar"} })
	body := s.visitor().get("/", "Accept-Language", "ar").body
	require.Contains(t, body, `<html lang="ar" dir="rtl">`)
	require.Contains(t, body, "كيف يمكننا مساعدتك؟")
}
