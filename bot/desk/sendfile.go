package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
	"github.com/firstline-helpdesk/firstline/store"
)

var errNoFiles = errors.New("this channel shows no files")

// lost is the kind of fault that ends one file of a reply and not the reply: what
// can be told was told, and the rest goes on.
const lost adapters.FaultKind = "lost"

// sendFile sends one file of a reply, fetching it from the channel it came on
// when the desk has no copy yet. Of a file that can never be passed on people are
// told in words.
func (d *Desk) sendFile(ctx context.Context, a adapters.Adapter, out outgoing, r bot.Reply, f bot.File, attempt int) (string, *adapters.Fault) {
	uploader, ok := a.(adapters.Uploader)
	if !ok {
		return d.withoutFile(ctx, a, out, r, f, &adapters.Fault{Kind: adapters.Refused, Err: errNoFiles})
	}
	f.Stored = cmp.Or(f.Stored, copyOf(r.Ticket, f))
	body, fault := d.openCopy(ctx, f)
	if fault != nil {
		return d.withoutFile(ctx, a, out, r, f, sourceFault(fault, attempt))
	}
	defer body.Close()
	if fault := measure(&f, body); fault != nil {
		return "", fault
	}
	if limit := a.Limits().FileBytes; limit > 0 && f.Size > limit {
		return d.withoutFile(ctx, a, out, r, f, &adapters.Fault{Kind: adapters.Refused, Err: &bot.Refusal{Reason: bot.FileTooLarge}})
	}
	r.Text, r.Buttons = "", nil
	got, err := uploader.Upload(ctx, r, f, body)
	if err != nil {
		fault := adapters.AsFault(err)
		if fault.Kind == adapters.Refused {
			return d.withoutFile(ctx, a, out, r, f, fault)
		}
		return "", fault
	}
	return got.ID, nil
}

// measure fills in a kept file's size and type.
func measure(f *bot.File, body io.ReadSeeker) *adapters.Fault {
	broken := func(err error) *adapters.Fault {
		return &adapters.Fault{Kind: adapters.Broken, Err: fmt.Errorf("read a kept file: %w", err)}
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return broken(err)
	}
	f.Type = sniff(head[:n], f.Type)
	if f.Size, err = body.Seek(0, io.SeekEnd); err != nil {
		return broken(err)
	}
	if _, err = body.Seek(0, io.SeekStart); err != nil {
		return broken(err)
	}
	return nil
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

// withoutFile tells that a file will not come, when it never will. In a room the
// words stand in its place; where staff sent it, they hear it and not the person.
func (d *Desk) withoutFile(ctx context.Context, a adapters.Adapter, out outgoing, r bot.Reply, f bot.File, fault *adapters.Fault) (string, *adapters.Fault) {
	if fault.Kind != adapters.Refused && fault.Kind != adapters.Gone {
		return "", fault
	}
	if f.Channel == articleChannel {
		return d.withoutPicture(ctx, a, out, r, f, fault)
	}
	d.log.Warn("a file could not be passed on", "channel", r.To.Channel, "message_id", out.Trace, "err", fault.Err)
	if err := d.tellLost(ctx, out, f, fault); err != nil {
		return "", adapters.AsFault(err)
	}
	if out.Receipt != nil {
		return "", &adapters.Fault{Kind: lost}
	}
	key := "staff.file_lost"
	if why := tooMuch(fault); why != "" {
		key = "staff." + why
	}
	r.Text, r.Buttons, r.Files = dialogue.Text(d.staffLang(), key, "name", called(f)), nil, nil
	got, err := a.Send(ctx, r)
	if err != nil {
		return "", adapters.AsFault(err)
	}
	return got.ID, nil
}

// tooMuch is the reason when a file was refused for its size or for want of room.
func tooMuch(fault *adapters.Fault) string {
	var no *bot.Refusal
	if errors.As(fault, &no) {
		return string(no.Reason)
	}
	return ""
}

// called is a file's name for people.
func called(f bot.File) string { return cmp.Or(f.Name, f.Type, "?") }

// tellLost tells whoever sent a file that it was not passed on, once however many
// rooms it was meant for: staff always, the person where a smaller file or words
// would help.
func (d *Desk) tellLost(ctx context.Context, out outgoing, f bot.File, fault *adapters.Fault) error {
	why := tooMuch(fault)
	if out.Receipt == nil && why == "" {
		return nil
	}
	err := d.decide(ctx, out.Trace+"-f", func(draft *draft) error {
		draft.set.Deliveries = []store.Delivery{{Key: "lost/" + f.Stored}}
		t, err := draft.ticket(out.Reply.Ticket)
		var none *bot.Refusal
		if errors.As(err, &none) {
			return nil
		}
		if err != nil {
			return err
		}
		if out.Receipt != nil {
			draft.fileUnsent(t, out.Receipt, f, why)
			return nil
		}
		c, err := draft.personOf(t)
		if err != nil {
			return err
		}
		draft.tellKey(c, "answer."+why, "name", called(f))
		return nil
	})
	if err != nil {
		return fmt.Errorf("tell of a file that was not passed on: %w", err)
	}
	return nil
}

// fileUnsent tells staff that their file did not go out.
func (f *draft) fileUnsent(t *bot.Ticket, r *receipt, file bot.File, why string) {
	if why == "" {
		why = "refused"
	}
	f.event(t, "unsent", t.Person, why)
	text := f.staffText("staff.file_unsent", "number", number(t), "person", t.Person.Called(),
		"name", called(file), "reason", f.staffText("reason."+why))
	f.send(outgoing{Reply: bot.Reply{To: r.Room, Text: text, Quote: r.Quote, Ticket: r.Ticket}})
	f.markFailed(r)
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
