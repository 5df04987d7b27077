package kb

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"strings"
	"time"
)

// stamp is what a look at a file without opening it can tell.
type stamp struct {
	size  int64
	mtime int64
	mode  fs.FileMode
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{size: info.Size(), mtime: info.ModTime().UnixNano(), mode: info.Mode()}
}

// settleTime is how old a change must be before its stamp can be trusted: within
// the clock tick of a file system a second edit leaves the same stamp.
const settleTime = 2 * time.Second

var sumSeed = maphash.MakeSeed()

// errUnsettled says that somebody is writing the file right now.
var errUnsettled = errors.New("the file is being written")

// look reads a file if it changed since the last time.
func (f *folder) look(v *view, name string, info fs.FileInfo, opt ReadOptions, now time.Time) {
	st := f.files[name]
	if st != nil && st.stamp == stampOf(info) {
		return
	}
	data, read, err := readSettled(v, name)
	if errors.Is(err, errUnsettled) || errors.Is(err, fs.ErrNotExist) {
		return
	}
	if st == nil {
		st = &fileState{}
		f.files[name] = st
	}
	if err != nil {
		st.stamp, st.sum = stamp{}, 0
		st.problems = []Problem{f.problem(name, "the file cannot be read: "+reason(err), "mend its permissions")}
		return
	}
	st.stamp = read
	if age := now.Sub(time.Unix(0, read.mtime)); age >= 0 && age < settleTime {
		st.stamp = stamp{}
	}
	sum := maphash.Bytes(sumSeed, data)
	if sum == st.sum {
		return
	}
	st.sum = sum
	st.take(readPage(name, data, opt))
}

// take accepts a new version, or keeps the one before and says why.
func (st *fileState) take(p *page) {
	had := st.good.hasText()
	switch {
	case p.article == nil && !p.elsewhere:
		st.problems = p.problems
		for i := range st.problems {
			if had && st.problems[i].Severity == Fault {
				st.problems[i].Message += keepsAnswering
			}
		}
	case !p.elsewhere && had && !p.hasText():
		st.problems = append(p.problems, Problem{
			File: p.file, Severity: Fault,
			Message: "the text is gone" + keepsAnswering, Mend: "write it again, or delete the file",
		})
	default:
		st.good, st.problems = p, p.problems
	}
}

// readSettled reads a file that nobody is writing to, and how it looked then.
func readSettled(v *view, name string) ([]byte, stamp, error) {
	file, err := v.openFile(name)
	if err != nil {
		return nil, stamp{}, err
	}
	defer file.Close()
	before, err := file.Stat()
	if err != nil {
		return nil, stamp{}, err
	}
	if !before.Mode().IsRegular() {
		return nil, stamp{}, errUnsettled
	}
	data, err := io.ReadAll(io.LimitReader(file, maxArticleBytes+1))
	if err != nil {
		return nil, stamp{}, err
	}
	after, err := file.Stat()
	if err != nil {
		return nil, stamp{}, err
	}
	whole := min(after.Size(), maxArticleBytes+1) == int64(len(data))
	if stampOf(before) != stampOf(after) || !whole {
		return nil, stamp{}, errUnsettled
	}
	return data, stampOf(after), nil
}

// reason is an error without the path, which the message has already.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return strings.TrimSpace(err.Error())
}
