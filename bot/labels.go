package bot

import (
	"slices"
	"strings"
)

// Types are the support types of tickets where the configuration names no others.
var Types = []string{"how-to", "operations", "developer", "integration", "data", "training"}

const (
	// MaxTags is how many tags a ticket has at most.
	MaxTags = 12
	// maxTag is how long one is, in runes.
	maxTag = 30
)

// Tag adds and removes tags and tells whether that changed anything. Tags are
// single lower-case words. Refuses with TooManyTags, and then nothing is changed.
func (t *Ticket) Tag(add, remove []string) (changed bool, err error) {
	tags := slices.Clone(t.Tags)
	for _, tag := range remove {
		tags = slices.DeleteFunc(tags, func(have string) bool { return have == cleanTag(tag) })
	}
	for _, tag := range add {
		if tag = cleanTag(tag); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) > MaxTags {
		return false, t.refuse(TooManyTags)
	}
	changed = !slices.Equal(tags, t.Tags)
	t.Tags = tags
	return changed, nil
}

func cleanTag(s string) string {
	s = strings.ToLower(strings.Trim(strings.Join(strings.Fields(CleanText(s)), "-"), "#+-.,"))
	if runes := []rune(s); len(runes) > maxTag {
		s = string(runes[:maxTag])
	}
	return s
}
