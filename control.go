package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/firstline-helpdesk/firstline/config"
)

// Commands that read or change what the desk keeps speak with the desk over its
// control socket. When no desk runs, they open the database themselves and serve
// themselves on that socket, so that there is one way of doing each thing.

// asked is an answer of the control socket; whoever reads it closes it.
type asked struct {
	io.ReadCloser
	end func() error
}

// Close ends the answer, and the desk that was opened for it.
func (a asked) Close() error { return errors.Join(a.ReadCloser.Close(), a.end()) }

// noDesk tells that there is no such thing on the desk, in words for people.
type noDesk struct{ text string }

func (e noDesk) Error() string { return e.text }

// askDesk asks the running desk, else opens the database for the time of the answer.
func askDesk(ctx context.Context, c *config.Config, method, page string, values url.Values) (io.ReadCloser, error) {
	socket, err := besides(c, "control.sock")
	if err != nil {
		return nil, err
	}
	body, err := askSocket(ctx, socket, method, page, values)
	var unreached *url.Error
	if !errors.As(err, &unreached) {
		return body, err
	}
	h, err := openIdle(c)
	if err != nil {
		return nil, err
	}
	l, err := h.socket("control.sock")
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	server := quietServer(h.controlPages(), h.log)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	end := func() error {
		err := server.Shutdown(context.WithoutCancel(ctx))
		<-served
		return errors.Join(err, h.close())
	}
	body, err = askSocket(ctx, socket, method, page, values)
	if err != nil {
		return nil, errors.Join(err, end())
	}
	return asked{body, end}, nil
}

// openIdle opens the desk without any channel, for a command.
func openIdle(c *config.Config) (*house, error) {
	path, err := databasePath(c)
	if err != nil {
		return nil, err
	}
	if !exists(path) {
		return nil, fmt.Errorf("there is no database at %s yet; start the desk once, or name its configuration with --config", path)
	}
	lv, err := levels(c, localRooms(c)...)
	if err != nil {
		return nil, err
	}
	h, err := openHouse(c, slog.New(slog.DiscardHandler), lv)
	if isLocked(err) {
		return nil, fmt.Errorf("the database is in use by a process that does not answer on its control socket (another user's desk, or firstline chat); stop it, or run this as its user: %w", err)
	}
	return h, err
}

// askSocket asks whoever listens. It returns a *url.Error when nobody does.
func askSocket(ctx context.Context, socket, method, page string, values url.Values) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://desk"+page+"?"+values.Encode(), nil)
	if err != nil {
		return nil, err
	}
	response, err := controlClient(socket).Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response.Body, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 4096))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the desk's answer: %w", err)
	case response.StatusCode == http.StatusNotFound && response.Header.Get("Content-Type") == refusalType:
		return nil, noDesk{strings.TrimSpace(string(text))}
	case response.StatusCode == http.StatusNotFound:
		return nil, errors.New("the running desk is of an older version and does not know this; restart it with this one")
	}
	return nil, fmt.Errorf("the desk answered %s: %s", response.Status, strings.TrimSpace(string(text)))
}

// refusalType marks a refusal of the desk, so that it is not taken for an unknown page.
const refusalType = "text/x-refusal; charset=utf-8"
