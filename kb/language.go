package kb

import (
	"math"
	"slices"
	"unicode/utf8"
)

// detector tells the languages of a base apart by the character n-grams, one
// to four runes long, of its own articles. It needs no language resources and
// is surer about short questions than a detector of all languages, because it
// only chooses among a few.
type detector struct {
	languages []string
	// rows gives the row of an n-gram in logs; a row has one logarithm of a
	// probability a language.
	rows map[uint64]uint32
	logs []float32
}

const (
	// detectorSample is how many bytes of each language are learned from.
	detectorSample = 60_000
	// sureOdds is how much better, as a difference of logarithms, the first
	// language must be than the second.
	sureOdds = 4
	// sureWords is the least number of words that can make it sure.
	sureWords = 3
)

func newDetector(articles []*Article, languages []string) detector {
	d := detector{languages: languages, rows: make(map[uint64]uint32)}
	n := len(languages)
	if n < 2 {
		return d
	}
	samples := make([][]byte, n)
	for i, lang := range languages {
		samples[i] = plain(samples[i], stopWords[baseLanguage(lang)])
	}
	for _, a := range articles {
		i := slices.Index(languages, a.Lang)
		if i < 0 || a.Hidden || len(samples[i]) > detectorSample {
			continue
		}
		samples[i] = sampleOf(samples[i], a)
	}
	var counted []float32
	totals := make([]float32, n)
	for i, sample := range samples {
		eachGram(sample, func(g uint64) {
			row, ok := d.rows[g]
			if !ok {
				row = uint32(len(d.rows))
				d.rows[g] = row
				counted = append(counted, make([]float32, n)...)
			}
			counted[int(row)*n+i]++
			totals[i]++
		})
	}
	const smooth = 0.1
	kinds := float32(len(d.rows))
	d.logs = counted
	for k := range d.logs {
		d.logs[k] = float32(math.Log(float64((d.logs[k] + smooth) / (totals[k%n] + smooth*kinds))))
	}
	return d
}

func sampleOf(dst []byte, a *Article) []byte {
	dst = append(plain(append(dst, ' '), a.Title), ' ')
	for _, q := range a.Questions {
		dst = append(plain(dst, q), ' ')
	}
	for i := range a.Sections {
		if len(dst) > detectorSample {
			break
		}
		dst = append(plain(dst, a.Sections[i].Text), ' ')
	}
	return dst
}

// eachGram calls each with all n-grams of the words of a text.
func eachGram(text []byte, each func(uint64)) {
	words(text, func(w []byte) {
		if !isNumberBytes(w) {
			gramsOfWord(w, each)
		}
	})
}

// gramsOfWord calls each with the n-grams of a word, one to four runes long, with
// a mark at its beginning and its end.
func gramsOfWord(w []byte, each func(uint64)) {
	var a, b, c rune
	step := func(r rune, mark bool) {
		if !mark {
			each(gram(0, 0, 0, r))
		}
		if c != 0 {
			each(gram(0, 0, c, r))
		}
		if b != 0 {
			each(gram(0, b, c, r))
		}
		if a != 0 {
			each(gram(a, b, c, r))
		}
		a, b, c = b, c, r
	}
	step('^', true)
	for i := 0; i < len(w); {
		r, size := utf8.DecodeRune(w[i:])
		step(r, r == '^' || r == '$')
		i += size
	}
	step('$', true)
}

// DetectLang says which of the base's languages a text is in. It is never sure
// of two words or fewer, of a text that resembles none of the languages, or
// when the base has fewer than two. With no clue it gives the default language.
func (b *Base) DetectLang(text string) (lang string, sure bool) {
	return b.detector.detect(plain(nil, cut(text)))
}

func (d *detector) detect(text []byte) (string, bool) {
	n := len(d.languages)
	if n == 0 {
		return "", false
	}
	if n == 1 {
		return d.languages[0], false
	}
	var few [8]float32
	scores := few[:0]
	for range n {
		scores = append(scores, 0)
	}
	known, strange, count := 0, 0, 0
	add := func(g uint64) {
		row, ok := d.rows[g]
		if !ok {
			strange++
			return
		}
		known++
		for i, log := range d.logs[int(row)*n : int(row)*n+n] {
			scores[i] += log
		}
	}
	words(text, func(w []byte) {
		if isNumberBytes(w) {
			return
		}
		if count++; count <= maxWords {
			gramsOfWord(w[:min(len(w), longestCompound)], add)
		}
	})
	first, second := 0, -1
	for i := 1; i < n; i++ {
		switch {
		case scores[i] > scores[first]:
			first, second = i, first
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	sure := count >= sureWords && strange <= 2*known && scores[first]-scores[second] >= sureOdds
	return d.languages[first], sure
}

// languageRank orders translations of an article: the person's language first,
// then the detected one, then the default, then the rest. A regional variant
// stands for its language.
func languageRank(lang, person, detected, fallback string) int {
	for rank, want := range [...]string{person, detected, fallback} {
		if want == "" {
			continue
		}
		if lang == want {
			return 2 * rank
		}
		if baseLanguage(lang) == baseLanguage(want) {
			return 2*rank + 1
		}
	}
	return 6
}
