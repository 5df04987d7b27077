package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/store"
)

// keySize is the size of a key in bytes.
const keySize = 32

// The keys of this installation. They never leave the store.
const (
	// webKey signs the cookies of the web pages, so that a restart signs nobody out.
	webKey = store.Key("secret/web")
	// maskKey makes the letters of masks, so that one value keeps them.
	maskKey = store.Key("secret/mask")
)

// keyOf gives a key; it is made once and kept.
func keyOf(ctx context.Context, s store.Store, name store.Key) ([]byte, error) {
	have, version, err := store.Get[[]byte](ctx, s, name)
	if err != nil {
		return nil, fmt.Errorf("read a key: %w", err)
	}
	if version > 0 && len(have) == keySize {
		return have, nil
	}
	fresh := make([]byte, keySize)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	value, err := store.Encode(fresh)
	if err != nil {
		return nil, err
	}
	result, err := s.Commit(ctx, store.ChangeSet{
		Now: time.Now(), Expect: []store.Expect{{Key: name, Version: version}}, Put: []store.Put{{Key: name, Value: value}},
	})
	if err != nil {
		return nil, fmt.Errorf("keep a key: %w", err)
	}
	if result.Outcome == store.Conflict {
		return keyOf(ctx, s, name)
	}
	return fresh, nil
}

// masksOf makes the masks that the configuration asks for.
func masksOf(ctx context.Context, c *config.Config, s store.Store) (*bot.Masks, error) {
	key, err := keyOf(ctx, s, maskKey)
	if err != nil {
		return nil, err
	}
	patterns := make(map[string]*regexp.Regexp, len(c.Privacy.Patterns))
	for name, pattern := range c.Privacy.Patterns {
		patterns[name] = pattern.Regexp
	}
	masks, err := bot.NewMasks(key, c.Privacy.Mask, patterns)
	if err != nil {
		return nil, fmt.Errorf("privacy.mask: %w", err)
	}
	return masks, nil
}

// modelMasks find what must not reach a language model: what privacy.mask names, and
// in any case e-mail addresses and phone numbers. They need no key, for what they find
// is numbered anew for each call.
func modelMasks(c *config.Config) (*bot.Masks, error) {
	names, patterns := slices.Clone(c.Privacy.Mask), map[string]*regexp.Regexp{}
	for _, name := range []string{bot.MaskEmail, bot.MaskPhone} {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for name, pattern := range c.Privacy.Patterns {
		patterns[name] = pattern.Regexp
	}
	masks, err := bot.NewMasks(nil, names, patterns)
	if err != nil {
		return nil, fmt.Errorf("privacy.mask: %w", err)
	}
	return masks, nil
}
