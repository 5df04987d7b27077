package kb

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tableOfContents is GitBook's list of pages. It can be linked to, but as an
// answer it would match every question.
// See https://gitbook.com/docs/getting-started/git-sync/content-configuration.
const tableOfContents = "SUMMARY.md"

// languageCode is the form of a language code: en, swc, pt-br, zh-hans.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-([a-z]{2}|[a-z]{4}|[0-9]{3}))?$`)

// twoLetterLanguages are the codes of ISO 639-1, so that node.js.md stays
// English. See https://www.loc.gov/standards/iso639-2/php/code_list.php.
const twoLetterLanguages = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz " +
	"ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv " +
	"ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no " +
	"nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti " +
	"tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "

// notLanguages are three letters people put before .md for other reasons.
const notLanguages = " api app bak cfg cli css csv dev doc env faq htm ini new old pdf php png sql svg tab tmp tsv txt xml yml "

// nameAndLanguage takes a path apart: "a/print.fr.md" is "a/print" in "fr". The
// language is "" when the path names none.
func nameAndLanguage(file string, languages []string) (name, lang string) {
	name = strings.TrimSuffix(file, path.Ext(file))
	dot := strings.LastIndexByte(name, '.')
	if dot <= strings.LastIndexByte(name, '/')+1 {
		return name, ""
	}
	code := strings.ReplaceAll(strings.ToLower(name[dot+1:]), "_", "-")
	if !isLanguage(code, languages) {
		return name, ""
	}
	return name[:dot], code
}

// isLanguage tells whether a code in lower case names a language.
func isLanguage(code string, languages []string) bool {
	if slices.ContainsFunc(languages, func(l string) bool { return strings.EqualFold(l, code) }) {
		return true
	}
	if !languageCode.MatchString(code) {
		return false
	}
	base, _, _ := strings.Cut(code, "-")
	if len(base) == 2 {
		return strings.Contains(twoLetterLanguages, " "+base+" ")
	}
	return !strings.Contains(notLanguages, " "+base+" ")
}

// titleFromName makes "Print a certificate" of "printing/print-a-certificate".
// A README speaks for its folder.
func titleFromName(name string) string {
	base := path.Base(name)
	if strings.EqualFold(base, "readme") && path.Dir(name) != "." {
		base = path.Base(path.Dir(name))
	}
	words := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}
