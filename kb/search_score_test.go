package kb

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// plainSums adds up a question the long way: every target of the base, looked
// up in the postings of every feature.
type plainSums struct {
	docs, sections           []tally
	entries, grams, machines []float32
}

func sumPlainly(b *Base, q *query) plainSums {
	p := plainSums{
		make([]tally, len(b.docs)), make([]tally, len(b.sections)),
		make([]float32, len(b.entries)), make([]float32, len(b.entries)), make([]float32, b.classes.machines),
	}
	collect := func(all []tally, in postings) {
		for target := range all {
			counted := map[int32]bool{}
			for _, f := range q.features {
				v := in.find(f.feature, uint32(target))
				all[target].score += v * f.weight
				if v > 0 && f.word >= 0 && !counted[f.word] {
					counted[f.word] = true
					all[target].mass += q.words[f.word].mass * f.mass
				}
			}
		}
	}
	collect(p.docs, b.inDocs)
	collect(p.sections, b.inSections)
	for e := range b.entries {
		for _, f := range q.features {
			p.entries[e] += b.inEntries.find(f.feature, uint32(e)) * (f.weight * b.idf[f.feature] / q.length)
		}
		for _, g := range q.grams {
			p.grams[e] += b.gramsInEntries.find(g.feature, uint32(e)) * (g.weight / q.gramSize)
		}
	}
	if b.classes.machines > 0 {
		b.classes.judge(b, p.machines, q)
	}
	return p
}

// TestScoreAddsUpEverything compares what one scratch, used for one question
// after the other, adds up with the long way, to the last bit.
func TestScoreAddsUpEverything(t *testing.T) {
	starter, questions := openStarter(t)
	texts := []string{"", "log in", "login", "prnit certifcate", "zzzz", "🎉"}
	for i := 0; i < len(questions); i += 9 {
		texts = append(texts, questions[i].Text)
	}
	for _, b := range []*Base{starter, desk(), twoLanguages()} {
		s := newScratch(b)
		for _, text := range texts {
			b.score(s, Question{Text: text, Staff: true})
			p := sumPlainly(b, &s.query)
			for i := range p.docs {
				require.Equal(t, p.docs[i].score, s.docs[i].score, text)
				require.Equal(t, p.docs[i].mass, s.docs[i].mass, text)
				d := &b.docs[i]
				if p.docs[i].score > 0 || greatest(p.grams[d.entry:d.heading]) > 0 {
					require.Contains(t, s.found, uint32(i), text)
				}
			}
			for i := range p.sections {
				require.Equal(t, p.sections[i].score, s.sections[i].score, text)
				require.Equal(t, p.sections[i].mass, s.sections[i].mass, text)
			}
			require.Equal(t, p.entries, s.entries, text)
			require.Equal(t, p.grams, s.grams, text)
			require.Equal(t, p.machines, s.machines, text)
			slices.Sort(s.found)
			require.Equal(t, len(s.found), len(slices.Compact(slices.Clone(s.found))), "each doc is found once")
		}
		s.wipe(b)
		require.Equal(t, newScratch(b).docs, s.docs)
		require.Equal(t, newScratch(b).sections, s.sections)
		require.Equal(t, newScratch(b).entries, s.entries)
		require.Equal(t, newScratch(b).grams, s.grams)
	}
}

func TestGreatest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 40 {
		values := make([]float32, n)
		tallies := make([]tally, n)
		for i := range values {
			if r.IntN(3) > 0 {
				values[i] = r.Float32()
			}
		}
		for i, v := range values {
			tallies[i] = tally{score: v, mass: values[n-1-i]}
		}
		sorted := append(slices.Clone(values), 0, 0, 0)
		slices.Sort(sorted)
		slices.Reverse(sorted)
		require.Equal(t, sorted[0], greatest(values))
		require.Equal(t, [3]float32(sorted), nearestThree(values))
		score, mass := greatestTally(tallies)
		require.Equal(t, sorted[0], score)
		require.Equal(t, greatest(values), mass)
	}
}

func TestOrderKeepsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 90 {
		b := &Base{docs: make([]doc, n)}
		s := &scratch{bestOfName: make([]int32, n)}
		var want []candidate
		for i := range n {
			b.docs[i].name = uint32(i)
			want = append(want, candidate{doc: uint32(i), score: float32(r.IntN(40)-20) / 8})
		}
		for _, i := range r.Perm(n) {
			*s.room() = want[i]
			s.keep(b.docs[i].name)
		}
		s.order(b)
		slices.SortStableFunc(want, func(a, b candidate) int {
			switch {
			case a.score > b.score:
				return -1
			case a.score < b.score:
				return 1
			}
			return 0
		})
		require.Equal(t, len(want[:min(n, oddsAmong)]), len(s.candidates))
		for i := range s.candidates {
			require.Equal(t, want[i], s.candidates[i])
		}
		require.Equal(t, make([]int32, n), s.bestOfName, "ready for the next search")
	}
}
