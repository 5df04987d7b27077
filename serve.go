package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/terminal"
	"github.com/firstline-helpdesk/firstline/adapters/web"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
)

const serveHelp = `
  --config FILE   the configuration; firstline.yaml where there is one, else the demo
  --log LEVEL     debug, info, warn or error (default info)

Without a configuration the demo runs: web chat and desk on 127.0.0.1:8080, the
database in data/firstline.db and articles that are built in. It ends, with
nothing lost, on Ctrl-C or SIGTERM.
`

// stopTime is how long open connections may take to end.
const stopTime = 5 * time.Second

func runServe(ctx context.Context, sh shell, args []string) int {
	fs := flags("serve", sh)
	path := fs.String("config", "", "")
	level := fs.String("log", "info", "")
	rest, code, ok := parse(fs, args)
	switch {
	case !ok:
		return code
	case len(rest) > 0:
		return usage(sh, "serve takes no arguments; type firstline help serve")
	}
	log, err := newLog(sh.err, *level)
	if err != nil {
		return usage(sh, err.Error())
	}
	c, code, ok := loadConfig(sh, *path, true)
	if !ok {
		return code
	}
	tuneMemory(sh.env)
	if err := serve(ctx, sh, c, log); err != nil {
		return fail(sh, err)
	}
	return exitDone
}

func newLog(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log %s: choose debug, info, warn or error", level)
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l})), nil
}

// serve runs everything until ctx is done or a part fails for good.
func serve(ctx context.Context, sh shell, c *config.Config, log *slog.Logger) error {
	lv, err := levels(c, localRooms(c)...)
	if err != nil {
		return err
	}
	h, err := openHouse(c, log, lv)
	if err != nil {
		return err
	}
	defer func() {
		if err := h.close(); err != nil {
			log.Error("cannot close the database", "err", err)
		}
	}()
	channels, err := h.channels(ctx)
	if err != nil {
		return err
	}
	doors, err := h.open(channels)
	if err != nil {
		return err
	}
	defer doors.close()
	h.welcome(sh, doors)
	log.Info("listening", "public", doors.public.Addr().String(), "admin", doors.admin.Addr().String())
	return h.runAll(ctx, channels, doors)
}

// localRooms are the rooms every desk has without being told: the terminals of
// this machine and, with the web channel, the desk page.
func localRooms(c *config.Config) []bot.Place {
	rooms := []bot.Place{{Channel: terminal.Channel, Chat: terminal.Room}}
	if c.Channels.Web != nil {
		rooms = append(rooms, bot.Place{Channel: "web", Chat: "desk"})
	}
	return rooms
}

// channels makes the configured adapters and attaches them to the desk.
func (h *house) channels(ctx context.Context) ([]adapters.Adapter, error) {
	all := []adapters.Adapter{terminal.New(terminal.Options{Idle: h.desk.Settle})}
	if h.config.Channels.Web != nil {
		var err error
		if h.pages, err = h.webAdapter(ctx); err != nil {
			return nil, fmt.Errorf("set up the web pages: %w", err)
		}
		all = append(all, h.pages)
	}
	remote, err := services(h.config, h.log)
	if err != nil {
		return nil, err
	}
	all = append(all, remote...)
	issues, err := tracker(h.config, h.desk.Followed, h.log)
	if err != nil {
		return nil, err
	}
	if issues != nil {
		all = append(all, issues)
	}
	for _, a := range all {
		if err := h.desk.Attach(a); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (h *house) webAdapter(ctx context.Context) (*web.Adapter, error) {
	key, err := keyOf(ctx, h.store, webKey)
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Name: h.config.Name, Languages: h.config.Languages, Key: key, Desk: h.desk, Uploads: h.desk, Files: h.desk,
		Shelf: h.desk, Lessons: h.desk, Previews: previews(),
		Secure: strings.HasPrefix(h.config.PublicURL, "https://"), Proxied: h.config.PublicURL != "", Log: h.log,
		Allowed: func(who bot.Person) bool { return h.desk.MayAct(who, bot.Place{Channel: "web", Chat: "desk"}) },
	})
}

// runAll runs the desk, the channels and the doors, and stops them in reverse.
func (h *house) runAll(ctx context.Context, channels []adapters.Adapter, doors *doors) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var receiving, working sync.WaitGroup
	deskCtx, stopDesk := context.WithCancel(context.WithoutCancel(ctx))
	defer stopDesk()
	working.Go(func() { _ = h.desk.Run(deskCtx) })
	working.Go(func() { h.library.Watch(deskCtx, time.Second) })
	working.Go(func() { h.keepMeanings(deskCtx) })
	for _, a := range channels {
		receiving.Go(func() {
			h.keepRunning(ctx, a)
		})
	}
	doors.serve(ctx, &receiving, func(err error) { stop(err) })
	<-ctx.Done()
	doors.ready.Store(false)
	doors.shut(stopTime)
	receiving.Wait()
	stopDesk()
	working.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// runAgain is how long a channel that stopped is left alone.
const runAgain = time.Minute

// keepRunning runs a channel again after it stopped: a token that is refused today
// may be a proxy that was in the way.
func (h *house) keepRunning(ctx context.Context, a adapters.Adapter) {
	for ctx.Err() == nil {
		err := a.Run(ctx, h.desk)
		if ctx.Err() != nil {
			return
		}
		h.log.Error("a channel has stopped and will be tried again; see firstline check --online", "channel", a.Name(), "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(runAgain):
		}
	}
}

// listen opens a TCP address with a mend when it is taken.
func listen(key, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; stop what uses the address, or set another %s in the configuration", key, err, key)
	}
	return l, nil
}

func quietServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
