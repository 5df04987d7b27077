package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"github.com/firstline-helpdesk/firstline/adapters/terminal"
	"github.com/firstline-helpdesk/firstline/config"
)

const chatHelp = `
  --as staff      sit on the desk instead of asking
  --name NAME     who you are (default: your user name)
  --config FILE   the configuration

Reads what you type, or a pipe. When the desk is running on this machine it joins
it: open one terminal to ask and another one with --as staff to answer. When it is
not, the desk runs here, for this talk only. Ctrl-D or /quit ends it.
`

func runChat(ctx context.Context, sh shell, args []string) int {
	fs := flags("chat", sh)
	path := fs.String("config", "", "")
	as := fs.String("as", "person", "")
	name := fs.String("name", "", "")
	rest, code, ok := parse(fs, args)
	switch {
	case !ok:
		return code
	case len(rest) > 0:
		return usage(sh, "chat takes no arguments; type what you want to say after it has started")
	case *as != "person" && *as != "staff":
		return usage(sh, fmt.Sprintf("--as %s: write person or staff", *as))
	}
	c, code, ok := loadConfig(sh, *path, false)
	if !ok {
		return code
	}
	s := terminal.Session{In: sh.in, Out: sh.out, Staff: *as == "staff", Name: cmp.Or(*name, userName(sh, *as == "staff"))}
	s.Interactive = isTerminal(sh.in) && isTerminal(sh.out)
	s.Color = s.Interactive
	if _, plain := sh.env("NO_COLOR"); plain {
		s.Color = false
	}
	if err := chat(ctx, c, s); err != nil && ctx.Err() == nil {
		return fail(sh, err)
	}
	return exitDone
}

func userName(sh shell, staff bool) string {
	if staff {
		return "staff"
	}
	if name, ok := sh.env("USER"); ok && (terminal.Session{Name: name}).Validate() == nil {
		return name
	}
	return "you"
}

// isTerminal tells whether a person sits at the other end.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// chat joins the running desk, else runs one for this talk.
func chat(ctx context.Context, c *config.Config, s terminal.Session) error {
	socket, err := besides(c, "terminal.sock")
	if err != nil {
		return err
	}
	err = terminal.Dial(ctx, socket, s)
	if !errors.Is(err, terminal.ErrNobody) {
		return err
	}
	// Rooms on channels that are not connected here get their cards when the desk
	// is started.
	lv, err := levels(c, localRooms(c)...)
	if err != nil {
		return err
	}
	h, err := openHouse(c, slog.New(slog.NewTextHandler(io.Discard, nil)), lv)
	if err != nil {
		return err
	}
	return errors.Join(h.chat(ctx, socket, s), h.close())
}

// chat runs the desk with the terminal as its only channel, and lets other
// terminals join.
func (h *house) chat(ctx context.Context, socket string, s terminal.Session) error {
	ctx, cancel := context.WithCancel(ctx)
	a := terminal.New(terminal.Options{Idle: h.desk.Settle})
	if err := h.desk.Attach(a); err != nil {
		cancel()
		return err
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { _ = h.desk.Run(ctx) })
	wg.Go(func() { _ = a.Run(ctx, h.desk) })
	if l, err := terminal.Listen(socket); err == nil {
		wg.Go(func() { _ = a.ServeSocket(ctx, l) })
	}
	return a.Attach(ctx, s)
}
