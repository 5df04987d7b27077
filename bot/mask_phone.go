package bot

import (
	"regexp"
	"strings"
)

// candidate is a row of digits with the signs people put between them. It is
// E.164 at most: 15 digits. https://www.itu.int/rec/T-REC-E.164
var candidate = regexp.MustCompile(`(?:\+ ?\(?|\(\+?)?\d(?:(?: ?\( ?| ?\) ?[-.]? ?| ?- ?|[./]| {1,3})?\d){5,}`)

const maxPhoneDigits = 15

// What is written in digits and is no phone number. What these find is taken out
// before candidates are looked for.
var (
	isoDate   = regexp.MustCompile(`\b(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])\b`)
	plainDate = regexp.MustCompile(`\b(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)\d\d\b`)
	timeOfDay = regexp.MustCompile(`\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[+-]\d{2}:?\d{2})?\b`)
	address   = regexp.MustCompile(`\b(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}\b`)
	ticketNo  = regexp.MustCompile(`#\d+\b`)

	currencies = `(?:\$|€|£|¥|₦|₵|₹|৳|(?i:USD|EUR|GBP|ZMW|KES|Ksh|TZS|UGX|RWF|NGN|GHS|XAF|XOF|F?CFA|MWK|ZAR|ETB|BDT|Tk|Rs|INR|BRL|MZN|AOA|MAD|EGP|SAR))`
	money      = `[1-9]\d{0,2}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?\b|[1-9]\d*(?:[.,]\d{1,2})?\b`
	amount     = regexp.MustCompile(currencies + ` ?(?:` + money + `)|\b(?:` + money + `) ?` + currencies)
)

// phones finds phone numbers in a plain text.
func phones(text string) [][]int {
	if !candidate.MatchString(text) {
		return nil
	}
	text = withoutOthers(text)
	var found [][]int
	for _, at := range candidate.FindAllStringIndex(text, -1) {
		for _, row := range pieces(text, at) {
			if row.isPhone() {
				found = append(found, []int{row.from, row.to})
			}
		}
	}
	return found
}

// withoutOthers puts commas, which no number goes across, in place of dates, times,
// addresses, ticket numbers and amounts. What goes on before or behind is none.
func withoutOthers(text string) string {
	out := []byte(text)
	for _, other := range []*regexp.Regexp{isoDate, plainDate, timeOfDay, address, ticketNo, amount} {
		for _, at := range other.FindAllIndex(out, -1) {
			if goesOn(out, at[0], at[1]) || other == amount && at[0] > 1 && out[at[0]-1] == ' ' && isDigit(out[at[0]-2]) {
				continue
			}
			for i := at[0]; i < at[1]; i++ {
				out[i] = ','
			}
		}
	}
	return string(out)
}

// goesOn tells whether digits are joined to a part of a text.
func goesOn(text []byte, from, to int) bool {
	sign := func(b byte) bool { return b == '-' || b == '.' || b == '/' }
	before := from > 0 && text[from-1] == '+' ||
		from > 1 && sign(text[from-1]) && isDigit(text[from-2])
	behind := to+1 < len(text) && sign(text[to]) && isDigit(text[to+1])
	return before || behind
}

// digitRow is a candidate, or a part of one.
type digitRow struct {
	from, to int
	text     string
	// left and right are what stands around it.
	left, right  string
	groups, gaps []string
}

// pieces takes a candidate apart: a row of more digits than a number has is several
// numbers.
func pieces(text string, at []int) []digitRow {
	whole := newRow(text, at[0], at[1])
	if whole.digits() <= maxPhoneDigits {
		return []digitRow{whole}
	}
	var rows []digitRow
	from, end, digits := at[0], at[0], 0
	next := func(to int) {
		if digits > 0 {
			rows = append(rows, newRow(text, from, end))
		}
		from, digits = to, 0
	}
	for i := at[0]; i < at[1]; {
		if !isDigit(text[i]) {
			i++
			continue
		}
		n := i
		for n < at[1] && isDigit(text[n]) {
			n++
		}
		if fresh := digits >= 7 && (text[i] == '0' || n-i >= 9); fresh || digits+n-i > maxPhoneDigits {
			next(i)
		}
		end, digits, i = n, digits+n-i, n
	}
	next(at[1])
	return rows
}

