package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"path"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/kb"
)

// articleChannel is where the pictures of articles come from; no adapter has this
// name. The desk keeps no copies of them: the folder of articles has them.
const articleChannel = "kb"

// maxPicture is the largest picture of an article that is sent, in bytes. Phones on
// a weak link are given up on long before.
const maxPicture = 5 << 20

// pictureFile is a picture of an article as a file to send. Its name is what the
// picture shows, for people who cannot see it.
func pictureFile(image kb.Image) bot.File {
	return bot.File{Channel: articleChannel, ID: image.Path, Name: image.Alt, Type: mime.TypeByExtension(path.Ext(image.Path))}
}

// wholePicture is a picture in memory.
type wholePicture struct{ *bytes.Reader }

func (wholePicture) Close() error { return nil }

// openPicture reads a picture of an article as it is now. The fault is always
// Refused: what is not there now is said in words.
func (d *Desk) openPicture(f bot.File) (io.ReadSeekCloser, *adapters.Fault) {
	refused := func(err error) *adapters.Fault { return &adapters.Fault{Kind: adapters.Refused, Err: err} }
	if d.opt.Picture == nil {
		return nil, refused(errNoFiles)
	}
	file, err := d.opt.Picture(f.ID)
	if err != nil {
		return nil, refused(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxPicture+1))
	if err != nil {
		return nil, refused(fmt.Errorf("read a picture: %w", err))
	}
	if len(data) > maxPicture {
		return nil, refused(errors.New("the picture is larger than 5 MB; make it smaller"))
	}
	return wholePicture{bytes.NewReader(data)}, nil
}

// withoutPicture says what a picture shows where it cannot be sent. One without
// such words is left out: the text has all the steps.
func (d *Desk) withoutPicture(ctx context.Context, a adapters.Adapter, out outgoing, r bot.Reply, f bot.File, fault *adapters.Fault) (string, *adapters.Fault) {
	if !errors.Is(fault, errNoFiles) {
		d.log.Warn("a picture of an article could not be sent", "channel", r.To.Channel, "message_id", out.Trace, "picture", f.ID, "err", fault.Err)
	}
	if f.Name == "" {
		return "", nil
	}
	r.Text, r.Buttons, r.Files = "("+f.Name+")", nil, nil
	got, err := a.Send(ctx, r)
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}
