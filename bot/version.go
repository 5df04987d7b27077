package bot

import (
	"cmp"
	"strconv"
	"strings"
)

// maxVersion is how long the name of a version may be, in bytes.
const maxVersion = 64

// Version is the name of a release, such as "v1.9.2".
type Version string

// ParseVersion reads a version as people and milestones write it: "v1.9.2", "1.9",
// "Release 2.0.0-rc.1". It fails where no dotted number stands alone.
func ParseVersion(text string) (Version, bool) {
	var found Version
	for _, word := range strings.Fields(text) {
		bare := strings.TrimLeft(word, "vV")
		if len(word) > maxVersion || len(word)-len(bare) > 1 {
			continue
		}
		if numbers, _ := Version(word).parts(); len(numbers) > 1 {
			if found != "" {
				return "", false // two of them: nobody knows which
			}
			found = Version("v" + bare)
		}
	}
	return found, found != ""
}

// Compare orders versions as releases are: 1.9.2 before 1.10.0, and 2.0.0-rc.1 before
// 2.0.0. What cannot be read comes first.
func (v Version) Compare(other Version) int {
	a, pre := v.parts()
	b, otherPre := other.parts()
	for i := range max(len(a), len(b)) {
		if c := cmp.Compare(at(a, i), at(b, i)); c != 0 {
			return c
		}
	}
	switch {
	case pre == otherPre:
		return 0
	case pre == "":
		return 1
	case otherPre == "":
		return -1
	}
	return comparePre(pre, otherPre)
}

func at(numbers []int, i int) int {
	if i < len(numbers) {
		return numbers[i]
	}
	return 0
}

// parts gives the numbers of a version and what stands behind a hyphen; no numbers
// where it is none. What stands behind a plus does not count.
func (v Version) parts() (numbers []int, pre string) {
	text, _, _ := strings.Cut(strings.TrimLeft(string(v), "vV"), "+")
	text, pre, _ = strings.Cut(text, "-")
	for _, digits := range strings.Split(text, ".") {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || digits[0] == '+' {
			return nil, ""
		}
		numbers = append(numbers, n)
	}
	return numbers, pre
}

// comparePre orders what stands behind the hyphens, part by part, numbers by their size.
func comparePre(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, notX := strconv.Atoi(as[i])
		y, notY := strconv.Atoi(bs[i])
		c := cmp.Compare(as[i], bs[i])
		switch {
		case notX == nil && notY == nil:
			c = cmp.Compare(x, y)
		case notX == nil:
			c = -1
		case notY == nil:
			c = 1
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}
