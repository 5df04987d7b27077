package desk

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// codeFor is how long a code of "me link" is good.
const codeFor = 10 * time.Minute

// newCode makes a code that nobody guesses in that time: 40 bits.
func newCode() string { return rand.Text()[:8] }

// code is what "me link" gave out: whoever types it elsewhere is this person.
type code struct {
	Person bot.Person `json:"person"`
	// Place is where it was asked for; it hears when the code is used.
	Place bot.Place `json:"place"`
	Until time.Time `json:"until"`
}

// withCode takes "link" and a code.
func withCode(rest string) bool {
	words := strings.Fields(rest)
	return len(words) == 2 && strings.EqualFold(words[0], "link")
}

// meAlone answers "me" and what belongs to it in somebody's own chat. It reports
// whether it did: of people who are not staff it only takes a code that is good.
func (f *draft) meAlone(m bot.Message) (bool, error) {
	o := exactOrder(m.Text)
	if m.Kind != bot.Said || o.word != "me" {
		return false, nil
	}
	staff, err := f.isColleague(m.From)
	if err != nil {
		return false, err
	}
	if !staff {
		if !withCode(o.rest) {
			return false, nil
		}
		if given, _, err := f.code(o.rest); err != nil || given.Person.Nobody() {
			return false, err
		}
	}
	if f.who, err = f.self(m.From); err != nil {
		return false, err
	}
	return true, f.me(m, o)
}

// me tells staff who they are, and joins their accounts on several platforms.
func (f *draft) me(m bot.Message, o order) error {
	if _, err := f.self(m.From); err != nil {
		return err
	}
	words := strings.Fields(strings.ToLower(o.rest))
	switch {
	case withCode(o.rest):
		return f.joinBy(m, o.rest)
	case len(words) == 1 && words[0] == "link":
		return f.giveCode(m)
	case len(words) == 1 && words[0] == "unlink":
		return f.unlink(m)
	}
	f.answerStaff(m, f.staffText("staff.me", "name", m.From.Called(), "accounts", named(f.same.of(m.From.ID))))
	return nil
}

// giveCode gives out a code, where nobody else reads it.
func (f *draft) giveCode(m bot.Message) error {
	if !alone(m) {
		f.answerStaff(m, f.staffText("staff.me_private"))
		return nil
	}
	old, err := f.opt.Store.List(f.ctx, codePrefix, "", choiceMax)
	if err != nil {
		return fmt.Errorf("list codes: %w", err)
	}
	for _, r := range old {
		if c, err := store.Decode[code](r.Value); err != nil || f.now.After(c.Until) {
			f.drop(r.Key)
		}
	}
	word := f.opt.Code()
	f.put(codeKey(word), code{Person: m.From, Place: m.Place, Until: f.now.Add(codeFor)})
	f.answerStaff(m, f.staffText("staff.me_code", "code", word))
	return nil
}

// alone tells that nobody but the sender reads a place.
func alone(m bot.Message) bool { return m.Private || m.From.ID == m.Place.Lane() }

// code finds what a typed code stands for; nobody when it is not good.
func (f *draft) code(rest string) (code, store.Key, error) {
	key := codeKey(strings.ToUpper(strings.Fields(rest)[1]))
	given, version, err := store.Get[code](f.ctx, f.opt.Store, key)
	if err != nil || version == 0 || f.now.After(given.Until) {
		return code{}, key, err
	}
	// Of two who type it at once one is too late.
	f.set.Expect = append(f.set.Expect, store.Expect{Key: key, Version: version})
	return given, key, nil
}

// joinBy joins the account of a code with the one that types it.
func (f *draft) joinBy(m bot.Message, rest string) error {
	given, key, err := f.code(rest)
	if err != nil {
		return err
	}
	if given.Person.Nobody() {
		f.answerStaff(m, f.staffText("staff.me_no_code"))
		return nil
	}
	all, err := load[accounts](f, sameKey)
	if err != nil {
		return err
	}
	if all.value == nil {
		all.value = accounts{}
	}
	all.value.join(given.Person.ID, m.From.ID)
	keep(f, sameKey, all)
	f.drop(key)
	told := f.staffText("staff.me_joined", "name", given.Person.Called(), "accounts", named(all.value.of(m.From.ID)))
	f.answerStaff(m, told)
	if given.Place.Lane() != m.Place.Lane() {
		f.send(outgoing{Reply: bot.Reply{To: given.Place, Text: told}})
	}
	return nil
}

// unlink makes the asker's accounts separate again. Claims stay with the first.
func (f *draft) unlink(m bot.Message) error {
	all, err := load[accounts](f, sameKey)
	if err != nil {
		return err
	}
	ids := all.value.of(m.From.ID)
	if len(ids) == 1 {
		f.answerStaff(m, f.staffText("staff.me", "name", m.From.Called(), "accounts", named(ids)))
		return nil
	}
	first := all.value.first(m.From).ID
	all.value.part(m.From.ID)
	keep(f, sameKey, all)
	f.answerStaff(m, f.staffText("staff.me_parted", "accounts", named(ids), "first", named([]string{first})))
	return nil
}
