package desk

// nearestRule finds the one order that a misspelt word was meant to be: one slip
// in a short word, two in a long one. A word as near to two orders is neither.
func nearestRule(word string) (rule, bool) {
	best, far, tie := rule{}, len(word), false
	for _, r := range rules {
		if r.hidden {
			continue
		}
		switch d := slips([]rune(word), []rune(r.word)); {
		case d < far:
			best, far, tie = r, d, false
		case d == far:
			tie = true
		}
	}
	allowed := 1
	if len(best.word) > 5 {
		allowed = 2
	}
	return best, best.word != "" && !tie && far <= allowed && len(word) > 2 && len(word) <= maxWord
}

// maxWord is the longest word that is compared with orders.
const maxWord = 16

// slips counts the letters to add, drop, change or swap with their neighbour to
// make a into b.
func slips(a, b []rune) int {
	if len(a) > maxWord || len(b) > maxWord {
		return maxWord
	}
	var d [maxWord + 1][maxWord + 1]int
	for i := range len(a) + 1 {
		for j := range len(b) + 1 {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j], d[i][j-1], d[i-1][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
