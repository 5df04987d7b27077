package kb

import "slices"

// Notice is something to be told while it holds, to whoever asks about it: an outage
// that is known. It is searched beside the articles, as one of them, so that what
// fits a question better wins by the same measure, and where neither does both are
// offered.
type Notice struct {
	// ID is the caller's own name for it; it comes back in [Article.Notice].
	ID string
	// Lang is the language of the text and of Ask, or "".
	Lang string
	// Title is what it is called where people choose, Text what they are told.
	Title, Text string
	// Ask are ways to ask about it. Notices with the same ID in several languages are
	// one hit.
	Ask []string
}

// article is what is searched in place of a notice.
func (n Notice) article() *Article {
	name := NoticeName(n.ID)
	return &Article{
		Name: name, Notice: n.ID, Lang: n.Lang, Title: n.Title, Questions: slices.Clone(n.Ask),
		Audience: Everyone, Sections: []Section{{ID: name, Text: n.Text}},
	}
}

// NoticeName is the name under which [Base.Section] finds a notice. No file can have
// it.
func NoticeName(id string) string { return "notice:" + id }

// Announce replaces all notices. They are searched after the next Reload, for
// questions with [Question.Notices]. Safe for use beside everything else.
func (l *Library) Announce(notices []Notice) {
	if len(notices) == 0 && l.announced.Load() == nil {
		return // none after none is no reason to build everything again
	}
	articles := make([]*Article, 0, len(notices))
	for _, n := range notices {
		articles = append(articles, n.article())
	}
	l.announced.Store(&articles)
}

// dueNotices tells whether there are other notices than those of a snapshot.
func (l *Library) dueNotices(last *snapshot) bool { return last.notices != l.announced.Load() }

// with gives articles and, behind them, the notices.
func (s *snapshot) with(articles []*Article) []*Article {
	if s.notices == nil {
		return articles
	}
	return slices.Concat(articles, *s.notices)
}

// withoutNotices gives the articles that stand in files.
func withoutNotices(articles []*Article) []*Article {
	for i, a := range articles {
		if a.Notice != "" {
			return articles[:i:i] // notices stand behind all others
		}
	}
	return articles
}
