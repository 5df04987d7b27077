package kb

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// folder is one root of the library and what was read from it.
type folder struct {
	// label is put before paths in messages.
	label string
	open  func() (*view, error)
	// files are the markdown files by their path in the folder.
	files map[string]*fileState
	// root is the folder itself when it was last seen.
	root fs.FileInfo
}

func newFolder(label string, open func() (*view, error)) *folder {
	return &folder{label: label, open: open, files: map[string]*fileState{}}
}

// view is an open folder. It is opened anew for every look, because a folder
// may be replaced by another of the same name.
type view struct {
	fs.FS
	root *os.Root
}

func (v *view) close() {
	if v.root != nil {
		v.root.Close()
	}
}

// dirOpener opens a folder on disk so that no path and no link can lead out of it.
func dirOpener(dir string) func() (*view, error) {
	return func() (*view, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		return &view{FS: root.FS(), root: root}, nil
	}
}

func fsOpener(built fs.FS) func() (*view, error) {
	return func() (*view, error) { return &view{FS: built}, nil }
}

// openFile opens a file without ever waiting, should it have turned into a pipe.
func (v *view) openFile(name string) (fs.File, error) {
	if v.root == nil {
		return v.Open(name)
	}
	return v.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// listing is what a look at a folder found.
type listing struct {
	// names are the markdown files in order, infos what is known of them.
	names []string
	infos map[string]fs.FileInfo
	// odd are names that end in .md and are no files of this folder, with why.
	odd map[string]string
	// unread are subfolders that could not be listed, with why.
	unread map[string]error
	// entries counts everything that was seen.
	entries int
}

// list walks the folder in a fixed order. Folders that begin with a dot and
// node_modules are not the author's. Links to files are followed when they stay
// inside; links to folders are not, since they can form rings.
func (v *view) list() (*listing, error) {
	l := &listing{infos: map[string]fs.FileInfo{}, odd: map[string]string{}, unread: map[string]error{}}
	err := fs.WalkDir(v.FS, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			l.unread[name] = err
			return fs.SkipDir
		case name == ".":
			return nil
		}
		l.entries++
		if d.IsDir() {
			if strings.HasPrefix(base, ".") || base == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasPrefix(base, ".") && strings.EqualFold(path.Ext(base), ".md") {
			l.add(v, name, d)
		}
		return nil
	})
	slices.Sort(l.names)
	return l, err
}

func (l *listing) add(v *view, name string, d fs.DirEntry) {
	info, err := d.Info()
	if d.Type()&fs.ModeSymlink != 0 {
		info, err = fs.Stat(v.FS, name)
		if err != nil {
			l.odd[name] = "it is a link that leads nowhere or out of the folder"
			return
		}
	}
	switch {
	case err != nil:
		l.unread[name] = err
	case info.IsDir():
		// A linked folder; see list.
	case !info.Mode().IsRegular():
		l.odd[name] = "it is not a regular file"
	default:
		l.names = append(l.names, name)
		l.infos[name] = info
	}
}
