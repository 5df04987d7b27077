package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// MaxKnownText is the longest text of a known issue, in bytes: a sentence or two.
	MaxKnownText = 900
	// MaxKnownNews is how often its text changes, its end included.
	MaxKnownNews = 30
	// MaxKnownWays is how many ways to ask one has, maxKnownWay how long each may be,
	// in bytes.
	MaxKnownWays = 30
	maxKnownWay  = 300
	// MaxKnown is how many known issues run at once.
	MaxKnown = 20
)

// KnownState is how a known issue stands.
type KnownState string

const (
	// KnownRunning: who asks about it is told.
	KnownRunning KnownState = "running"
	// KnownFixed: it is over, and everybody who joined hears so.
	KnownFixed KnownState = "fixed"
	// KnownOff: it was taken back, and nobody hears.
	KnownOff KnownState = "off"
)

// KnownIssue is one problem that many people have: who asks about it is told what
// staff wrote, and may join to hear how it goes on. Only words of staff are told; the
// ways to ask are only searched. Who joined are records of their own.
type KnownIssue struct {
	Number int        `json:"number"`
	State  KnownState `json:"state"`
	// Ticket is the ticket it was declared from; 0 for none.
	Ticket int `json:"ticket,omitempty"`
	// Level is whose rooms show it.
	Level Level `json:"level"`
	// Ways are ways to ask about it.
	Ways []KnownWay `json:"ways,omitempty"`
	// News is what people were told, in order: the first when it was declared, the last
	// is what holds now.
	News []KnownNews `json:"news"`
	// Ended is when it was fixed or taken back, EndedBy by whom.
	Ended   time.Time `json:"ended,omitzero"`
	EndedBy Person    `json:"ended_by,omitzero"`
}

// KnownWay is a way to ask about a known issue. Ticket is whose question it is; 0 for
// words of staff.
type KnownWay struct {
	Text   string `json:"text"`
	Lang   string `json:"lang,omitempty"`
	Ticket int    `json:"ticket,omitempty"`
}

// KnownNews is what staff told the people of a known issue. The text may be "" at the
// end only.
type KnownNews struct {
	Text string    `json:"text"`
	By   Person    `json:"by"`
	At   time.Time `json:"at"`
}

// Declare makes a known issue of what people are to be told. Refuses with KnownEmpty
// or KnownTooLong.
func Declare(text string, by Person, now time.Time, ways ...KnownWay) (KnownIssue, error) {
	k := KnownIssue{State: KnownRunning}
	if err := k.tell(text, by, now); err != nil {
		return k, err
	}
	for _, w := range ways {
		k.addWay(w)
	}
	return k, nil
}

// KnownName is how people write a known issue: "K1", never to be taken for a ticket.
func KnownName(number int) string { return "K" + strconv.Itoa(number) }

// ParseKnown reads a name as people type it: "K1", "k1", "#K1:".
func ParseKnown(s string) (number int, ok bool) {
	s = strings.Trim(s, "#:.,")
	if len(s) < 2 || len(s) > 9 || s[0] != 'K' && s[0] != 'k' || s[1] == '+' || s[1] == '-' {
		return 0, false
	}
	n, err := strconv.Atoi(s[1:])
	return n, err == nil && n > 0
}

// Name is what people call it.
func (k *KnownIssue) Name() string { return KnownName(k.Number) }

// Running tells whether people are told of it.
func (k *KnownIssue) Running() bool { return k.State == KnownRunning }

// Edition counts the texts so far. Who joined at one hears of those after it.
func (k *KnownIssue) Edition() int { return len(k.News) }

// Title is what it is called: what people were told first.
func (k *KnownIssue) Title() string { return k.News[0].Text }

// Text is what people are told while it runs, and what they were told last before it
// ended.
func (k *KnownIssue) Text() string {
	last := len(k.News) - 1
	if k.State == KnownFixed {
		last--
	}
	return k.News[last].Text
}

// Update tells something new. Refuses with KnownOver, KnownEmpty, KnownTooLong or
// KnownTooMany.
func (k *KnownIssue) Update(text string, by Person, now time.Time) error {
	switch {
	case !k.Running():
		return k.refuse(KnownOver)
	case len(k.News) >= MaxKnownNews-1:
		return k.refuse(KnownTooMany)
	}
	return k.tell(text, by, now)
}

// Fix ends it; text may be "". Refuses with KnownOver or KnownTooLong.
func (k *KnownIssue) Fix(text string, by Person, now time.Time) error {
	text = strings.TrimSpace(CleanText(text))
	switch {
	case !k.Running():
		return k.refuse(KnownOver)
	case len(text) > MaxKnownText:
		return k.refuse(KnownTooLong)
	}
	k.News = append(slices.Clone(k.News), KnownNews{Text: text, By: by, At: now})
	k.State, k.Ended, k.EndedBy = KnownFixed, now, by
	return nil
}

// TakeBack ends it and tells nobody. Refuses with KnownOver.
func (k *KnownIssue) TakeBack(by Person, now time.Time) error {
	if !k.Running() {
		return k.refuse(KnownOver)
	}
	k.State, k.Ended, k.EndedBy = KnownOff, now, by
	return nil
}

// ForgetTicket takes out the ways to ask that were a ticket's question.
func (k *KnownIssue) ForgetTicket(number int) {
	k.Ways = slices.DeleteFunc(slices.Clone(k.Ways), func(w KnownWay) bool { return w.Ticket == number })
}

func (k *KnownIssue) tell(text string, by Person, now time.Time) error {
	text = strings.TrimSpace(CleanText(text))
	switch {
	case text == "":
		return k.refuse(KnownEmpty)
	case len(text) > MaxKnownText:
		return k.refuse(KnownTooLong)
	}
	k.News = append(slices.Clone(k.News), KnownNews{Text: text, By: by, At: now})
	return nil
}

func (k *KnownIssue) addWay(w KnownWay) {
	w.Text = CutText(strings.Join(strings.Fields(CleanText(w.Text)), " "), maxKnownWay)
	if w.Text != "" && len(k.Ways) < MaxKnownWays {
		k.Ways = append(k.Ways, w)
	}
}

func (k *KnownIssue) refuse(reason Reason) error {
	return &Refusal{Reason: reason, Known: k.Number}
}

// SolveKnown ends a ticket that waited for a known issue, which by says is fixed: as
// solved by its owner, by who gave it to the makers or, where it has none, by who said so. It reports false where it
// runs no more.
func (t *Ticket) SolveKnown(by Person, now time.Time) bool {
	if !t.Running() {
		return false
	}
	if t.Taken() {
		by = t.Owner
	}
	t.Answered(now)
	room := t.Room
	if t.State == Upstream {
		if !t.Keeper.Nobody() {
			by = t.Keeper
		}
		t.backFromMakers(now, Terms{})
	}
	t.drop()
	t.State, t.SolvedBy, t.SolvedAt, t.Room, t.Known = Solved, by, now, room, 0
	return true
}
