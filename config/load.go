package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"go.yaml.in/yaml/v4"
)

// MaxSize is the largest configuration in bytes.
const MaxSize = 1 << 20

// reader reads one configuration and collects what is wrong with it.
type reader struct {
	file         string
	env          func(string) (string, bool)
	problems     []Problem
	dropped      int
	droppedFault bool
	// spots tells where each field that the file sets was written.
	spots map[string]spot
}

// Load reads the configuration at path; env looks up environment variables, as
// os.LookupEnv does. With an empty path it reads [DefaultFile] where there is
// one and else gives [Default]. The problems come in the order of the file;
// with a fault among them the configuration is nil. The error is not nil only
// when the file could not be read at all; it says what to do.
func Load(path string, env func(string) (string, bool)) (*Config, []Problem, error) {
	named := path != ""
	if !named {
		path = DefaultFile
	}
	data, err := readFile(path, MaxSize+1)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return Default(), nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("read the configuration: %w; check the path, or name no file at all to run the demo", err)
	case errors.Is(err, fs.ErrPermission):
		return nil, nil, fmt.Errorf("read the configuration: %w; give the user that runs the desk the right to read it", err)
	case err != nil:
		return nil, nil, fmt.Errorf("read the configuration: %w", err)
	}
	c, problems := Parse(path, data, env)
	return c, problems, nil
}

// Parse reads a configuration from data; name is what its problems call the
// file. See [Load] for the results. It reads the secrets that are given as
// file:/path and nothing else.
func Parse(name string, data []byte, env func(string) (string, bool)) (*Config, []Problem) {
	r := &reader{file: name, env: env, spots: map[string]spot{}}
	root, ok := r.tree(data)
	if !ok {
		return nil, r.told()
	}
	if root != nil && root.Kind != yaml.MappingNode && !empty(root) {
		r.wrongKind(root, field{}, yaml.MappingNode)
		return nil, r.told()
	}
	c := &Config{}
	r.section(root, c, "", spot{1, 1})
	r.cross(c)
	problems := r.told()
	if Faulty(problems) {
		return nil, problems
	}
	return c, problems
}

// readFile reads at most limit bytes of a regular file. Everything else is
// refused before it is opened: a pipe would wait for ever.
func readFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotRegular}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

var errNotRegular = errors.New("is a folder or a device, not a file")

// section reads a mapping, or the defaults alone when there is none, into the
// struct that out points to.
func (r *reader) section(n *yaml.Node, out any, path string, at spot) {
	r.value(n, pointee(out), field{path: path, at: at})
}
