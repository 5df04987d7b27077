package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/adapters/terminal"
)

// doors are the ways in: the public address, the admin address, a socket for
// terminals and one for the operator's commands.
type doors struct {
	public, admin, control net.Listener
	terminals              net.Listener
	terminal               *terminal.Adapter
	servers                map[net.Listener]*http.Server
	ready                  atomic.Bool
}

// open opens all doors before anything runs, so that a taken address is told at once.
func (h *house) open(channels []adapters.Adapter) (*doors, error) {
	d := &doors{servers: map[net.Listener]*http.Server{}}
	var errs [4]error
	d.public, errs[0] = listen("listen", h.config.Listen)
	d.admin, errs[1] = listen("admin_listen", h.config.AdminListen)
	d.control, errs[2] = h.socket("control.sock")
	d.terminals, errs[3] = h.socket("terminal.sock")
	if err := errors.Join(errs[:]...); err != nil {
		d.close()
		return nil, err
	}
	public := http.NewServeMux()
	for _, a := range channels {
		if hook, ok := a.(adapters.Webhook); ok {
			hook.Mount(public)
		}
		if t, ok := a.(*terminal.Adapter); ok {
			d.terminal = t
		}
	}
	if h.config.Deployments != nil {
		public.HandleFunc("POST "+deployedPath, h.deployedHook)
	}
	d.servers[d.public] = quietServer(public, h.log)
	d.servers[d.admin] = quietServer(h.adminPages(&d.ready), h.log)
	d.servers[d.control] = quietServer(h.controlPages(), h.log)
	return d, nil
}

// socket opens a unix socket beside the database, for its owner only.
func (h *house) socket(name string) (net.Listener, error) {
	path, err := besides(h.config, name)
	if err != nil {
		return nil, err
	}
	l, err := terminal.Listen(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return l, nil
}

// serve starts answering. A door that breaks is reported to failed.
func (d *doors) serve(ctx context.Context, wg *sync.WaitGroup, failed func(error)) {
	for l, server := range d.servers {
		wg.Go(func() {
			if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
				failed(fmt.Errorf("serve %s: %w", l.Addr(), err))
			}
		})
	}
	wg.Go(func() {
		if err := d.terminal.ServeSocket(ctx, d.terminals); err != nil && ctx.Err() == nil {
			failed(fmt.Errorf("serve terminals: %w", err))
		}
	})
	d.ready.Store(true)
}

// shut ends open connections, those that never end by themselves too.
func (d *doors) shut(within time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	var wg sync.WaitGroup
	for _, server := range d.servers {
		wg.Go(func() {
			if err := server.Shutdown(ctx); err != nil {
				_ = server.Close()
			}
		})
	}
	_ = d.terminals.Close()
	wg.Wait()
}

func (d *doors) close() {
	for _, l := range []net.Listener{d.public, d.admin, d.control, d.terminals} {
		if l != nil {
			_ = l.Close()
		}
	}
}

// controlClient talks to a running desk over its control socket.
func controlClient(path string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "unix", path)
		},
	}}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
