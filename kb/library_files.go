package kb

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// fileState is what the library knows of one file.
type fileState struct {
	// stamp is how the file looked when it was last read; the zero stamp makes
	// the library read it again at the next look.
	stamp stamp
	// sum tells a file that was touched from one that was changed.
	sum uint64
	// good is the last version that could be served; nil when there was none.
	good     *page
	problems []Problem
}

// refresh brings the folder's files up to date and tells what is wrong with the
// folder as such. Room is how many files it may hold.
func (f *folder) refresh(ctx context.Context, l *Library, room int) []Problem {
	v, err := f.open()
	if err != nil {
		return []Problem{f.lost(err.Error())}
	}
	defer v.close()
	seen, err := v.list()
	if err != nil {
		return []Problem{f.lost(err.Error())}
	}
	if f.unmounted(v, seen) {
		return []Problem{f.lost("another folder with nothing in it has taken its place")}
	}
	var problems []Problem
	if len(seen.names) > room {
		problems = append(problems, Problem{
			File: f.label, Severity: Fault,
			Message: fmt.Sprintf("the knowledge base has more than %d articles; those after %s are left out", maxArticles, lastOf(seen.names[:max(room, 0)])),
			Mend:    "point kb.dirs at the folder with the articles only",
		})
		for _, name := range seen.names[max(room, 0):] {
			delete(seen.infos, name)
		}
		seen.names = seen.names[:max(room, 0)]
	}
	f.forget(seen)
	opt := ReadOptions{Dir: f.label, Vars: l.opt.Vars, Languages: l.opt.Languages}
	for _, name := range seen.names {
		if ctx.Err() != nil {
			break
		}
		f.look(v, name, seen.infos[name], opt, l.opt.Now())
	}
	return append(problems, f.oddities(seen)...)
}

func lastOf(names []string) string {
	if len(names) == 0 {
		return "the first"
	}
	return names[len(names)-1]
}

// lost says that the folder is away, which is no reason to forget its articles.
func (f *folder) lost(why string) Problem {
	return Problem{
		File: f.label, Severity: Fault,
		Message: "the folder cannot be read (" + why + "); its articles keep answering as they were",
		Mend:    "mount it again or mend its permissions",
	}
}

// unmounted recognises the empty mount point a folder leaves when its disk goes
// away: it is not the folder seen before. A folder that was emptied is.
func (f *folder) unmounted(v *view, seen *listing) bool {
	root, err := fs.Stat(v.FS, ".")
	if err != nil {
		return len(f.files) > 0
	}
	if seen.entries == 0 && len(f.files) > 0 && f.root != nil && v.root != nil && !os.SameFile(f.root, root) {
		return true
	}
	f.root = root
	return false
}

// forget drops the files that are gone. What cannot be seen is not gone.
func (f *folder) forget(seen *listing) {
	for name := range f.files {
		if _, here := seen.infos[name]; here {
			continue
		}
		if _, odd := seen.odd[name]; odd || hiddenBy(seen.unread, name) {
			continue
		}
		delete(f.files, name)
	}
}

// hiddenBy tells whether a file lies in a folder that could not be listed.
func hiddenBy(unread map[string]error, name string) bool {
	for at := name; at != "."; at = path.Dir(at) {
		if _, ok := unread[at]; ok {
			return true
		}
	}
	return false
}

// oddities reports what is not a file and the folders that could not be listed.
func (f *folder) oddities(seen *listing) []Problem {
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(seen.odd)) {
		problems = append(problems, f.problem(name, "this is no article: "+seen.odd[name], "put the markdown file itself here"))
	}
	for _, name := range slices.Sorted(maps.Keys(seen.unread)) {
		problems = append(problems, f.problem(name, "this cannot be read: "+reason(seen.unread[name]), "mend its permissions"))
	}
	return problems
}

// problem is a fault of a file that may have an older version to answer with.
func (f *folder) problem(name, message, mend string) Problem {
	if st := f.files[name]; st != nil && st.good != nil {
		message += keepsAnswering
	}
	return Problem{File: path.Join(f.label, name), Severity: Fault, Message: message, Mend: mend}
}

const keepsAnswering = "; the last good version keeps answering"

// pages gives the versions that can be served, in the order of the files, and
// what is wrong with the files.
func (f *folder) pages() (pages []*page, problems []Problem) {
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		st := f.files[name]
		problems = append(problems, st.problems...)
		if st.good != nil && st.good.article != nil {
			pages = append(pages, st.good)
		}
	}
	return pages, problems
}
