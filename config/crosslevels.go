package config

import (
	"fmt"
	"slices"
	"strings"
)

// item gives the path of one item of a list.
func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

const roomsMend = `add for example rooms: ["slack:C0LEVEL1"]`

func (r *reader) crossLevels(c *Config) {
	_, written := r.spots["levels"]
	switch {
	case r.faultAt("levels", false):
		return
	case !written && (c.Channels.Chat() || c.Channels.Web == nil):
		if !r.faultAt("channels", true) {
			r.crossFault("levels", "is missing: nobody gets what the desk cannot answer", `add levels: with - rooms: ["slack:C0LEVEL1"]`)
		}
		return
	case len(c.Levels) == 0:
		r.crossFault("levels", "holds no level", "write at least one, or delete the line for a desk on the web page")
	case len(c.Levels) > maxLevels:
		r.crossFault(item("levels", maxLevels), "is a fourth level", "keep three: first line, technical team and the makers of the product")
	}
	owner := map[string]int{}
	for i := range c.Levels {
		r.crossLevel(c, i)
		r.crossRooms(c, i, owner)
	}
}

// anyType stands in needs for every support type.
const anyType = "all"

// crossLevel checks that somebody sits at a level, and its clocks.
func (r *reader) crossLevel(c *Config, i int) {
	level, path := &c.Levels[i], item("levels", i)
	if level.Tracker != nil && i != maxLevels-1 {
		r.crossFault(path+".tracker", fmt.Sprintf("stands at level %d", i+1), "only level 3 hands over to a tracker")
	}
	if len(level.Rooms) == 0 && !r.faultAt(path, false) && !r.faultAt(path+".rooms", true) {
		switch {
		case i == 0 && !c.Channels.Chat() && c.Channels.Web != nil:
			level.Rooms = []string{"web:desk"}
		case i == maxLevels-1 && level.Tracker == nil:
			r.crossFault(path+".rooms", "level 3 has neither rooms nor a tracker", "add one of them or delete the level")
		case level.Tracker == nil && !r.faultAt("channels", true):
			r.crossFault(path+".rooms", fmt.Sprintf("level %d has no room", i+1), roomsMend)
		}
	}
	for kind := range level.Needs {
		if at := path + ".needs." + kind; kind != anyType && !slices.Contains(c.Types, kind) && !r.faultAt("types", true) {
			r.crossFault(at, kind+" is no support type", "write all, or one of: "+strings.Join(c.Types, ", "))
		}
	}
	if i == 0 && len(level.Needs) > 0 {
		r.add(r.at(path+".needs"), path+".needs", Warning, "nobody passes tickets to level 1, so nothing is asked for", "move it to level 2")
	}
	for _, clock := range []struct {
		name    string
		targets map[string]Duration
	}{{"first_response", level.FirstResponse}, {"resolve", level.Resolve}} {
		if clock.targets["high"] > clock.targets["normal"] && !r.faultAt(path+"."+clock.name, true) {
			r.add(r.at(path+"."+clock.name), path+"."+clock.name, Warning,
				fmt.Sprintf("high (%s) takes longer than normal (%s)", clock.targets["high"], clock.targets["normal"]), "give both, high the shorter one")
		}
	}
}

// crossRooms checks that every room and every member of staff can be reached,
// and that a room belongs to one level. The owner map holds the level of each
// room so far.
func (r *reader) crossRooms(c *Config, i int, owner map[string]int) {
	path := item("levels", i)
	for j, room := range c.Levels[i].Rooms {
		at := item(path+".rooms", j)
		channel, _, _ := strings.Cut(room, ":")
		if room != "" && r.off(c, channel) {
			r.crossFault(at, channel+" is not configured", "add channels."+channel+" or take the room out")
		}
		if level, twice := owner[room]; twice && room != "" {
			r.crossFault(at, fmt.Sprintf("is a room of level %d already", level), "give each level rooms of its own")
		}
		owner[room] = i + 1
	}
	if lead := c.Levels[i].Lead; lead != "" {
		if channel, _, _ := strings.Cut(lead, ":"); r.off(c, channel) {
			r.crossFault(path+".lead", channel+" is not configured", "add channels."+channel+" or name a lead on another channel")
		}
	}
	for j, person := range c.Levels[i].Staff {
		channel, _, _ := strings.Cut(person, ":")
		if person != "" && r.off(c, channel) {
			at := item(path+".staff", j)
			r.add(r.at(at), at, Warning, channel+" is not configured, so this person is never seen", "add channels."+channel+" or take the person out")
		}
	}
}

// off tells whether a channel is surely not configured: a faulty channels
// section may only have lost it.
func (r *reader) off(c *Config, channel string) bool {
	if c.Channels.Has(channel) || r.faultAt("channels", false) {
		return false
	}
	for _, p := range r.problems {
		rest, under := strings.CutPrefix(p.Field, "channels.")
		if under && p.Severity == Fault && !strings.ContainsAny(rest, ".[") {
			return false
		}
	}
	return true
}
