package kb

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// ErrNoPicture is what [Library.Picture] wraps when no folder has the file.
var ErrNoPicture = errors.New("no such picture in the knowledge base")

// Picture opens a picture by the path that [Image] gives. The folder that was
// laid over the others is looked at first. The caller closes it.
func (l *Library) Picture(path string) (fs.File, error) {
	if !fs.ValidPath(path) {
		return nil, fmt.Errorf("open picture %s: %w", path, ErrNoPicture)
	}
	for _, f := range slices.Backward(l.folders) {
		v, err := f.open()
		if err != nil {
			continue
		}
		file, err := v.openFile(path)
		if err != nil {
			v.close()
			continue
		}
		if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
			file.Close()
			v.close()
			continue
		}
		return &picture{file, v}, nil
	}
	return nil, fmt.Errorf("open picture %s: %w", path, ErrNoPicture)
}

// picture is an open file that closes its folder too.
type picture struct {
	fs.File
	in *view
}

func (p *picture) Close() error {
	defer p.in.close()
	return p.File.Close()
}
