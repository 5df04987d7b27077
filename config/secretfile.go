package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxSecret is the largest secret file in bytes.
const maxSecret = 64 << 10

// secretFile reads a secret from a file, without the line break at its end. It
// gives false when it could not, having told why.
func (r *reader) secretFile(path string, at spot, field string) (string, bool) {
	if !filepath.IsAbs(path) {
		r.fault(at, field, fmt.Sprintf("file:%s is not a full path", clip(path)), "write the path from the root, for example file:/run/secrets/token")
		return "", false
	}
	data, err := readFile(path, maxSecret+1)
	if err != nil {
		r.fault(at, field, fmt.Sprintf("file:%s %s", clip(path), why(err)), "put the secret there, readable for the user that runs the desk")
		return "", false
	}
	if len(data) > maxSecret {
		r.fault(at, field, fmt.Sprintf("file:%s is larger than 64 KiB", clip(path)), "check that this is the right file")
		return "", false
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if text == "" {
		r.fault(at, field, fmt.Sprintf("file:%s is empty", clip(path)), "put the secret there")
		return "", false
	}
	if open(path) {
		r.add(at, field, Warning, fmt.Sprintf("file:%s may be read by other users", clip(path)), "chmod 600 it")
	}
	return text, true
}

// why puts the reason that a file could not be read into plain words.
func why(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user"
	case errors.Is(err, errNotRegular):
		return errNotRegular.Error()
	}
	return "cannot be read"
}

// open tells whether the group or everybody may read a file. Windows keeps its
// rights elsewhere.
func open(path string) bool {
	if runtime.GOOS == "windows" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o044 != 0
}
