package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const modulePath = "github.com/firstline-helpdesk/firstline"

// source is one Go file of the module.
type source struct {
	// path and folder are relative to the root, with forward slashes; the root is ".".
	path, folder string
	// test tells that the file is only compiled for tests.
	test   bool
	lines  int
	syntax *ast.File
	set    *token.FileSet
}

// house gives every Go file of the module, read once.
func house(t *testing.T) []source {
	t.Helper()
	files, err := readHouse()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

var readHouse = sync.OnceValues(func() ([]source, error) {
	var files []source
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(path, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parseSource(filepath.ToSlash(path), string(text))
		files = append(files, file)
		return err
	})
	return files, err
})

// skipped tells whether a folder holds no packages of the module, by the rules of
// the go command, or what is built.
func skipped(path, name string) bool {
	if path == "." {
		return false
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		name == "testdata" || name == "dist"
}

func parseSource(path, text string) (source, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, fmt.Errorf("read the source: %w", err)
	}
	return source{
		path:   path,
		folder: filepath.ToSlash(filepath.Dir(path)),
		test:   strings.HasSuffix(path, "_test.go"),
		lines:  strings.Count(text, "\n"),
		syntax: syntax,
		set:    set,
	}, nil
}

func parsed(t *testing.T, path, text string) source {
	t.Helper()
	f, err := parseSource(path, text)
	require.NoError(t, err)
	return f
}

// at is where something stands: "bot/ticket.go:12".
func (f source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(n.Pos()).Line)
}

// name is what the file belongs to, in a sentence.
func (f source) name() string {
	switch {
	case f.test:
		return "a test in " + f.folder
	case f.folder == ".":
		return "package main"
	}
	return "package " + f.folder
}

// support tells that the file is in a package that exists for tests: a suite, a
// runner or a fake.
func (f source) support() bool {
	return strings.HasSuffix(f.folder, "test") || strings.HasSuffix(f.folder, "fake")
}

// imported gives the name under which the file imports the package, or "".
func (f source) imported(path string) string {
	for _, spec := range f.syntax.Imports {
		if spec.Path.Value != `"`+path+`"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	return ""
}

func complain(t *testing.T, wrong []string) {
	t.Helper()
	for _, one := range wrong {
		t.Error(one)
	}
}
