package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// A fix that the makers have released helps nobody before it is installed. Whoever
// installs it says so, and every person whose ticket waits for it is asked whether it
// works now: a few in each commit, so that nobody else waits, with a record of how far
// that has got ("deploy/<version>"), so that nobody is left out or asked twice.

// deployTimer rings for the next few people of a deployment.
const deployTimer = "deploy"

const (
	// deployStep is how many tickets one commit looks at, deployRest the time between two.
	deployStep = 20
	deployRest = time.Second
)

// deployment is a version that was installed, and how far the telling has got.
type deployment struct {
	Version bot.Version `json:"version"`
	// Repository is whose version it is.
	Repository bot.Place  `json:"repository"`
	By         bot.Person `json:"by"`
	// Room hears when all are told; nowhere when it was not said in a room.
	Room bot.Place `json:"room,omitzero"`
	At   time.Time `json:"at"`
	// Also are tickets that it fixes too, whatever the makers say.
	Also []int `json:"also,omitempty"`
	// Todo are the tickets that are still to be asked, Told how many were, Unsure those
	// that are fixed in no known version.
	Todo   []int `json:"todo,omitempty"`
	Told   int   `json:"told,omitempty"`
	Unsure []int `json:"unsure,omitempty"`
}

func deployKey(id string) store.Key { return store.Key("deploy/" + id) }

// installedKey holds the version that is installed of a repository's product.
func installedKey(repository bot.Place) store.Key {
	return store.Key("installed/" + repository.Lane())
}

// isDeployed tells whether the version that has an issue's fix is installed already.
func (f *draft) isDeployed(issue bot.Place, version bot.Version) (bool, error) {
	installed, known, err := store.Get[bot.Version](f.ctx, f.opt.Store, installedKey(repositoryOf(issue)))
	return known > 0 && version.Compare(installed) <= 0, err
}

// repositoryOf is where an issue belongs.
func repositoryOf(issue bot.Place) bot.Place {
	repository, _, _ := strings.Cut(issue.Chat, "#")
	return bot.Place{Channel: issue.Channel, Chat: repository}
}

// deployedOrder is "deployed v1.9.2", or "deployed v1.9.2 12 14" for tickets of which
// nobody has said which version fixes them.
func (f *draft) deployedOrder(m bot.Message, o order) error {
	version, also, ok := readDeployed(o.rest)
	if !ok {
		f.answerStaff(m, f.staffText("staff.deployed_what"))
		return nil
	}
	return f.deploy(m.Trace(), deployment{Version: version, By: f.who, Room: m.Place, Also: also})
}

// ErrNoTracker tells that the desk has no tracker, so that nothing waits for a version.
var ErrNoTracker = errors.New("no tracker is configured at level 3, so nothing waits for a version")

// ErrNoVersion tells that a text holds no version.
var ErrNoVersion = errors.New("write a version such as v1.9.2, and the numbers of tickets behind it if you like")

// Deployed notes that a version is installed, for an operator or a hook: "v1.9.2", with
// numbers of tickets that it fixes too. People are told soon after. The same again asks
// nobody twice. It fails with ErrNoTracker or ErrNoVersion.
func (d *Desk) Deployed(ctx context.Context, text string, who bot.Person) error {
	version, also, ok := readDeployed(text)
	switch {
	case d.opt.Tracker.Zero():
		return ErrNoTracker
	case !ok:
		return ErrNoVersion
	}
	id := traceOf("deployed/" + d.itemID())
	return d.decide(ctx, id, func(f *draft) error {
		return f.deploy(id, deployment{Version: version, By: who, Also: also})
	})
}

// readDeployed reads a version with the numbers of tickets behind it.
func readDeployed(text string) (version bot.Version, also []int, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 40 {
		return "", nil, false
	}
	version, ok = bot.ParseVersion(words[0])
	for _, word := range words[1:] {
		n, number := theNumber(strings.TrimRight(word, ","))
		ok = ok && number
		also = append(also, n)
	}
	return version, also, ok
}

// deploy notes that a version is installed and begins to tell those who wait for it.
func (f *draft) deploy(id string, d deployment) error {
	d.Repository, d.At = f.opt.Tracker, f.now
	f.put(installedKey(d.Repository), d.Version)
	err := f.eachIssue(f.ctx, "", func(key store.Key, at tracking) error {
		all, err := f.waitingFor(at.Issue.Place)
		for _, t := range all {
			in, known := bot.ParseVersion(t.FixedIn)
			switch mine := repositoryOf(t.Issue) == d.Repository; {
			case slices.Contains(d.Also, t.Number), mine && known && in.Compare(d.Version) <= 0:
				d.Todo = append(d.Todo, t.Number)
			case mine && !known && !t.FixedAt.IsZero():
				d.Unsure = append(d.Unsure, t.Number)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	f.put(deployKey(id), d)
	f.deployNext(id, f.now)
	return nil
}

func (f *draft) deployNext(id string, due time.Time) {
	f.set.Timers = append(f.set.Timers, store.Timer{
		ID: deployTimer + "/" + id, Due: due, Value: f.encode(alarm{Kind: deployTimer, Of: id, Cause: f.trace}),
	})
}

// deployOn asks the next few people.
func (f *draft) deployOn(id string) error {
	at, err := load[deployment](f, deployKey(id))
	if err != nil || at.version == 0 {
		return err
	}
	d := &at.value
	f.who = d.By
	for range min(deployStep, len(d.Todo)) {
		n := d.Todo[0]
		d.Todo = d.Todo[1:]
		t, err := f.ticket(n)
		var none *bot.Refusal
		if errors.As(err, &none) {
			continue
		}
		if err != nil {
			return err
		}
		if t.State == bot.Upstream {
			if err := f.works(t, d.Version); err != nil {
				return err
			}
			d.Told++
		}
	}
	if len(d.Todo) > 0 {
		keep(f, deployKey(id), at)
		f.deployNext(id, f.now.Add(deployRest))
		return nil
	}
	f.drop(deployKey(id))
	f.set.Expect = append(f.set.Expect, store.Expect{Key: deployKey(id), Version: at.version})
	if !d.Room.Zero() {
		text := f.staffText("staff.deployed", "version", string(d.Version), "n", strconv.Itoa(d.Told))
		if len(d.Unsure) > 0 {
			text += "\n" + f.staffText("staff.deployed_unsure", "version", string(d.Version), "numbers", numbers(d.Unsure), "number", strconv.Itoa(d.Unsure[0]))
		}
		f.send(outgoing{Reply: bot.Reply{To: d.Room, Text: text}})
	}
	return nil
}

// works tells the person of a ticket, and those of its followers, that the fix is
// installed, and asks whether it works.
func (f *draft) works(t *bot.Ticket, version bot.Version) error {
	all, err := f.together(t)
	if err != nil {
		return err
	}
	if err := f.leaveIssue(t); err != nil {
		return err
	}
	for _, t := range all {
		if err := t.Deployed(f.now, f.level(t.Level).Terms); err != nil {
			return err
		}
		c, err := f.personOf(t)
		if err != nil {
			return err
		}
		f.passPending(c, t)
		c.Hold(t.Number)
		next, say := f.dialogue.Deployed(*c, t.Number, string(version))
		*c = next
		f.tell(c, say, outgoing{})
		f.event(t, "deployed", f.who, string(version))
		f.toRoom(t, "staff.asked_works", "number", number(t), "person", t.Person.Called(), "version", string(version))
		f.editCard(t, "")
		f.counts.solved.Add(1)
	}
	return nil
}
