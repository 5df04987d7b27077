package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/firstline-helpdesk/firstline/config"
)

// The pictures and documents of tickets lie in a folder beside the database, and in a
// backup in a folder beside the copy: FILE.files. They are copied after the database
// was, so that every file which the copy names is there unless it was erased in that
// moment; one that came later is named by nothing and swept a day after a restore. A
// file is never changed once it is written, so a link is as good as a copy where both
// folders are on one disk.

// filesOf is the folder of a backup's files.
func filesOf(backup string) string { return backup + ".files" }

// filesFolder is where the desk keeps files.
func filesFolder(c *config.Config) (string, error) { return besides(c, "files") }

// placeFiles copies a folder of files to a place where there is none, whole or not at
// all, and tells how many there were. Without any it makes no folder.
func placeFiles(ctx context.Context, from, to string) (n int, err error) {
	if !exists(from) {
		return 0, nil
	}
	temp, err := os.MkdirTemp(filepath.Dir(to), ".firstline-files-*")
	if err != nil {
		return 0, fmt.Errorf("copy the files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	err = filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // erased meanwhile
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil // a folder, or a file that is being written
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if err = copyFile(path, filepath.Join(temp, name)); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		n++
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("copy the files: %w", err)
	}
	if n == 0 {
		return 0, nil
	}
	if err := os.Rename(temp, to); err != nil {
		return 0, fmt.Errorf("name the copy of the files: %w", err)
	}
	return n, syncDir(filepath.Dir(to))
}

// copyFile links a file to another name or, across disks, copies it.
func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, source)
	return errors.Join(err, f.Sync(), f.Close())
}

// clearWay moves a database and a folder of files that are there out of the way of a
// restore: whichever is there, or neither.
func clearWay(database, files string) error {
	const aside = ".before-restore"
	for _, path := range []string{database, files} {
		if exists(path) && exists(path+aside) {
			return fmt.Errorf("%s is there already; move it away first: %w", path+aside, fs.ErrExist)
		}
	}
	if exists(database) {
		if err := moveAside(database, database+aside); err != nil {
			return err
		}
	}
	if !exists(files) {
		return nil
	}
	if err := os.Rename(files, files+aside); err != nil {
		return fmt.Errorf("move the files aside: %w", err)
	}
	return nil
}
