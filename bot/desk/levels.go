package desk

import (
	"cmp"
	"slices"

	"github.com/firstline-helpdesk/firstline/bot"
)

// levelOf gives the level whose room this is, from 1; 0 for none.
func (d *Desk) levelOf(p bot.Place) bot.Level {
	for i, level := range d.opt.Levels {
		if slices.ContainsFunc(level.Rooms, func(r bot.Place) bool {
			return r.Lane() == p.Lane() || d.whereNow(r).Lane() == p.Lane()
		}) {
			return bot.Level(i + 1)
		}
	}
	return 0
}

func (d *Desk) level(n bot.Level) Level {
	if n < 1 || int(n) > len(d.opt.Levels) {
		return Level{ClaimFor: defaultClaim}
	}
	level := d.opt.Levels[n-1]
	level.ClaimFor = cmp.Or(level.ClaimFor, defaultClaim)
	return level
}

// level is a level as it stands now: its ClaimFor is stretched over the time in
// which nobody works, so that a claim made in the evening holds until the morning.
func (f *draft) level(n bot.Level) Level {
	level := f.Desk.level(n)
	if until := level.Terms.Hours.Add(f.now, level.ClaimFor); !until.IsZero() {
		level.ClaimFor = until.Sub(f.now)
	}
	return level
}

// staffLang is the language of the rooms.
func (d *Desk) staffLang() string { return d.opt.Languages[0] }
