package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// A fix that the makers have released helps nobody before it is installed. Whoever
// installs it says so, and every person whose ticket waits for it is asked whether it
// works now.

// deployment is a version that was installed, and what came of telling it.
type deployment struct {
	Version bot.Version `json:"version"`
	// Room hears when all are told; nowhere when it was not said in a room.
	Room bot.Place `json:"room,omitzero"`
	// Told is how many were asked, Unsure are the tickets that are fixed in no known version.
	Told   int   `json:"told,omitempty"`
	Unsure []int `json:"unsure,omitempty"`
}

// installedKey holds the version that is installed of a repository's product.
func installedKey(repository bot.Place) store.Key {
	return store.Key("installed/" + repository.Lane())
}

// isDeployed tells whether the version that has an issue's fix is installed already, and
// which one is.
func (f *draft) isDeployed(issue bot.Place, version bot.Version) (installed bot.Version, there bool, err error) {
	key := installedKey(repositoryOf(issue))
	installed, known, err := store.Get[bot.Version](f.ctx, f.opt.Store, key)
	// Whoever installs it at the same moment relies on what is fixed.
	f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: known})
	return installed, known > 0 && version.Compare(installed) <= 0, err
}

// fixesKey counts the fixes of a repository: who asks those who wait for one relies on it.
func fixesKey(repository bot.Place) store.Key { return store.Key("fixes/" + repository.Lane()) }

// noteFix counts a fix that is not installed yet, once in a draft.
func (f *draft) noteFix(issue bot.Place) error {
	key := fixesKey(repositoryOf(issue))
	if slices.ContainsFunc(f.set.Put, func(p store.Put) bool { return p.Key == key }) {
		return nil
	}
	n, err := load[int](f, key)
	if err != nil {
		return err
	}
	n.value++
	keep(f, key, n)
	return nil
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
	return f.deploy(m.Trace(), deployment{Version: version, Room: m.Place}, also)
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
		f.who = who
		return f.deploy(id, deployment{Version: version}, also)
	})
}

// deployedMost is how many words are read behind deployed.
const deployedMost = 2000

// readDeployed reads a version with the numbers of tickets behind it.
func readDeployed(text string) (version bot.Version, also []int, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > deployedMost {
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

// deploy notes that a version is installed and begins to tell those who wait for it, and
// those of the tickets also named.
func (f *draft) deploy(id string, d deployment, also []int) error {
	f.put(installedKey(f.opt.Tracker), d.Version)
	fixes, err := load[int](f, fixesKey(f.opt.Tracker))
	if err != nil {
		return err
	}
	keep(f, fixesKey(f.opt.Tracker), fixes)
	todo := slices.Clone(also)
	err = f.eachIssue(f.ctx, "", func(_ store.Key, at tracking) error {
		if repositoryOf(at.Issue.Place) != f.opt.Tracker || at.Issue.State != bot.IssueFixed {
			return nil
		}
		in, known := bot.ParseVersion(at.Issue.Milestone)
		all, err := f.waitingFor(at.Issue.Place)
		for _, n := range all {
			switch {
			case slices.Contains(todo, n):
			case known && in.Compare(d.Version) <= 0:
				todo = append(todo, n)
			case !known && len(d.Unsure) < numbersMax:
				d.Unsure = append(d.Unsure, n)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return f.run(id, errand{What: errandDeployed, By: f.who, Deployment: d, Todo: todo})
}

// deployedAll tells the room that everybody was asked.
func (f *draft) deployedAll(d deployment) {
	if d.Room.Zero() {
		return
	}
	text := f.staffText("staff.deployed", "version", string(d.Version), "n", strconv.Itoa(d.Told))
	if len(d.Unsure) > 0 {
		text += "\n" + f.staffText("staff.deployed_unsure", "version", string(d.Version), "numbers", numbers(d.Unsure), "number", strconv.Itoa(d.Unsure[0]))
	}
	f.send(outgoing{Reply: bot.Reply{To: d.Room, Text: text}})
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
		f.tell(c, say, outgoing{Crowd: true})
		if f.crowd == nil {
			f.crowd = map[string]int{}
		}
		f.crowd[c.Place.Channel]++
		f.event(t, "deployed", f.who, string(version))
		f.toRoom(t, "staff.asked_works", "number", number(t), "person", t.Person.Called(), "version", string(version))
		f.editCard(t, "")
		f.counts.solved.Add(1)
	}
	return nil
}
