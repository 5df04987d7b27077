package kb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxArticles bounds a library. Ten thousand markdown files are far more than a
// help desk writes, and few enough to look at every second.
const maxArticles = 10_000

// Options says what a [Library] reads.
type Options struct {
	// Dirs are folders on disk. An article of a later one replaces that of an
	// earlier one with the same name and language.
	Dirs []string
	// FS are folders built into the program. They are used when Dirs is empty.
	FS []fs.FS
	// Vars are the values of {{name}} and what `when` may ask for.
	Vars map[string]string
	// Languages are the language codes the desk speaks, the default first.
	Languages []string
	// Confidence is handed to every [Base].
	Confidence Confidence
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log hears of problems and reloads; nothing is logged when it is nil.
	Log *slog.Logger
}

// Library owns the knowledge base folders. It keeps the last good version of
// every article, whatever happens to the files. All methods may be called from
// many goroutines.
type Library struct {
	opt     Options
	folders []*folder

	// reload makes one Reload at a time, which has the indexer to itself; current
	// is what everybody reads.
	reload  sync.Mutex
	indexer indexer
	current atomic.Pointer[snapshot]
	// taught is what use has taught; see Teach.
	taught atomic.Pointer[[]Lesson]
	// announced are the notices; see Announce.
	announced atomic.Pointer[[]*Article]
}

// snapshot is the library at one moment. Nothing in it changes.
type snapshot struct {
	base *Base
	// pages are the articles that count, after overlaying, by name and language.
	pages    []*page
	byName   map[string][]*Article
	problems []Problem
	// lessons are what the base was taught, made is when it was made.
	lessons *[]Lesson
	made    time.Time
	// notices are what is announced in it.
	notices *[]*Article
}

// Open reads the folders and gives a library that is ready to answer. Articles
// with faults are left out and listed by [Library.Problems]; only a folder that
// cannot be opened at all is an error, because then nothing would be answered.
func Open(opt Options) (*Library, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	l := &Library{opt: opt}
	for _, dir := range opt.Dirs {
		l.folders = append(l.folders, newFolder(filepath.ToSlash(dir), dirOpener(dir)))
	}
	if len(opt.Dirs) == 0 {
		for _, built := range opt.FS {
			l.folders = append(l.folders, newFolder("", fsOpener(built)))
		}
	}
	if len(l.folders) == 0 {
		return nil, errors.New("opening the knowledge base: no folder is given; set kb.dirs")
	}
	var failed []error
	for _, f := range l.folders {
		v, err := f.open()
		if err != nil {
			failed = append(failed, fmt.Errorf("opening the knowledge base folder %s: %w; create it or mend kb.dirs", f.label, err))
			continue
		}
		v.close()
	}
	if len(failed) > 0 {
		return nil, errors.Join(failed...)
	}
	l.Reload(context.Background())
	return l, nil
}

// Base gives the current searchable snapshot. It never waits for a reload.
func (l *Library) Base() *Base { return l.current.Load().base }

// Problems lists what authors should mend in the files as they are now, in the
// order of the files. [Lint] finds more.
func (l *Library) Problems() []Problem { return slices.Clone(l.current.Load().problems) }

// Articles lists the articles that count, hidden ones too, by name and
// language. They must not be changed.
func (l *Library) Articles() []*Article {
	s := l.current.Load()
	articles := make([]*Article, 0, len(s.pages))
	for _, p := range s.pages {
		articles = append(articles, p.article)
	}
	return articles
}

// Article finds an article by name, hidden ones too, or gives nil. When there is
// none in lang it takes a relative of the language ("pt" for "pt-br" and the
// other way round), then the default language, then any.
func (l *Library) Article(name, lang string) *Article {
	versions := l.current.Load().byName[name]
	lang = strings.ToLower(lang)
	base, _, _ := strings.Cut(lang, "-")
	isDefault := ReadOptions{Languages: l.opt.Languages}.defaultLanguage()
	for _, fits := range []func(code string) bool{
		func(code string) bool { return code == lang },
		func(code string) bool { return code == base },
		func(code string) bool { return base != "" && strings.HasPrefix(code, base+"-") },
		func(code string) bool { return code == isDefault },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(versions, func(a *Article) bool { return fits(a.Lang) }); i >= 0 {
			return versions[i]
		}
	}
	return nil
}

// Reload looks at every file and reads those that changed. It reports whether
// the articles are different now. Files it does not get to before ctx ends stay
// as they were.
func (l *Library) Reload(ctx context.Context) (changed bool) {
	l.reload.Lock()
	defer l.reload.Unlock()
	var problems []Problem
	var versions [][]*page
	room := maxArticles
	for _, f := range l.folders {
		problems = append(problems, f.refresh(ctx, l, room)...)
		pages, told := f.pages()
		room -= len(f.files)
		versions, problems = append(versions, pages), append(problems, told...)
	}
	pages, told := overlay(versions)
	next := &snapshot{pages: pages, problems: sortProblems(append(problems, told...))}
	last := l.current.Load()
	if last != nil && slices.Equal(last.pages, pages) && !l.dueLessons(last) && !l.dueNotices(last) {
		next.base, next.byName, next.lessons, next.made = last.base, last.byName, last.lessons, last.made
		next.notices = last.notices
	} else {
		next.lessons, next.made, next.notices = l.lessons(), l.opt.Now(), l.announced.Load()
		next.index(l)
		changed = true
		l.opt.Log.Info("knowledge base loaded", "articles", len(pages), "problems", len(next.problems))
	}
	l.logNew(last, next)
	l.current.Store(next)
	return changed
}

// index makes the searchable part of a snapshot. Articles without a text have
// nothing to answer with and are only found by [Library.Article].
func (s *snapshot) index(l *Library) {
	s.byName = map[string][]*Article{}
	var searched []*Article
	for _, p := range s.pages {
		s.byName[p.article.Name] = append(s.byName[p.article.Name], p.article)
		if p.article.Hidden || p.hasText() {
			searched = append(searched, p.article)
		}
	}
	searched, not := teach(searched, s.lessons)
	s.base = l.indexer.build(s.with(searched), l.opt.Languages, l.opt.Confidence)
	s.base.refused = not
}

// logNew tells the operator of the problems that were not there before.
func (l *Library) logNew(last, next *snapshot) {
	for _, p := range next.problems {
		if last != nil && slices.Contains(last.problems, p) {
			continue
		}
		l.opt.Log.Warn("knowledge base problem", "file", p.File, "line", p.Line, "severity", p.Severity.String(), "problem", p.Message)
	}
}
