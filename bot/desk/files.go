package desk

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// maxFile is the largest file the desk keeps, in bytes, whatever a channel allows.
const maxFile = 20 << 20

// fileFolder keeps the files of tickets beside the database: one folder a ticket,
// so that they live and go with it. A file's name is made from where it came
// from; nothing of what people called it reaches the disk.
type fileFolder struct{ dir string }

func (k fileFolder) path(ticket int, f bot.File) string {
	sum := sha256.Sum256([]byte(f.Channel + "\x00" + f.ID))
	return filepath.Join(k.dir, strconv.Itoa(ticket), hex.EncodeToString(sum[:16]))
}

// open opens a kept file. It returns fs.ErrNotExist while there is none.
func (k fileFolder) open(ticket int, f bot.File) (*os.File, error) {
	return os.Open(k.path(ticket, f))
}

// keep writes a file down, whole or not at all. It returns errTooLarge beyond
// maxFile.
func (k fileFolder) keep(ticket int, f bot.File, body io.Reader) error {
	path := k.path(ticket, f)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the ticket's folder: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	defer os.Remove(temp.Name())
	size, err := io.Copy(temp, io.LimitReader(body, maxFile+1))
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	if size > maxFile {
		return errTooLarge
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return nil
}

var (
	errTooLarge = errors.New("the file is too large to keep")
	errNoFiles  = errors.New("this channel shows no files")
)

// sendFile sends one file of a reply, fetching it from the channel it came on
// when the desk has no copy yet. A file that can never be fetched is told of in
// words instead.
func (d *Desk) sendFile(ctx context.Context, a adapters.Adapter, r bot.Reply, f bot.File, attempt int) (string, *adapters.Fault) {
	uploader, ok := a.(adapters.Uploader)
	if !ok || d.opt.Files == "" {
		return d.withoutFile(ctx, a, r, f, &adapters.Fault{Kind: adapters.Refused, Err: errNoFiles})
	}
	kept := fileFolder{d.opt.Files}
	body, err := kept.open(r.Ticket, f)
	if errors.Is(err, fs.ErrNotExist) {
		if fault := d.fetch(ctx, kept, r.Ticket, f); fault != nil {
			return d.withoutFile(ctx, a, r, f, sourceFault(fault, attempt))
		}
		body, err = kept.open(r.Ticket, f)
	}
	if err != nil {
		return "", &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("open a kept file: %w", err)}
	}
	defer body.Close()
	info, err := body.Stat()
	if err != nil {
		return "", &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("open a kept file: %w", err)}
	}
	f.Size = info.Size()
	if limit := a.Limits().FileBytes; limit > 0 && f.Size > limit {
		return d.withoutFile(ctx, a, r, f, &adapters.Fault{Kind: adapters.Refused, Err: errTooLarge})
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("read a kept file: %w", err)}
	}
	f.Type = sniff(head[:n], f.Type)
	r.Text, r.Buttons = "", nil
	got, err := uploader.Upload(ctx, r, f, io.MultiReader(bytes.NewReader(head[:n]), body))
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}

// sourceFault is what a failure to fetch means for who should get the file: trouble
// of the channel it came on, which is tried again a few times and then told in
// words. It never pauses or moves the channel it goes to.
func sourceFault(f *adapters.Fault, attempt int) *adapters.Fault {
	kind := adapters.Broken
	if f.Kind == adapters.Refused || f.Kind == adapters.Gone || attempt+1 >= fetchAttempts {
		kind = adapters.Refused
	}
	return &adapters.Fault{Kind: kind, Err: fmt.Errorf("fetch a file: %w", f)}
}

// fetch brings a file from the channel it came on into the folder.
func (d *Desk) fetch(ctx context.Context, kept fileFolder, ticket int, f bot.File) *adapters.Fault {
	from, ok := d.adapters[f.Channel].(adapters.Fetcher)
	if !ok {
		return &adapters.Fault{Kind: adapters.Refused, Err: errors.New("the channel brings no files")}
	}
	body, err := from.Fetch(ctx, f)
	if err != nil {
		return adapters.AsFault(err)
	}
	defer body.Close()
	if err := kept.keep(ticket, f, body); err != nil {
		kind := adapters.Broken
		if errors.Is(err, errTooLarge) {
			kind = adapters.Refused
		}
		return &adapters.Fault{Kind: kind, Err: err}
	}
	return nil
}

// withoutFile says in words that a file will not come, when it never will.
func (d *Desk) withoutFile(ctx context.Context, a adapters.Adapter, r bot.Reply, f bot.File, fault *adapters.Fault) (string, *adapters.Fault) {
	if fault.Kind != adapters.Refused && fault.Kind != adapters.Gone {
		return "", fault
	}
	d.log.Warn("a file could not be passed on", "channel", r.To.Channel, "err", fault.Err)
	r.Text, r.Buttons, r.Files = dialogue.Text(d.staffLang(), "staff.file_lost", "name", cmp.Or(f.Name, f.Type, "?")), nil, nil
	got, err := a.Send(ctx, r)
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}

// sniff trusts the bytes more than the claim. What a browser would run is passed
// on as bytes only.
func sniff(head []byte, claimed string) string {
	seen, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case strings.HasPrefix(seen, "text/html"), strings.HasPrefix(seen, "text/xml"), strings.Contains(claimed, "svg"), strings.Contains(claimed, "html"):
		return "application/octet-stream"
	case seen == "application/octet-stream" || seen == "text/plain" || seen == "application/zip" || seen == "application/ogg":
		// Too general: an office document is a zip, a voice note an ogg.
		if claimed != "" {
			return claimed
		}
	}
	return seen
}
