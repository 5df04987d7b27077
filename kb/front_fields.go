package kb

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// frontReader carries the front matter of one file into its article.
type frontReader struct {
	page    *page
	article *Article
	vars    map[string]string
	// good turns false with the first fault and stays so; all faults are told.
	good bool
}

func (f *frontReader) refuse(n *yaml.Node, message, mend string) {
	f.good = false
	f.page.refuse(n.Line+1, message, mend)
}

// key reads one key. An empty value is the same as a missing key.
func (f *frontReader) key(k, v *yaml.Node) {
	read := f.reader(k.Value)
	if k.Kind != yaml.ScalarNode || read == nil {
		return
	}
	if _, twice := f.page.keyLines[k.Value]; twice {
		f.refuse(k, k.Value+" is written twice", "keep one of them")
		return
	}
	f.page.keyLines[k.Value] = k.Line + 1
	if v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
		return
	}
	read(k.Value, v)
}

// reader gives the method for a key, or nil for a key of other tools.
func (f *frontReader) reader(key string) func(key string, v *yaml.Node) {
	a := f.article
	line := func(into *string) func(string, *yaml.Node) {
		return func(key string, v *yaml.Node) { *into, _ = f.line(key, v) }
	}
	switch key {
	case "title":
		return line(&a.Title)
	case "type":
		return line(&a.Type)
	case "owner":
		return line(&a.Owner)
	case "questions":
		return f.questions
	case "tags":
		return f.tags
	case "lang":
		return f.lang
	case "audience":
		return f.audience
	case "when":
		return f.when
	case "url":
		return f.url
	case "hidden":
		return f.hidden
	case "review_by":
		return func(key string, v *yaml.Node) { a.ReviewBy = f.date(key, v) }
	case "checked":
		return func(key string, v *yaml.Node) { a.Checked = f.date(key, v) }
	}
	return nil
}

// line reads one line of text with its variables filled in.
func (f *frontReader) line(key string, v *yaml.Node) (string, bool) {
	if v.Kind != yaml.ScalarNode {
		f.refuse(v, key+" is "+kindWord(v), "write one line of text")
		return "", false
	}
	text := fill(strings.Join(strings.Fields(v.Value), " "), f.vars, func(name string) {
		f.page.undefined(v.Line+1, name)
	})
	return text, true
}

// lines reads a list of lines; a single line is a list of one.
func (f *frontReader) lines(key string, v *yaml.Node) (texts []string, at []int) {
	items := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		items = v.Content
	}
	for _, item := range items {
		if item.Kind != yaml.ScalarNode {
			f.refuse(item, key+" has "+kindWord(item)+" in it", "write each of them as one line that begins with \"- \"")
			continue
		}
		if text, _ := f.line(key, item); text != "" && item.Tag != "!!null" {
			texts, at = append(texts, text), append(at, item.Line+1)
		}
	}
	return texts, at
}

func (f *frontReader) questions(key string, v *yaml.Node) {
	f.article.Questions, f.page.questionLines = f.lines(key, v)
}

// tags reads a list or, as many tools write it, one line with commas.
func (f *frontReader) tags(key string, v *yaml.Node) {
	texts, _ := f.lines(key, v)
	for _, text := range texts {
		parts := []string{text}
		if v.Kind == yaml.ScalarNode {
			parts = strings.Split(text, ",")
		}
		for _, tag := range parts {
			if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(f.article.Tags, tag) {
				f.article.Tags = append(f.article.Tags, tag)
			}
		}
	}
}

func (f *frontReader) lang(key string, v *yaml.Node) {
	text, ok := f.line(key, v)
	code := strings.ReplaceAll(strings.ToLower(text), "_", "-")
	if ok && !languageCode.MatchString(code) {
		f.refuse(v, fmt.Sprintf("lang is %q", text), "write a language code such as fr or pt-br")
		return
	}
	f.article.Lang = code
}

// audience must be one of its two words: a slip of the pen must not show an
// article for staff to everyone, so the article is refused instead.
func (f *frontReader) audience(key string, v *yaml.Node) {
	text, ok := f.line(key, v)
	switch audience := Audience(strings.ToLower(text)); {
	case audience == Everyone || audience == StaffOnly:
		f.article.Audience = audience
	case ok:
		f.refuse(v, fmt.Sprintf("audience is %q", text), "write everyone or staff")
	}
}

func (f *frontReader) when(key string, v *yaml.Node) {
	if v.Kind != yaml.ScalarNode {
		f.refuse(v, key+" is "+kindWord(v), "write a condition such as `country = Farajaland`")
		return
	}
	if v.Tag == "!!bool" {
		f.page.elsewhere = isNo(v.Value)
		return
	}
	holds, compared, err := parseWhen(v.Value)
	if err != nil {
		f.refuse(v, fmt.Sprintf("when cannot be understood: %v", err), "write a condition such as `country = Farajaland and not training`")
		return
	}
	for _, name := range compared {
		if _, ok := f.vars[name]; !ok {
			f.page.report(Warning, v.Line+1, "when asks for "+name+", which has no value", "add "+name+" under kb.vars or correct its name")
		}
	}
	f.page.elsewhere = !holds(f.vars)
}

func (f *frontReader) url(key string, v *yaml.Node) {
	text, ok := f.line(key, v)
	if !ok {
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		f.refuse(v, fmt.Sprintf("url is %q", text), "write a full address that begins with https://")
		return
	}
	f.article.URL = text
}

func (f *frontReader) hidden(key string, v *yaml.Node) {
	text, ok := f.line(key, v)
	switch {
	case ok && isYes(text):
		f.article.Hidden = true
	case ok && !isNo(text):
		f.refuse(v, fmt.Sprintf("hidden is %q", text), "write true or false")
	}
}

func isYes(word string) bool {
	return slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(word))
}

func isNo(word string) bool {
	return slices.Contains([]string{"false", "no", "off"}, strings.ToLower(word))
}

// date reads a day; a time of day behind it, which some editors add, is dropped.
func (f *frontReader) date(key string, v *yaml.Node) time.Time {
	text, ok := f.line(key, v)
	if !ok {
		return time.Time{}
	}
	day, _, _ := strings.Cut(strings.ReplaceAll(text, " ", "T"), "T")
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		f.refuse(v, fmt.Sprintf("%s is %q", key, text), "write the date as 2026-03-31")
		return time.Time{}
	}
	return t
}

// undefined reports a variable that has no value.
func (p *page) undefined(line int, name string) {
	p.report(Fault, line, "variable {{"+name+"}} has no value", "add "+name+" under kb.vars, or put backticks around it if it is meant literally")
}
