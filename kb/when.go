package kb

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// maxWhenDepth bounds parentheses and chains of "not" in a condition.
const maxWhenDepth = 32

// condition is a parsed `when`. It is asked with the variables of this desk.
type condition func(vars map[string]string) bool

// parseWhen reads a condition on variables:
//
//	country = Farajaland and not (office in [north, "Far West"] or training)
//
// A bare name is true when the variable has a value. Values are compared
// without regard to case. The error says what was expected and where. Compared
// are the names that a value is asked of; a slip in one of them hides an article.
func parseWhen(text string) (c condition, compared []string, err error) {
	tokens, err := whenTokens(text)
	if err != nil {
		return nil, nil, err
	}
	p := &whenParser{tokens: tokens}
	c, err = p.either()
	if err != nil {
		return nil, nil, err
	}
	if p.at < len(p.tokens) {
		return nil, nil, fmt.Errorf("%q is one word too many", p.peek().text)
	}
	return c, p.compared, nil
}

// whenToken is a word, a quoted value or a sign of a condition.
type whenToken struct {
	text   string
	quoted bool
}

func (t whenToken) is(words ...string) bool {
	return !t.quoted && slices.Contains(words, strings.ToLower(t.text))
}

// value tells whether the token can stand for a name or a value.
func (t whenToken) value() bool {
	return t.quoted || t.text != "" && !t.is("and", "or", "not", "in", "(", ")", "[", "]", ",", "=", "==", "!=", "!")
}

func whenTokens(text string) ([]whenToken, error) {
	var tokens []whenToken
	runes := []rune(text)
	for i := 0; i < len(runes); {
		r := runes[i]
		start := i
		switch {
		case unicode.IsSpace(r):
			i++
			continue
		case r == '"' || r == '\'':
			for i++; i < len(runes) && runes[i] != r; i++ {
			}
			if i == len(runes) {
				return nil, fmt.Errorf("the quotation mark before %q is not closed", string(runes[start+1:]))
			}
			tokens = append(tokens, whenToken{text: string(runes[start+1 : i]), quoted: true})
			i++
			continue
		case strings.ContainsRune("()[],", r):
			i++
		case r == '=' || r == '!':
			for i++; i < len(runes) && runes[i] == '='; i++ {
			}
		default:
			for i++; i < len(runes) && !unicode.IsSpace(runes[i]) && !strings.ContainsRune("()[],=!\"'", runes[i]); i++ {
			}
		}
		tokens = append(tokens, whenToken{text: string(runes[start:i])})
	}
	return tokens, nil
}

type whenParser struct {
	tokens []whenToken
	at     int
	depth  int
	// compared are the names that stand before =, != or in.
	compared []string
}

func (p *whenParser) peek() whenToken {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return whenToken{}
}

// take moves on when the next token is one of the words.
func (p *whenParser) take(words ...string) bool {
	if p.at < len(p.tokens) && p.peek().is(words...) {
		p.at++
		return true
	}
	return false
}

func (p *whenParser) either() (condition, error) {
	left, err := p.both()
	for err == nil && p.take("or") {
		first := left
		var second condition
		if second, err = p.both(); err == nil {
			left = func(v map[string]string) bool { return first(v) || second(v) }
		}
	}
	return left, err
}

func (p *whenParser) both() (condition, error) {
	left, err := p.single()
	for err == nil && p.take("and") {
		first := left
		var second condition
		if second, err = p.single(); err == nil {
			left = func(v map[string]string) bool { return first(v) && second(v) }
		}
	}
	return left, err
}

func (p *whenParser) single() (condition, error) {
	if p.depth++; p.depth > maxWhenDepth {
		return nil, fmt.Errorf("the condition is nested deeper than %d levels", maxWhenDepth)
	}
	defer func() { p.depth-- }()
	if p.take("not", "!") {
		c, err := p.single()
		if err != nil {
			return nil, err
		}
		return func(v map[string]string) bool { return !c(v) }, nil
	}
	if p.take("(") {
		c, err := p.either()
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, p.wanted(`a closing ")"`)
		}
		return c, nil
	}
	return p.comparison()
}

func (p *whenParser) comparison() (condition, error) {
	if t := p.peek(); !t.value() || t.quoted {
		return nil, p.wanted("the name of a variable")
	}
	name := p.peek().text
	p.at++
	if next := p.peek(); next.is("=", "==", "!=", "in", "not") {
		p.compared = append(p.compared, name)
	}
	switch {
	case p.take("=", "=="):
		return p.equal(name, true)
	case p.take("!="):
		return p.equal(name, false)
	case p.take("in"):
		return p.oneOf(name, true)
	case p.peek().is("not") && p.at+1 < len(p.tokens) && p.tokens[p.at+1].is("in"):
		p.at += 2
		return p.oneOf(name, false)
	}
	return func(v map[string]string) bool { return v[name] != "" }, nil
}

func (p *whenParser) equal(name string, want bool) (condition, error) {
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	return func(v map[string]string) bool { return strings.EqualFold(v[name], value) == want }, nil
}

func (p *whenParser) oneOf(name string, want bool) (condition, error) {
	if !p.take("[") {
		return nil, p.wanted(`a list such as "[north, south]"`)
	}
	var values []string
	for !p.take("]") {
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		values = append(values, value)
		if !p.take(",") && !p.peek().is("]") {
			return nil, p.wanted(`a comma or a closing "]"`)
		}
	}
	return func(v map[string]string) bool {
		return slices.ContainsFunc(values, func(s string) bool { return strings.EqualFold(v[name], s) }) == want
	}, nil
}

// value reads a quoted text or a run of words: country = South Sudan.
func (p *whenParser) value() (string, error) {
	var words []string
	for t := p.peek(); t.value() && (len(words) == 0 || !t.quoted); t = p.peek() {
		words = append(words, t.text)
		p.at++
		if t.quoted {
			break
		}
	}
	if len(words) == 0 {
		return "", p.wanted("a value")
	}
	return strings.Join(words, " "), nil
}

func (p *whenParser) wanted(what string) error {
	if p.at >= len(p.tokens) {
		return fmt.Errorf("%s is missing at the end", what)
	}
	return fmt.Errorf("%s should stand before %q", what, p.peek().text)
}
