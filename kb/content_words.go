package kb

// ContentWord is one word of a text that says something.
type ContentWord struct {
	// Written is how it stands in the text, in lower case; Stem what it is compared by.
	Written, Stem string
}

// maxContent is how much of a text is looked at for its words, in bytes.
const maxContent = 4000

// ContentWords gives the words of a text in a language, without stop words and
// single letters, in order. It is for those who compare texts with each other
// rather than with articles, and finds words as a search does.
func (b *Base) ContentWords(text, lang string) []ContentWord {
	if len(text) > maxContent {
		text = text[:maxContent]
	}
	var found []ContentWord
	words(plain(nil, text), func(w []byte) {
		written := string(w)
		if len(w) < 2 || b.stop[key(written)] {
			return
		}
		found = append(found, ContentWord{Written: written, Stem: stem(written, lang)})
	})
	return found
}
