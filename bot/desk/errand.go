package desk

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// News of the makers may concern hundreds of tickets, more than one commit can hold. Such
// an errand is a record ("errand/<id>") with the tickets that are still to be seen to: a
// few in each commit, so that nobody else waits, and a restart goes on where it stopped.

// errandTimer rings for the next few tickets of an errand.
const errandTimer = "errand"

const (
	// errandStep is how many tickets one commit sees to, errandRest the time between two.
	errandStep = 20
	errandRest = time.Second
	// errandMost is how many tickets one errand has.
	errandMost = 4000
)

// What an errand does to each of its tickets.
const (
	errandStands   = "stands"   // note how its issue stands now
	errandSaid     = "said"     // put a comment of the makers into its thread
	errandDeployed = "deployed" // ask whether the fix works
	errandMoved    = "moved"    // wait for its issue where it is now
)

// errand is something that is to be done to tickets.
type errand struct {
	What string     `json:"what"`
	By   bot.Person `json:"by,omitzero"`
	// Todo are the numbers of the tickets that are still to be seen to.
	Todo []int `json:"todo,omitempty"`
	// Issue is what it is about, Stands how it stands, Text what was said there, at At.
	Issue  bot.Place `json:"issue,omitzero"`
	Stands bot.Issue `json:"stands,omitzero"`
	Text   string    `json:"text,omitempty"`
	At     time.Time `json:"at,omitzero"`
	// To is where the issue is now.
	To bot.Place `json:"to,omitzero"`
	// Deployment goes with errandDeployed.
	Deployment deployment `json:"deployment,omitzero"`
}

func errandKey(id string) store.Key { return store.Key("errand/" + id) }

// run begins an errand: the first few tickets are seen to at once.
func (f *draft) run(id string, e errand) error {
	// What is more than one record holds is an errand of its own.
	for n := 1; len(e.Todo) > errandMost; n++ {
		more, at := e, len(e.Todo)-errandMost
		e.Todo, more.Todo, more.Deployment.Unsure = e.Todo[:at], e.Todo[at:], nil
		next := id + "-" + strconv.Itoa(n)
		f.put(errandKey(next), more)
		f.errandNext(next)
	}
	if err := f.seeTo(&e); err != nil || len(e.Todo) == 0 {
		return err
	}
	f.put(errandKey(id), e)
	f.errandNext(id)
	return nil
}

func (f *draft) errandNext(id string) {
	f.set.Timers = append(f.set.Timers, store.Timer{
		ID: errandTimer + "/" + id, Due: f.now.Add(errandRest), Value: f.encode(alarm{Kind: errandTimer, Of: id, Cause: f.trace}),
	})
}

// goOn sees to the next few tickets of an errand.
func (f *draft) goOn(id string) error {
	e, err := load[errand](f, errandKey(id))
	if err != nil || e.version == 0 {
		return err
	}
	f.who = e.value.By
	if e.value.What == errandStands {
		// It may have changed since.
		now, err := load[tracking](f, issueKey(e.value.Issue))
		if err != nil {
			return err
		}
		e.value.Stands = now.value.Issue
	}
	if err := f.seeTo(&e.value); err != nil {
		return err
	}
	f.set.Expect = append(f.set.Expect, store.Expect{Key: errandKey(id), Version: e.version})
	if len(e.value.Todo) == 0 {
		f.drop(errandKey(id))
		return nil
	}
	f.put(errandKey(id), e.value)
	f.errandNext(id)
	return nil
}

// seeTo does what an errand asks to its next few tickets that still wait for the makers.
func (f *draft) seeTo(e *errand) error {
	for range min(errandStep, len(e.Todo)) {
		n := e.Todo[0]
		t, err := f.ticket(n)
		var none *bot.Refusal
		if errors.As(err, &none) {
			e.Todo = e.Todo[1:]
			continue
		}
		if err != nil {
			return err
		}
		if e.What == errandDeployed && t.State == bot.Upstream {
			if free, err := f.crowdFree(t.Place.Channel); err != nil || !free {
				return err
			}
		}
		e.Todo = e.Todo[1:]
		if t.State != bot.Upstream || e.What != errandDeployed && t.Issue != e.Issue {
			continue
		}
		switch e.What {
		case errandStands:
			err = f.standsFor(t, e.Stands)
		case errandSaid:
			f.makersSaidIn(t, *e)
		case errandMoved:
			err = f.goesWith(t, e.To)
		case errandDeployed:
			err = f.works(t, e.Deployment.Version)
			e.Deployment.Told++
		}
		if err != nil {
			return err
		}
	}
	if e.What == errandDeployed && len(e.Todo) == 0 {
		f.deployedAll(e.Deployment)
	}
	return nil
}

// crowdFree tells whether a channel may be given more of what many are told now: answers
// to others wait behind it.
func (f *draft) crowdFree(channel string) (bool, error) {
	if f.crowd[channel] > 0 {
		return f.crowd[channel] < f.crowdRoom[channel], nil
	}
	if f.newsRoom(channel) == 0 {
		all, err := f.broadcasts(f.ctx)
		if err != nil {
			return false, err
		}
		if err := f.recountNews(f.ctx, channel, all); err != nil {
			return false, err
		}
	}
	if f.crowdRoom == nil {
		f.crowdRoom = map[string]int{}
	}
	f.crowdRoom[channel] = f.newsRoom(channel)
	return f.crowdRoom[channel] > 0, nil
}

// waitingFor are the numbers of the tickets that wait for an issue.
func (f *draft) waitingFor(issue bot.Place) ([]int, error) {
	var all []int
	after := store.Key("")
	for {
		records, err := f.opt.Store.List(f.ctx, issueTickets(issue), after, eraseMax)
		if err != nil {
			return nil, fmt.Errorf("list the tickets of an issue: %w", err)
		}
		if len(records) == 0 {
			return all, nil
		}
		for _, r := range records {
			n, err := store.Decode[int](r.Value)
			if err != nil {
				return nil, fmt.Errorf("list the tickets of an issue: %w", err)
			}
			all, after = append(all, n), r.Key
		}
	}
}
