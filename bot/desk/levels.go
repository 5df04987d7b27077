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
	if n < 1 || len(d.opt.Levels) == 0 {
		return Level{ClaimFor: defaultClaim}
	}
	level := d.opt.Levels[d.seat(n)-1]
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

// sitsAt tells whether who speaks belongs to a level: by the room, or as one who is
// listed there.
func (f *draft) sitsAt(n bot.Level, m bot.Message) bool {
	staff := f.Desk.level(n).Staff
	if len(staff) > 0 {
		return f.anyListed(m.From, staff)
	}
	return f.levelOf(m.Place) == f.seat(n)
}

// seat is the level at whose rooms the staff of a level sit: its own or, for one that
// has none, the next below.
func (d *Desk) seat(n bot.Level) bot.Level {
	n = min(n, bot.Level(len(d.opt.Levels)))
	for n > 1 && len(d.opt.Levels[n-1].Rooms) == 0 {
		n--
	}
	return n
}

// top is the highest level with staff.
func (d *Desk) top() bot.Level { return d.seat(bot.Level(len(d.opt.Levels))) }

// staffLang is the language of the rooms.
func (d *Desk) staffLang() string { return d.opt.Languages[0] }
