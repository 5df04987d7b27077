package desktest

import (
	"context"
	"strings"
	"time"
)

// passStep is how time passes: a desk that runs looks at its timers all the time.
const passStep = 5 * time.Minute

func (r *runner) pass(d time.Duration) error {
	for ; d > passStep; d -= passStep {
		r.now = r.now.Add(passStep - r.passed)
		r.passed = 0
		if err := r.desk.Drain(context.Background()); err != nil {
			return err
		}
	}
	r.now = r.now.Add(d - r.passed)
	r.passed = 0
	return nil
}

func (r *runner) misfortune(text string) error {
	switch text {
	case "restart", "restart at once":
		r.restart()
		return nil
	case "again":
		return r.desk.Deliver(context.Background(), r.last)
	}
	if by, ok := strings.CutPrefix(text, "clock "); ok {
		d, err := time.ParseDuration(by)
		r.now = r.now.Add(d)
		return err
	}
	if does, ok := strings.CutPrefix(text, "model "); ok {
		return r.modelDoes(does)
	}
	if told, ok := strings.CutPrefix(text, "alert "); ok {
		return r.alert(told)
	}
	if news, err := r.news(text); news {
		return err
	}
	where := text
	if rest, theirs := strings.CutPrefix(text, makersName+" "); theirs {
		where = channelName + " " + rest
	}
	f, err := parseFault(where)
	if err != nil {
		return err
	}
	if where != text {
		r.makers.faults = append(r.makers.faults, f)
		return nil
	}
	r.channel.fail(f)
	return nil
}
