package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

type user struct {
	id, name, locale, team string
}

// channel is a channel or a talk with one person, with everything said in it.
type channel struct {
	id, name string
	// with is the person of a talk between two.
	with     string
	messages []*message
	archived bool
	out      bool // the bot is not in it
	movedTo  string
	lastSent time.Time
}

// Message is one message of the bot as people see it.
type Message struct {
	TS string
	// Text is what is read: blocks and marks are resolved, the buttons left out.
	Text string
	// Buttons are the labels, in order.
	Buttons []string
	// Thread is the message it answers, or "".
	Thread string
	// Pings counts what calls people: mentions of a person, a group or everybody.
	Pings int
	// Links are the addresses that can be clicked.
	Links []string
	// Edits is how often the bot changed it.
	Edits int
	// File is the name of the file under it, or "", and Data its bytes.
	File string
	Data []byte
}

type message struct {
	Message
	from    string
	raw     string // the text as Slack writes it
	buttons []button
	// gone are buttons that an update took away; a slow client still shows them.
	gone      []button
	blocks    json.RawMessage
	metadata  json.RawMessage
	reactions []string
}

// AddUser makes a member of the workspace and their talk with the bot, which is
// "D" and the rest of their id.
func (s *Server) AddUser(id, name, locale string) { s.addUser(id, name, locale, Team) }

// AddStranger makes a person of another workspace, who shares channels.
func (s *Server) AddStranger(id, name, team string) { s.addUser(id, name, "en-GB", team) }

func (s *Server) addUser(id, name, locale, team string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[id] = &user{id: id, name: name, locale: locale, team: team}
	s.channels[DM(id)] = &channel{id: DM(id), with: id}
}

// DM is the talk of a person with the bot.
func DM(user string) string { return "D" + user[1:] }

// AddChannel makes a channel with the bot in it.
func (s *Server) AddChannel(id, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id] = &channel{id: id, name: name}
}

// Kick takes the bot out of a channel.
func (s *Server) Kick(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channel(id).out = true
}

// Archive ends a channel.
func (s *Server) Archive(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channel(id).archived = true
}

// Move gives a channel a new id, and tells the app.
func (s *Server) Move(id, to string) {
	s.AddChannel(to, s.name(id))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channel(id).movedTo = to
	s.pushEvent(map[string]any{"type": "channel_id_changed", "old_channel_id": id, "new_channel_id": to, "event_ts": s.stamp()})
}

func (s *Server) name(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channel(id).name
}

// channel finds a channel a test speaks of. The caller holds the lock.
func (s *Server) channel(id string) *channel {
	c := s.channels[id]
	if c == nil {
		panic(fmt.Errorf("%w: channel %s; call AddUser or AddChannel first", errNoSuch, id))
	}
	return c
}

// message finds a message a test speaks of. The caller holds the lock.
func (s *Server) message(channel, ts string) *message {
	m := s.channel(channel).find(ts)
	if m == nil {
		panic(fmt.Errorf("%w: message %s in %s", errNoSuch, ts, channel))
	}
	return m
}

func (c *channel) find(ts string) *message {
	for _, m := range c.messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

func (c *channel) answered(ts string) bool {
	return slices.ContainsFunc(c.messages, func(m *message) bool { return m.Thread == ts })
}

func (c *channel) kind() string {
	if c.with != "" {
		return "im"
	}
	return "channel"
}

// Messages lists what the bot said in a channel and its threads, oldest first.
func (s *Server) Messages(in string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.channel(in).messages {
		if m.from == BotUser {
			out = append(out, m.Message)
		}
	}
	return out
}

// Reactions lists the bot's signs on a message, in the order they were put there.
func (s *Server) Reactions(in, ts string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.message(in, ts).reactions)
}

// Known tells whether there is such a channel or talk.
func (s *Server) Known(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[id] != nil
}
