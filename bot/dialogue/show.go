package dialogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// pageRunes is about one screen of a small phone; longer sections come in pages
// with a [More] button, so that a weak link carries what is read and no more.
// Who typed "short" gets briefRunes first.
const (
	pageRunes  = 900
	briefRunes = 280
)

// show says one page of a section with its source, then asks whether it helped.
func (s *step) show(hit kb.Hit, page int) {
	if s.a.Worded != "" && page == 0 {
		s.showWorded(hit)
		return
	}
	pages := s.pages(hit.Text())
	if page >= len(pages) {
		// The article became shorter while it was read.
		s.askHelped(Text(s.c.Lang, "answer.end"))
		return
	}
	s.c.Page = page
	if page == 0 {
		s.remember(hit.Section.ID)
	}
	text := pages[page]
	if page == 0 {
		text = s.onlyIn(hit) + text
	}
	if page == s.picturePage(len(pages)) {
		text = s.illustrate(text, hit.Images())
	}
	if page < len(pages)-1 {
		s.turn()
		s.offer(bot.Helped, text, s.button(more, "button.more"), s.button(person, "button.person"))
		return
	}
	s.askHelped(withSource(text, source(s.c.Lang, hit.Article)))
}

// showWorded says a section in other words, and that they are a machine's. The
// section itself is what comes with "more".
func (s *step) showWorded(hit kb.Hit) {
	s.remember(hit.Section.ID)
	s.c.Page = -1
	text := s.illustrate(s.onlyIn(hit)+s.a.Worded, hit.Images())
	s.askHelped(withSource(text, source(s.c.Lang, hit.Article)) + "\n" +
		Text(s.c.Lang, "answer.worded", "more", Text(s.c.Lang, "button.more")))
}

// onlyIn is the line above an article that is in another language than the person's.
func (s *step) onlyIn(hit kb.Hit) string {
	if hit.Article.Lang == s.c.Lang || hit.Article.Lang == "" {
		return ""
	}
	return Text(s.c.Lang, "answer.only_in", "language", languageName(hit.Article.Lang)) + "\n"
}

// Article is what a person reads of a section that staff send: all of it, with its
// source, as the desk itself would answer.
func Article(lang string, hit kb.Hit) string {
	text := hit.Text()
	if hit.Article.Lang != lang && hit.Article.Lang != "" {
		text = Text(lang, "answer.only_in", "language", languageName(hit.Article.Lang)) + "\n" + text
	}
	return withSource(text, source(lang, hit.Article))
}

// picturePage is the page that pictures come with: the first, or for who asked for
// short answers the one behind it.
func (s *step) picturePage(pages int) int {
	if s.c.Brief && pages > 1 {
		return 1
	}
	return 0
}

// maxPictures is how many pictures one answer sends.
const maxPictures = 4

// illustrate sends pictures with the next words. One that lies on the web is given
// as a line with its address, for only what is in the folder is ours to send.
func (s *step) illustrate(text string, images []kb.Image) string {
	for _, image := range images[:min(len(images), maxPictures)] {
		if !strings.Contains(image.Path, "://") {
			s.pictures = append(s.pictures, image)
			continue
		}
		words := image.Alt
		if words == "" {
			words = Text(s.c.Lang, "answer.picture")
		}
		text += "\n" + words + " (" + image.Path + ")"
	}
	return text
}

// showMore goes on with the last section. What waits for an answer is asked again.
func (s *step) showMore() {
	switch {
	case s.c.Stage == bot.Choosing:
		s.agreed()
		return
	case s.c.Stage == bot.Offering && s.c.Question != "":
		s.offer(bot.Offering, Text(s.c.Lang, "answer.unknown"), s.c.Offered...)
		return
	case len(s.c.Tried) == 0 || s.c.Stage != bot.Helped:
		s.say("ok")
		return
	}
	s.showSection(true)
}

// showSection shows a chosen section, or the next page of the last one.
func (s *step) showSection(next bool) {
	if len(s.a.Hits) == 0 {
		// The article was taken out of the folder meanwhile.
		s.unknown("")
		return
	}
	page := 0
	if next {
		page = s.c.Page + 1
	}
	if s.a.Hits[0].Article.Notice != "" {
		s.notice(s.a.Hits[0])
		return
	}
	s.c.Misses = 0
	s.show(s.a.Hits[0], page)
}

// askHelped says a text and asks whether it helped.
func (s *step) askHelped(text string) {
	s.turn()
	s.offer(bot.Helped, text+"\n"+Text(s.c.Lang, "answer.helped"),
		s.button(yes, "button.yes"), s.button(no, "button.no"), s.button(person, "button.person"))
}

func (s *step) remember(section string) {
	s.c.Tried = slices.DeleteFunc(s.c.Tried, func(id string) bool { return id == section })
	s.c.Tried = append(s.c.Tried, section)
	if len(s.c.Tried) > bot.MaxTried {
		s.c.Tried = s.c.Tried[len(s.c.Tried)-bot.MaxTried:]
	}
}

// source names the article: "(Printing certificates, checked 3 Mar 2026)".
func source(lang string, a *kb.Article) string {
	text := Text(lang, "answer.source", "title", a.Title)
	if !a.Checked.IsZero() {
		text = Text(lang, "answer.source_checked", "title", a.Title, "day", Day(lang, a.Checked))
	}
	if a.URL != "" {
		text += " " + a.URL
	}
	return text
}

// withSource puts the source behind a single line and below anything longer.
func withSource(text, source string) string {
	if strings.Contains(text, "\n") {
		return text + "\n" + source
	}
	return text + " " + source
}

// pages cuts a section into messages. The first one is short for who asked for it.
func (s *step) pages(text string) []string {
	if !s.c.Brief {
		return paginate(text, pageRunes)
	}
	first := paginate(text, briefRunes)[0]
	rest := strings.TrimSpace(text[strings.Index(text, first)+len(first):])
	if rest == "" {
		return []string{first}
	}
	return append([]string{first}, paginate(rest, pageRunes)...)
}

// paginate cuts text into pages of about size runes at ends of paragraphs or
// lines. A last page that would be very short joins the one before it.
func paginate(text string, size int) []string {
	var pages []string
	for utf8.RuneCountInString(text) > size+size/3 {
		room := byteLen(text, size)
		at := strings.LastIndex(text[:room], "\n\n")
		if at < room/3 {
			at = strings.LastIndexByte(text[:room], '\n')
		}
		if at < room/3 {
			at = strings.LastIndexByte(text[:room], ' ')
			// An address stays with its words: "the form (https://...)".
			if at > 0 && strings.HasPrefix(text[at+1:], "(http") {
				if before := strings.LastIndexByte(text[:at], ' '); before > 0 {
					at = before
				}
			}
		}
		if at <= 0 {
			at = room
		}
		pages = append(pages, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	return append(pages, text)
}

func byteLen(s string, runes int) int {
	for i := range s {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(s)
}
