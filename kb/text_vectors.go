package kb

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
)

// englishVectors is a table of English word vectors: words that are used in the
// same company have similar ones, whether or not anybody listed them. What it is
// made of and its licence are in vectors/LICENSE, the program that makes it in
// bench/wordvectors. It is searched where it lies, so that nothing is loaded and
// only what is asked for gets into memory.
//
//go:embed vectors/en.bin
var englishVectors string

const (
	// vectorLang is the language of the table.
	vectorLang = "en"
	// vectorDims is how many numbers a vector has.
	vectorDims = 64
	// A record of the table is the FNV-1a hash of the word, by which records are
	// in rising order, a byte by which its vector is multiplied, which makes all
	// equally long and frequent words shorter, and the numbers in four bits each,
	// 8 standing for zero. Of 100,000 words that are not in it, one is mistaken
	// for one that is.
	vectorHead   = 5
	vectorRecord = vectorHead + vectorDims/2
)

// vector is what a text is about, as a direction.
type vector [vectorDims]float32

// vectorOf adds up the vectors of words, which must be plain and without
// accents. It is not of length 1, and zero if the table has none of the words.
func vectorOf(words func(yield func(string) bool)) (v vector) {
	var sum [vectorDims]int32
	for w := range words {
		record := vectorRecordOf(w)
		if record == "" {
			continue
		}
		times := int32(record[vectorHead-1])
		for i := range vectorDims / 2 {
			two := record[vectorHead+i]
			sum[2*i] += times * (int32(two&15) - 8)
			sum[2*i+1] += times * (int32(two>>4) - 8)
		}
	}
	for i, n := range sum {
		v[i] = float32(n)
	}
	return v
}

// vectorRecordOf is the record of a word, or "".
func vectorRecordOf(word string) string {
	hash := uint32(2166136261)
	for i := range len(word) {
		hash = (hash ^ uint32(word[i])) * 16777619
	}
	n := len(englishVectors) / vectorRecord
	at := sort.Search(n, func(i int) bool { return vectorHash(i) >= hash })
	if at == n || vectorHash(at) != hash {
		return ""
	}
	return englishVectors[at*vectorRecord : (at+1)*vectorRecord]
}

func vectorHash(i int) uint32 {
	return binary.LittleEndian.Uint32([]byte(englishVectors[i*vectorRecord : i*vectorRecord+4]))
}

// add adds another vector.
func (v *vector) add(other *vector) {
	for i, x := range other {
		v[i] += x
	}
}

// dot is the cosine of two vectors of length 1.
func (v *vector) dot(other *vector) float32 {
	var a, b, c, d float32
	for i := 0; i < vectorDims; i += 4 {
		a += v[i] * other[i]
		b += v[i+1] * other[i+1]
		c += v[i+2] * other[i+2]
		d += v[i+3] * other[i+3]
	}
	return a + b + c + d
}

// normalise makes the vector of length 1, unless it is zero, which it tells.
func (v *vector) normalise() (nonzero bool) {
	square := v.dot(v)
	if square == 0 {
		return false
	}
	length := float32(math.Sqrt(float64(square)))
	for i := range v {
		v[i] /= length
	}
	return true
}