func newRow(text string, from, to int) digitRow {
	if text[from] == '(' && strings.Count(text[from:to], "(") > strings.Count(text[from:to], ")") {
		from++ // it opens what the number stands in
	}
	r := digitRow{from: from, to: to, text: text[from:to], left: text[max(0, from-maxLead):from], right: text[to:min(len(text), to+2)]}
	gap := ""
	for i := 0; i < len(r.text); {
		n := i
		for n < len(r.text) && isDigit(r.text[n]) {
			n++
		}
		if n == i {
			gap, i = gap+r.text[i:i+1], i+1
			continue
		}
		if len(r.groups) > 0 {
			r.gaps = append(r.gaps, gap)
		}
		r.groups, gap, i = append(r.groups, r.text[i:n]), "", n
	}
	return r
}

func (r *digitRow) digits() int { return len(strings.Join(r.groups, "")) }

// maxLead is how far before a number its announcement is looked for, in bytes.
const maxLead = 24

// announced is what people write before a number: then even a short one is one.
var announced = regexp.MustCompile(`(?i)(?:\btel\.?|phone|\bcall|\bcell|mobile|whats ?app|\bsms|\bfax|t[ée]l[ée]phone|appel|portable|llam|m[óo]vil|celular|telem[óo]vel|simu|هاتف|جوال|موبايل|اتصل|ফোন|মোবাইল|নম্বর)[^\d]{0,12}$`)

// isPhone decides whether a row of digits is a phone number.
func (r *digitRow) isPhone() bool {
	n := r.digits()
	plus := strings.HasPrefix(strings.TrimLeft(r.text, "("), "+")
	zero := strings.HasPrefix(r.groups[0], "0") && (len(r.groups[0]) > 1 || len(r.groups) > 3 || len(r.groups) > 1 && r.gaps[0] != ".")
	least := 9
	switch {
	case plus:
		least = 7
	case zero:
		least = 8
	case announced.MatchString(r.left):
		least = leastDigits
	}
	if n < least || n > maxPhoneDigits {
		return false
	}
	switch {
	case plus:
		return true
	case zero:
		return !r.spacedDate()
	}
	return !r.partOfCode() && !r.looksCounted()
}

// spacedDate: 03 03 2026.
func (r *digitRow) spacedDate() bool {
	return len(r.groups) == 3 && len(r.groups[0]) == 2 && len(r.groups[1]) == 2 && len(r.groups[2]) == 4 &&
		(strings.HasPrefix(r.groups[2], "19") || strings.HasPrefix(r.groups[2], "20"))
}

// partOfCode: the row hangs on Latin letters, as in INV-2026-000123, a checksum
// or a name of a file.
func (r *digitRow) partOfCode() bool {
	left := strings.TrimRight(r.left, "-.#_")
	if isWord(last(r.left)) || left != r.left && isWord(last(left)) {
		return true
	}
	return len(r.right) > 1 && isWord(r.right[0]) && isDigit(r.right[1])
}

// looksCounted: a version, an amount in thousands, a number with its year.
func (r *digitRow) looksCounted() bool {
	gaps := strings.Join(r.gaps, "")
	switch {
	case strings.Contains(gaps, "/"):
		return true
	case len(r.gaps) > 0 && strings.Trim(gaps, ".") == "":
		return !(len(r.groups) == 3 && len(r.groups[0]) == 3 && len(r.groups[1]) == 3 && len(r.groups[2]) == 4)
	case len(r.groups) == 2 && len(r.groups[0]) == 4 && gaps == "-":
		return strings.HasPrefix(r.groups[0], "19") || strings.HasPrefix(r.groups[0], "20")
	case len(r.groups) == 1:
		return strings.HasSuffix(r.groups[0], "000000")
	}
	return strings.Trim(gaps, " ") == "" && r.inThousands()
}

// inThousands: 12 000 000, groups of three of which the last is round.
func (r *digitRow) inThousands() bool {
	for i, group := range r.groups {
		if i > 0 && len(group) != 3 {
			return false
		}
	}
	return len(r.groups[0]) <= 3 && r.groups[len(r.groups)-1] == "000"
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || isDigit(b)
}

func last(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}
