package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

const (
	// orphanAge is how long a file may be there that no record names: a message that
	// was attached to it may still be on its way.
	orphanAge = 24 * time.Hour
	// sweepTime is how often the folder is looked through, from the start on.
	sweepTime = 24 * time.Hour
)

// DeleteFiles deletes all files of a ticket. Whatever deletes the ticket's record
// calls it, before or after; a ticket without files is no error.
func (d *Desk) DeleteFiles(ticket int) error {
	if d.opt.Files == nil {
		return nil
	}
	n := strconv.Itoa(ticket)
	return errors.Join(d.opt.Files.Delete(n), d.opt.Files.Delete(staffGroup+n))
}

// DeleteUploads deletes what the person at a place attached on a page of ours; the
// copies in tickets go with their tickets. Whatever deletes the transcript calls it.
func (d *Desk) DeleteUploads(at bot.Place) error {
	if d.opt.Files == nil {
		return nil
	}
	return d.opt.Files.Delete(at.Channel + "-" + at.Chat)
}

// sweepLoop looks for files that no record names, at the start and once a day.
func (d *Desk) sweepLoop(ctx context.Context) {
	if d.opt.Files == nil {
		return
	}
	tick := time.NewTicker(sweepTime)
	defer tick.Stop()
	for {
		if err := d.sweep(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("cannot look for files that nothing names", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Desk) sweep(ctx context.Context) error {
	// Files have the time of the disk, not of the desk's clock.
	n, err := d.opt.Files.Sweep(time.Now().Add(-orphanAge), func(group, name string) (bool, error) {
		return d.isNamed(ctx, group, name)
	})
	if n > 0 {
		d.log.Info("files that nothing names any more were deleted", "files", n)
	}
	return err
}

// isNamed tells whether a record names a file. What no group of the desk's is left
// alone.
func (d *Desk) isNamed(ctx context.Context, group, name string) (bool, error) {
	if n, err := strconv.Atoi(group); err == nil {
		_, version, err := store.Get[bot.Ticket](ctx, d.opt.Store, ticketKey(n))
		return version > 0, err
	}
	id := group + "/" + name
	if digits, ok := strings.CutPrefix(group, staffGroup); ok {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return true, nil
		}
		return d.linesName(ctx, threadPrefix(n), id)
	}
	channel, chat, ok := strings.Cut(group, "-")
	if !ok {
		return true, nil
	}
	return d.linesName(ctx, talkPrefix(bot.Place{Channel: channel, Chat: chat}), id)
}

// linesName tells whether a line of a transcript has the file with an id.
func (d *Desk) linesName(ctx context.Context, prefix store.Key, id string) (bool, error) {
	after := store.Key("")
	for {
		records, err := d.opt.Store.List(ctx, prefix, after, 0)
		if err != nil || len(records) == 0 {
			return false, err
		}
		for _, r := range records {
			line, err := store.Decode[bot.Line](r.Value)
			if err != nil {
				return false, err
			}
			if slices.ContainsFunc(line.Files, func(f bot.File) bool { return f.ID == id }) {
				return true, nil
			}
		}
		after = records[len(records)-1].Key
	}
}
