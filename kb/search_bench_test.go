package kb

import "testing"

// BenchmarkSearch asks the dev questions of a set one after the other.
func BenchmarkSearch(b *testing.B) {
	dir := benchDir(b)
	for _, set := range benchSets {
		b.Run(set.name, func(b *testing.B) {
			base, questions := openBench(b, dir, set)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				base.Search(Question{Text: questions[n%len(questions)].Text})
				n++
			}
		})
	}
}

// BenchmarkLoad makes the articles of a set searchable.
func BenchmarkLoad(b *testing.B) {
	dir := benchDir(b)
	for _, set := range benchSets {
		b.Run(set.name, func(b *testing.B) {
			base, _ := openBench(b, dir, set)
			for b.Loop() {
				NewBase(base.Articles(), base.Languages(), Balanced)
			}
		})
	}
}
