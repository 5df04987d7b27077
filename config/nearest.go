package config

import "strings"

// maxName is the longest name, in bytes, that suggestions are sought for.
const maxName = 40

// nearest finds the word that a misspelt one most likely stands for, or "" when
// none is near enough: one slip in a short word, two or three in a long one.
func nearest(name string, words []string) string {
	if len(name) > maxName {
		return ""
	}
	name = strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	best, bestSlips := "", max(1, len(name)/3)+1
	for _, word := range words {
		if slips := slips(name, word); slips < bestSlips {
			best, bestSlips = word, slips
		}
	}
	return best
}

// slips counts the letters to add, drop, change or swap with a neighbour to get
// from one word to the other.
func slips(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// clip cuts a text that goes into a message.
func clip(text string) string {
	const most = 60
	runes := 0
	for i := range text {
		if runes == most {
			return text[:i] + "..."
		}
		runes++
	}
	return text
}
