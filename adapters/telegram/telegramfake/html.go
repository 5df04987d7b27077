package telegramfake

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var errEncoding = errors.New("strings must be encoded in UTF-8")

// tags are the tags the server knows. https://core.telegram.org/bots/api#html-style
var tags = map[string]bool{
	"b": true, "strong": true, "i": true, "em": true, "u": true, "ins": true, "s": true, "strike": true, "del": true,
	"span": true, "tg-spoiler": true, "a": true, "tg-emoji": true, "code": true, "pre": true, "blockquote": true,
}

// referenceForm is a character reference, of which the server knows four by name
// and all by number; others are left as they are.
var referenceForm = regexp.MustCompile(`&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});?`)

var tagForm = regexp.MustCompile(`^<(/?)([A-Za-z][A-Za-z-]*)((?:\s+[A-Za-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?)*)\s*>`)

// parse gives the text that people see, the way the server makes it: markup is
// resolved, control characters go, and the ends are trimmed.
func parse(raw, mode string) (string, error) {
	if !utf8.ValidString(raw) {
		return "", errEncoding
	}
	text := raw
	switch mode {
	case "":
	case "HTML":
		var err error
		if text, err = parseHTML(raw); err != nil {
			return "", err
		}
	default:
		return "", fmt.Errorf("unsupported parse_mode %s", mode)
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text), nil
}

// mentionForm is what the server makes a mention of, in any text.
// https://core.telegram.org/bots/api#messageentity
var mentionForm = regexp.MustCompile(`(?:^|[^A-Za-z0-9_])@[A-Za-z0-9_]{4,32}`)

// joiner is the word joiner, which nobody sees.
const joiner = "\u2060"

// asSeen gives the characters of a text that people see, and how many people it calls.
func asSeen(text string) (seen string, pings int) {
	return strings.ReplaceAll(text, joiner, ""), len(mentionForm.FindAllString(text, -1))
}

func parseHTML(raw string) (string, error) {
	var out strings.Builder
	var open []string
	for at := 0; at < len(raw); {
		next := strings.IndexByte(raw[at:], '<')
		if next < 0 {
			out.WriteString(resolve(raw[at:]))
			break
		}
		out.WriteString(resolve(raw[at : at+next]))
		at += next
		tag := tagForm.FindStringSubmatch(raw[at:])
		if tag == nil {
			return "", fmt.Errorf("unsupported start tag %q at byte offset %d", firstWord(raw[at+1:]), at)
		}
		name := strings.ToLower(tag[2])
		switch {
		case tag[1] == "" && !tags[name]:
			return "", fmt.Errorf("unsupported start tag %q at byte offset %d", name, at)
		case tag[1] == "":
			open = append(open, name)
		case len(open) == 0:
			return "", fmt.Errorf("unexpected end tag at byte offset %d", at)
		case open[len(open)-1] != name:
			return "", fmt.Errorf("unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", at, open[len(open)-1], name)
		default:
			open = open[:len(open)-1]
		}
		at += len(tag[0])
	}
	if len(open) > 0 {
		return "", fmt.Errorf("can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return out.String(), nil
}

func firstWord(s string) string {
	if i := strings.IndexAny(s, " \t\n>"); i >= 0 {
		return s[:i]
	}
	return s
}

// resolve replaces character references.
func resolve(s string) string {
	return referenceForm.ReplaceAllStringFunc(s, func(reference string) string {
		name := strings.TrimSuffix(reference[1:], ";")
		switch name {
		case "lt":
			return "<"
		case "gt":
			return ">"
		case "amp":
			return "&"
		case "quot":
			return `"`
		}
		number, base := name[1:], 10
		if strings.HasPrefix(number, "x") {
			number, base = number[1:], 16
		}
		code, err := strconv.ParseInt(number, base, 32)
		if err != nil || code == 0 || code > utf8.MaxRune {
			return reference
		}
		return string(rune(code))
	})
}
