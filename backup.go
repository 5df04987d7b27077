package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
)

const backupHelp = `
  --config FILE   the configuration of the desk to back up

Writes FILE with everything the desk knows, as of now. It works while the desk
runs and when it does not. The copy is read through and checked before it gets
its name; a file of that name is not replaced.
`

const restoreHelp = `
  --config FILE   the configuration of the desk to restore
  --replace       move a database that is there out of the way first

Checks FILE and makes a copy of it the desk's database. Stop the desk before.
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
	size, err := backup(ctx, c, rest[0])
	if err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, "%s: %d bytes, checked\n", rest[0], size)
	return exitDone
}

// backup writes a checked copy of the database to target.
func backup(ctx context.Context, c *config.Config, target string) (int64, error) {
	if exists(target) {
		return 0, fmt.Errorf("%s is there already; choose another name", target)
	}
	nothing := func() error { return nil }
	return place(ctx, target, func(w io.Writer) error { return copyDatabase(ctx, c, w) }, nothing)
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

// place writes a database to a temporary file beside target, checks it, does what
// must come before, and only then gives it its name. It returns the size in bytes.
func place(ctx context.Context, target string, write func(io.Writer) error, before func() error) (int64, error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".firstline-*")
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", target, err)
	}
	defer os.Remove(f.Name())
	err = errors.Join(write(f), f.Sync())
	info, statErr := f.Stat()
	if err := errors.Join(err, statErr, f.Close()); err != nil {
		return 0, fmt.Errorf("write %s: %w", target, err)
	}
	s, err := boltstore.Open(f.Name(), boltstore.Options{})
	if err != nil {
		return 0, fmt.Errorf("check the copy: %w", err)
	}
	if err := errors.Join(s.Check(ctx), s.Close()); err != nil {
		return 0, fmt.Errorf("check the copy: %w", err)
	}
	if err := before(); err != nil {
		return 0, err
	}
	if err := os.Link(f.Name(), target); err != nil {
		return 0, fmt.Errorf("name the copy: %w", err)
	}
	return info.Size(), syncDir(filepath.Dir(target))
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
	database, err := restore(ctx, c, rest[0], *replace)
	if err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, "%s is restored to %s\n", rest[0], database)
	return exitDone
}

func restore(ctx context.Context, c *config.Config, from string, replace bool) (string, error) {
	path, err := databasePath(c)
	if err != nil {
		return "", err
	}
	source, err := os.Open(from)
	if err != nil {
		return "", fmt.Errorf("open the backup: %w", err)
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	before := func() error { return nil }
	if exists(path) {
		if !replace {
			return "", fmt.Errorf("%s is there already; --replace moves it to %s.before-restore first", path, path)
		}
		// The copy is written and checked first: a bad backup costs nothing.
		before = func() error { return moveAside(path) }
	}
	if _, err := place(ctx, path, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	}, before); err != nil {
		return "", err
	}
	return path, nil
}

// moveAside renames a database that nobody has open.
func moveAside(path string) error {
	s, err := boltstore.Open(path, boltstore.Options{})
	if err == nil {
		err = s.Close()
	}
	if isLocked(err) {
		return fmt.Errorf("the desk is running; stop it first: %w", err)
	}
	aside := path + ".before-restore"
	if exists(aside) {
		return fmt.Errorf("%s is there already; move it away first: %w", aside, fs.ErrExist)
	}
	if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("move the database aside: %w", err)
	}
	return nil
}
