package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Limits is how much a folder keeps, in bytes. Zero is no limit.
type Limits struct {
	// File is the largest single file, Group the most that one group may hold, All
	// the most that the whole folder may hold.
	File, Group, All int64
}

var (
	// ErrTooLarge: the file is larger than any file may be.
	ErrTooLarge = errors.New("the file is too large to keep")
	// ErrGroupFull: the group has as much as one group may have.
	ErrGroupFull = errors.New("there are too many files of this kind already")
	// ErrFull: the folder has as much as it may have.
	ErrFull = errors.New("the folder for files is full")
)

// partPrefix begins the names of files that are being written.
const partPrefix = ".part-"

// nameForm is what groups and files may be called.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,120}$`)

// Folder keeps files in groups. Its methods are safe for concurrent use by one
// process; two processes must not have one folder.
type Folder struct {
	dir    string
	limits Limits

	mu   sync.Mutex
	used map[string]int64 // by group
	all  int64
}

// Open opens the folder and makes it where there is none. What a process that was
// killed left half written is removed, and what is there is measured.
func Open(dir string, limits Limits) (*Folder, error) {
	f := &Folder{dir: dir, limits: limits, used: map[string]int64{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder for files: %w", err)
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		if strings.HasPrefix(e.Name(), partPrefix) {
			return os.Remove(path)
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		f.add(filepath.Base(filepath.Dir(path)), info.Size())
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("open the folder for files: %w", err)
	}
	return f, nil
}

// add counts bytes. The lock is held, or nobody else has the folder yet.
func (f *Folder) add(group string, n int64) {
	f.all += n
	if f.used[group] += n; f.used[group] <= 0 {
		delete(f.used, group)
	}
}

// Used is how many bytes the folder holds.
func (f *Folder) Used() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all
}

// room is how many bytes more a group may take, and the error beyond that. The lock
// is held.
func (f *Folder) room(group string) (int64, error) {
	const endless = int64(1) << 62
	most, err := endless, ErrTooLarge
	if f.limits.File > 0 {
		most = f.limits.File
	}
	if left := f.limits.Group - f.used[group]; f.limits.Group > 0 && left < most {
		most, err = left, ErrGroupFull
	}
	if left := f.limits.All - f.all; f.limits.All > 0 && left < most {
		most, err = left, ErrFull
	}
	return max(most, 0), err
}

// Open opens a kept file for reading. The error is fs.ErrNotExist where there is none.
func (f *Folder) Open(group, name string) (*os.File, error) {
	path, err := f.path(group, name)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

func (f *Folder) path(group, name string) (string, error) {
	if !nameForm.MatchString(group) || !nameForm.MatchString(name) {
		return "", fmt.Errorf("a file named outside of the folder: %w", fs.ErrNotExist)
	}
	return filepath.Join(f.dir, group, name), nil
}

// Keep writes a file down, on disk when it returns, and gives its size. A file of
// the same name is replaced. It fails with ErrTooLarge, ErrGroupFull or ErrFull,
// wrapped, where there is no room, and keeps nothing then.
func (f *Folder) Keep(group, name string, body io.Reader) (int64, error) {
	path, err := f.path(group, name)
	if err != nil {
		return 0, err
	}
	f.mu.Lock()
	most, full := f.room(group)
	f.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), partPrefix+"*")
	if err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	defer func() {
		if os.Remove(temp.Name()) == nil {
			// Nothing was kept; the group's folder may be there for this file only.
			_ = os.Remove(filepath.Dir(path))
		}
	}()
	size, err := io.Copy(temp, io.LimitReader(body, most+1))
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	if size > most {
		return 0, fmt.Errorf("keep a file: %w", full)
	}
	return size, f.place(temp.Name(), path, group, size)
}

// place gives a whole file its name, if there is still room for it.
func (f *Folder) place(temp, path, group string, size int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if most, full := f.room(group); size > most {
		return fmt.Errorf("keep a file: %w", full)
	}
	had := int64(0)
	if info, err := os.Stat(path); err == nil {
		had = info.Size()
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	f.add(group, size-had)
	return nil
}

// Delete removes a group with all its files. A group that is not there is no error.
func (f *Folder) Delete(group string) error {
	if !nameForm.MatchString(group) {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.RemoveAll(filepath.Join(f.dir, group)); err != nil {
		return fmt.Errorf("delete the files of %s: %w", group, err)
	}
	f.add(group, -f.used[group])
	return nil
}

// Sweep deletes the files that are older than a time and that nobody names any more,
// and tells how many they were. An error of named ends it; what was not asked about
// stays for the next time.
func (f *Folder) Sweep(before time.Time, named func(group, name string) (bool, error)) (int, error) {
	groups, err := os.ReadDir(f.dir)
	if err != nil {
		return 0, fmt.Errorf("sweep the folder for files: %w", err)
	}
	swept := 0
	for _, group := range groups {
		n, err := f.sweepGroup(group.Name(), before, named)
		swept += n
		if err != nil {
			return swept, fmt.Errorf("sweep the folder for files: %w", err)
		}
	}
	return swept, nil
}

func (f *Folder) sweepGroup(group string, before time.Time, named func(group, name string) (bool, error)) (swept int, err error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, group))
	if err != nil || !nameForm.MatchString(group) {
		return 0, nil // no group of ours
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !info.ModTime().Before(before) || strings.HasPrefix(e.Name(), partPrefix) {
			continue
		}
		if still, err := named(group, e.Name()); err != nil || still {
			if err != nil {
				return swept, err
			}
			continue
		}
		f.mu.Lock()
		if err = os.Remove(filepath.Join(f.dir, group, e.Name())); err == nil {
			f.add(group, -info.Size())
			swept++
		}
		f.mu.Unlock()
		if err != nil {
			return swept, err
		}
	}
	// Fails where something is left, which is as it should be.
	_ = os.Remove(filepath.Join(f.dir, group))
	return swept, nil
}
