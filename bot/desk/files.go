package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/files"
)

// Files of people and staff are kept in groups that live as long as a record does:
//
//	<ticket>           the desk's copies of what was sent in a ticket
//	desk-<ticket>      what staff attached to it on a page of ours
//	<channel>-<chat>   what a person attached on a page of ours
//
// A copy is fetched from the channel a file came on when it is first needed. Its
// name is made from where it came from; nothing of what people called it reaches the
// disk. Whatever removes the record calls [Desk.DeleteFiles] or [Desk.DeleteUploads].

// FileLimits is how much a desk keeps of files, in bytes: of one file, of one ticket
// or person, and in all.
var FileLimits = files.Limits{File: 20 << 20, Group: 200 << 20, All: 10 << 30}

const staffGroup = "desk-"

// copyOf names the desk's copy of a file in a ticket, which may not be there yet.
func copyOf(ticket int, f bot.File) string {
	sum := sha256.Sum256([]byte(f.Channel + "\x00" + f.ID))
	return strconv.Itoa(ticket) + "/" + hex.EncodeToString(sum[:16])
}

// inTicket gives files the names of their copies in a ticket.
func inTicket(ticket int, all []bot.File) []bot.File {
	out := make([]bot.File, len(all))
	for i, f := range all {
		f.Stored = copyOf(ticket, f)
		out[i] = f
	}
	return out
}

// openCopy opens the desk's copy of a file, and makes it first where there is none.
func (d *Desk) openCopy(ctx context.Context, f bot.File) (io.ReadSeekCloser, *adapters.Fault) {
	if f.Channel == articleChannel {
		return d.openPicture(f)
	}
	if d.opt.Files == nil {
		return nil, &adapters.Fault{Kind: adapters.Refused, Err: errNoFiles}
	}
	group, name, _ := strings.Cut(f.Stored, "/")
	body, err := d.opt.Files.Open(group, name)
	if errors.Is(err, fs.ErrNotExist) {
		if fault := d.fetch(ctx, group, name, f); fault != nil {
			return nil, fault
		}
		body, err = d.opt.Files.Open(group, name)
	}
	if err != nil {
		return nil, &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("open a kept file: %w", err)}
	}
	return body, nil
}

// fetch brings a file from the channel it came on into the folder.
func (d *Desk) fetch(ctx context.Context, group, name string, f bot.File) *adapters.Fault {
	from, ok := d.adapters[f.Channel].(adapters.Fetcher)
	if !ok {
		return &adapters.Fault{Kind: adapters.Refused, Err: errors.New("the channel brings no files")}
	}
	body, err := from.Fetch(ctx, f)
	if err != nil {
		return adapters.AsFault(err)
	}
	defer body.Close()
	if _, err := d.opt.Files.Keep(group, name, body); err != nil {
		err = kept(err)
		kind := adapters.AsFault(err).Kind
		var no *bot.Refusal
		if errors.As(err, &no) {
			kind = adapters.Refused
		}
		return &adapters.Fault{Kind: kind, Err: err}
	}
	return nil
}

// kept says in the desk's words why a file was not kept.
func kept(err error) error {
	switch {
	case errors.Is(err, files.ErrTooLarge):
		return &bot.Refusal{Reason: bot.FileTooLarge}
	case errors.Is(err, files.ErrGroupFull), errors.Is(err, files.ErrFull):
		return &bot.Refusal{Reason: bot.FilesFull}
	}
	return err
}

// TicketFile opens file i of a line of a ticket's thread, from 0: for staff only.
// It fails with fs.ErrNotExist where there is no such file, and with another error
// when its channel does not give it now. The caller closes it.
func (d *Desk) TicketFile(ctx context.Context, ticket, seq, i int) (bot.File, io.ReadSeekCloser, error) {
	f, err := d.fileOf(ctx, threadKey(ticket, seq), i)
	if err != nil {
		return f, nil, err
	}
	f.Name = d.opt.Masks.Text(f.Name)
	f.Stored = cmp.Or(f.Stored, copyOf(ticket, f))
	return d.opened(ctx, f)
}

// TalkFile opens file i of a line of the transcript at a person's place, from 0: for
// that person only. It fails as TicketFile does.
func (d *Desk) TalkFile(ctx context.Context, p bot.Place, seq, i int) (bot.File, io.ReadSeekCloser, error) {
	f, err := d.fileOf(ctx, talkKey(p, seq), i)
	if err != nil {
		return f, nil, err
	}
	if f.Stored == "" {
		body, err := d.OpenUpload(f.ID)
		return f, body, err
	}
	return d.opened(ctx, f)
}

func (d *Desk) fileOf(ctx context.Context, line store.Key, i int) (bot.File, error) {
	l, version, err := store.Get[bot.Line](ctx, d.opt.Store, line)
	switch {
	case err != nil:
		return bot.File{}, err
	case version == 0 || i < 0 || i >= len(l.Files):
		return bot.File{}, fmt.Errorf("a file of a line: %w", fs.ErrNotExist)
	}
	return l.Files[i], nil
}

func (d *Desk) opened(ctx context.Context, f bot.File) (bot.File, io.ReadSeekCloser, error) {
	body, fault := d.openCopy(ctx, f)
	switch {
	case fault == nil:
		return f, body, nil
	case fault.Kind == adapters.Refused || fault.Kind == adapters.Gone:
		return f, nil, fmt.Errorf("%w: %w", fs.ErrNotExist, fault)
	}
	return f, nil, fault
}

// KeepUpload keeps a file that was attached on a page of ours: by the person at a
// place or, with a ticket's number, by staff for that ticket. Name is chosen by the
// page's adapter, so that the same upload replaces itself. The id is what the file's
// ID must be. It fails with a *bot.Refusal where there is no room.
func (d *Desk) KeepUpload(at bot.Place, ticket int, name string, body io.Reader) (id string, size int64, err error) {
	if d.opt.Files == nil {
		return "", 0, errNoFiles
	}
	group := at.Channel + "-" + at.Chat
	if ticket > 0 {
		group = staffGroup + strconv.Itoa(ticket)
	}
	size, err = d.opt.Files.Keep(group, name, body)
	return group + "/" + name, size, kept(err)
}

// OpenUpload opens what KeepUpload kept. It fails with fs.ErrNotExist where there is
// no such upload. The caller closes it.
func (d *Desk) OpenUpload(id string) (io.ReadSeekCloser, error) {
	group, name, _ := strings.Cut(id, "/")
	if _, err := strconv.Atoi(group); err == nil || d.opt.Files == nil {
		return nil, fmt.Errorf("no upload is called that: %w", fs.ErrNotExist)
	}
	return d.opt.Files.Open(group, name)
}
