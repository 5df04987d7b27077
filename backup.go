package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

const backupHelp = `
  --config FILE   the configuration of the desk to back up

Writes FILE with everything the desk knows, as of now, and a folder FILE.files with
the pictures and documents of tickets. It works while the desk runs and when it does
not. The copy is read through and checked before it gets its name; what has that
name is not replaced. What was erased is not in it.
`

const restoreHelp = `
  --config FILE   the configuration of the desk to restore
  --replace       move a database and files that are there out of the way first

Checks FILE and makes a copy of it the desk's database; files come from the folder
FILE.files, where there is one. Stop the desk before.
`

func runBackup(ctx context.Context, sh shell, args []string) int {
	fs := flags("backup", sh)
	path := fs.String("config", "", "")
	rest, code, ok := parse(fs, args)
	switch {
	case !ok:
		return code
	case len(rest) != 1:
		return usage(sh, "backup needs one file to write: firstline backup FILE")
	}
	c, code, ok := loadConfig(sh, *path, false)
	if !ok {
		return code
	}
	size, files, err := backup(ctx, c, rest[0])
	if err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, "%s: %d bytes, checked\n", rest[0], size)
	if files > 0 {
		fmt.Fprintf(sh.out, "%s: %d pictures and documents\n", filesOf(rest[0]), files)
	}
	return exitDone
}

// backup writes a checked copy of the database to target, and the files beside it. It
// gives the size of the copy in bytes and how many files there were.
func backup(ctx context.Context, c *config.Config, target string) (size int64, files int, err error) {
	for _, path := range []string{target, filesOf(target)} {
		if exists(path) {
			return 0, 0, fmt.Errorf("%s is there already; choose another name", path)
		}
	}
	from, err := filesFolder(c)
	if err != nil {
		return 0, 0, err
	}
	copyFiles := func() error {
		files, err = placeFiles(ctx, from, filesOf(target))
		return err
	}
	size, err = place(ctx, target, func(w io.Writer) error { return copyDatabase(ctx, c, w) }, copyFiles)
	return size, files, err
}

// copyDatabase asks the running desk for a copy, else reads the file itself.
func copyDatabase(ctx context.Context, c *config.Config, w io.Writer) error {
	socket, err := besides(c, "control.sock")
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://desk/backup", nil)
	if err != nil {
		return err
	}
	if response, err := controlClient(socket).Do(request); err == nil {
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("the running desk answered %s", response.Status)
		}
		if _, err := io.Copy(w, response.Body); err != nil {
			return fmt.Errorf("read the copy from the running desk: %w", err)
		}
		return nil
	}
	path, err := databasePath(c)
	if err != nil {
		return err
	}
	if !exists(path) {
		return fmt.Errorf("there is no database at %s yet; start the desk once, or name its configuration with --config", path)
	}
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	return errors.Join(s.Backup(ctx, w), s.Close())
}

// place writes a database to a temporary file beside target, checks a compact copy of
// it, does what must come before, and only then gives it its name. It returns the size
// in bytes.
func place(ctx context.Context, target string, write func(io.Writer) error, before func() error) (int64, error) {
	temp, err := os.MkdirTemp(filepath.Dir(target), ".firstline-*")
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", target, err)
	}
	defer os.RemoveAll(temp)
	whole, compact := filepath.Join(temp, "whole"), filepath.Join(temp, "compact")
	f, err := os.OpenFile(whole, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", target, err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return 0, fmt.Errorf("write %s: %w", target, err)
	}
	size, err := checked(ctx, whole, compact)
	if err != nil {
		return 0, fmt.Errorf("check the copy: %w", err)
	}
	if err := before(); err != nil {
		return 0, err
	}
	if err := os.Link(compact, target); err != nil {
		return 0, fmt.Errorf("name the copy: %w", err)
	}
	return size, syncDir(filepath.Dir(target))
}

// checked makes a compact copy of a database, without what was erased, and checks that
// all that should be there is.
func checked(ctx context.Context, whole, compact string) (size int64, err error) {
	if err := boltstore.Compact(whole, compact); err != nil {
		return 0, err
	}
	s, err := boltstore.Open(compact, boltstore.Options{})
	if err != nil {
		return 0, err
	}
	if err := errors.Join(s.Check(ctx), s.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(compact)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func runRestore(ctx context.Context, sh shell, args []string) int {
	fs := flags("restore", sh)
	path := fs.String("config", "", "")
	replace := fs.Bool("replace", false, "")
	rest, code, ok := parse(fs, args)
	switch {
	case !ok:
		return code
	case len(rest) != 1:
		return usage(sh, "restore needs one backup file: firstline restore FILE")
	}
	c, code, ok := loadConfig(sh, *path, false)
	if !ok {
		return code
	}
	database, files, err := restore(ctx, c, rest[0], *replace)
	if err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, "%s is restored to %s\n", rest[0], database)
	if files > 0 {
		fmt.Fprintf(sh.out, "%d pictures and documents are restored from %s\n", files, filesOf(rest[0]))
	}
	return exitDone
}

// restore puts a backup in place of the database and the files. It gives the path of
// the database and how many files there were.
func restore(ctx context.Context, c *config.Config, from string, replace bool) (path string, n int, err error) {
	if path, err = databasePath(c); err != nil {
		return "", 0, err
	}
	files, err := filesFolder(c)
	if err != nil {
		return "", 0, err
	}
	source, err := os.Open(from)
	if err != nil {
		return "", 0, fmt.Errorf("open the backup: %w", err)
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, fmt.Errorf("make the data folder: %w", err)
	}
	// A folder without anything in it is in nobody's way.
	_ = os.Remove(files)
	for _, there := range []string{path, files} {
		if exists(there) && !replace {
			return "", 0, fmt.Errorf("%s is there already; --replace moves it to %s.before-restore first", there, there)
		}
	}
	// The copy is written and checked first: a bad backup costs nothing.
	before := func() error {
		if err := clearWay(path, files); err != nil {
			return err
		}
		n, err = placeFiles(ctx, filesOf(from), files)
		return err
	}
	_, err = place(ctx, path, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	}, before)
	return path, n, err
}

// moveAside renames a database that nobody has open.
func moveAside(path, aside string) error {
	s, err := boltstore.Open(path, boltstore.Options{})
	if err == nil {
		err = s.Close()
	}
	if isLocked(err) {
		return fmt.Errorf("the desk is running; stop it first: %w", err)
	}
	if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("move the database aside: %w", err)
	}
	return nil
}
