package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters/github"
	"github.com/firstline-helpdesk/firstline/adapters/web"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/kb"
	"github.com/firstline-helpdesk/firstline/kb/starter"
	"github.com/firstline-helpdesk/firstline/store"
	"github.com/firstline-helpdesk/firstline/store/boltstore"
	"github.com/firstline-helpdesk/firstline/store/files"
)

// house is what every way of running the desk needs: the store, the articles and
// the desk itself, without any channel.
type house struct {
	config  *config.Config
	log     *slog.Logger
	store   store.Store
	library *kb.Library
	desk    *desk.Desk
	model   *desk.Model
	// pages and base are set once the web channel is open: where its links lead.
	pages *web.Adapter
	base  string
}

// openHouse opens the store and the articles and makes the desk. The caller
// closes it.
func openHouse(c *config.Config, log *slog.Logger, levels []desk.Level) (*house, error) {
	path, err := databasePath(c)
	if err != nil {
		return nil, err
	}
	library, err := openLibrary(c, log)
	if err != nil {
		return nil, err
	}
	s, err := boltstore.Open(path, boltstore.Options{Log: log, Check: true})
	if errors.Is(err, store.ErrDamaged) {
		return nil, fmt.Errorf("open the database: %w: firstline restore --replace FILE puts the newest one in its place", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	h := &house{config: c, log: log, store: s, library: library}
	masks, err := masksOf(context.Background(), c, s)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	opt := desk.Options{
		Store: s, Masks: masks, KB: library.Base, Picture: library.Picture, Languages: c.Languages, Levels: levels, Types: c.Types,
		Location: c.Location(), Log: log, Owner: store.Owner(rand.Text()),
		Teach: library.Teach, Announce: library.Announce, Problems: library.Problems,
	}
	opt.Tracker = repository(c)
	opt.Keep = time.Duration(c.Privacy.Keep)
	if opt.Files, err = files.Open(filepath.Join(filepath.Dir(path), "files"), desk.FileLimits); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if opt.Model, err = openModel(c, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	h.model = opt.Model
	if c.Channels.Web != nil {
		opt.SignIn = func(who bot.Person) string { return h.pages.SignInLink(h.base, who) }
	}
	if h.desk, err = desk.New(opt); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return h, nil
}

func (h *house) close() error { return h.store.Close() }

// databasePath is the file of the embedded store.
func databasePath(c *config.Config) (string, error) {
	if c.Store.Scheme() != "bolt" {
		return "", fmt.Errorf("store %s: this version keeps everything in the embedded database only; write store: bolt:data/firstline.db", c.Store)
	}
	return c.Store.Path(), nil
}

func openLibrary(c *config.Config, log *slog.Logger) (*kb.Library, error) {
	opt := kb.Options{
		Dirs: c.KB.Dirs, Vars: c.KB.Vars, Languages: c.Languages,
		Confidence: kb.Confidence(c.KB.Confidence), Log: log,
	}
	if len(c.KB.Dirs) == 0 {
		opt.FS = []fs.FS{starter.Articles()}
	}
	return kb.Open(opt)
}

// levels turns the configuration's levels into the desk's. Extra rooms sit on
// the first level.
func levels(c *config.Config, extra ...bot.Place) ([]desk.Level, error) {
	out := make([]desk.Level, 0, len(c.Levels))
	for i, l := range c.Levels {
		level := desk.Level{Staff: l.Staff, Lead: l.Lead, ClaimFor: time.Duration(l.ClaimFor), Hold: time.Duration(l.Hold), Terms: terms(l, c.Location()), Needs: l.Needs}
		for _, room := range l.Rooms {
			p, err := bot.ParsePlace(room)
			if err != nil {
				return nil, fmt.Errorf("levels[%d].rooms: %w", i, err)
			}
			level.Rooms = append(level.Rooms, p)
		}
		for _, room := range extra {
			if i == 0 && !slices.Contains(level.Rooms, room) {
				level.Rooms = append(level.Rooms, room)
			}
		}
		out = append(out, level)
	}
	return out, nil
}

// repository is where issues for the product's makers go; nowhere for none.
func repository(c *config.Config) bot.Place {
	if t := trackerOf(c); t != nil {
		return bot.Place{Channel: github.Channel, Chat: strings.ToLower(t.GitHub)} // as the adapter writes it
	}
	return bot.Place{}
}

// besides gives a path beside the database, where only its owner may look.
func besides(c *config.Config, name string) (string, error) {
	path, err := databasePath(c)
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(path), name), nil
}
