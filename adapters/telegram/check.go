package telegram

import (
	"context"
	"fmt"
	"time"
)

// me is what Telegram says about this bot. https://core.telegram.org/bots/api#user
type me struct {
	Username string `json:"username"`
	// Joins tells whether the bot can be added to groups.
	Joins bool `json:"can_join_groups"`
	// ReadsAll tells that privacy mode is off.
	ReadsAll bool `json:"can_read_all_group_messages"`
}

func (a *Adapter) me(ctx context.Context) (me, error) {
	var m me
	err := a.gate.call(ctx, "getMe", struct{}{}, &m)
	return m, err
}

// Check asks Telegram about the bot's settings that only its owner can change,
// in a talk with BotFather.
func (a *Adapter) Check(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	m, err := a.me(ctx)
	if err != nil {
		return []string{"Telegram: " + a.fault(err, "").Error()}
	}
	var problems []string
	if !m.Joins {
		problems = append(problems, "Telegram: the bot may not be added to groups, so staff cannot have a room. "+
			"In a talk with @BotFather send /setjoingroups and choose Enable.")
	}
	if !m.ReadsAll {
		problems = append(problems, "Telegram: privacy mode is on, so in a group the bot sees only commands, mentions and answers to itself. "+
			"In a talk with @BotFather send /setprivacy and choose Disable, then remove the bot from the group and add it again.")
	}
	problems = append(problems, a.checkClock()...)
	return append(problems, a.checkHook(ctx)...)
}

// clockOff is how far apart the clocks may be. Telegram tells times to the second,
// and an answer is seconds old when it arrives.
const clockOff = time.Minute

// checkClock compares our clock with the one in Telegram's last answer.
func (a *Adapter) checkClock() []string {
	seconds := a.gate.date.Load()
	if seconds == 0 {
		return nil
	}
	off := a.now().Sub(time.Unix(seconds, 0)).Round(time.Second)
	if off.Abs() <= clockOff {
		return nil
	}
	way := "ahead of"
	if off < 0 {
		way = "behind"
	}
	return []string{fmt.Sprintf("The clock of this machine is %s %s Telegram's, so times of tickets will be wrong. "+
		"Let the machine set its clock over the network (NTP).", off.Abs(), way)}
}
