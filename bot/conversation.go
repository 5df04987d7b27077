package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Stage is what the desk asked last and waits for.
type Stage string

const (
	// Idle: nothing is asked; the next words are a new question.
	Idle Stage = ""
	// Helped: "did that help?" stands.
	Helped Stage = "helped"
	// Choosing: a few titles were offered.
	Choosing Stage = "choosing"
	// Offering: the desk was offered, with the question filled in.
	Offering Stage = "offering"
	// Describing: a ticket without a question is open; the next words describe it.
	Describing Stage = "describing"
	// Confirming: "is it solved?" stands.
	Confirming Stage = "confirming"
	// Rating: "how did we do?" stands.
	Rating Stage = "rating"
	// Explaining: the rating was poor, and a few words why are welcome.
	Explaining Stage = "explaining"
	// Noticed: a known issue was told, and "is it yours too?" stands.
	Noticed Stage = "noticed"
	// Which: "is this about your ticket, or something new?" stands; Question is what
	// they wrote.
	Which Stage = "which"
	// Language: a choice of languages stands.
	Language Stage = "language"
)

// Conversation is what is remembered of one person's talk at one place.
type Conversation struct {
	Place  Place  `json:"place"`
	Person Person `json:"person"`
	// Lang is the language to answer in; "" until known. Chosen tells that the
	// person picked it, so detection leaves it alone; Heard that a question was in it.
	Lang   string `json:"lang,omitempty"`
	Chosen bool   `json:"chosen,omitempty"`
	Heard  bool   `json:"heard,omitempty"`
	// Brief: the person typed short; the first message of an answer is a short one.
	Brief bool `json:"brief,omitempty"`

	Stage Stage `json:"stage,omitempty"`
	// Question is what the person wants to know, in their words.
	Question string `json:"question,omitempty"`
	// Burst is the beginning of a question whose rest is on its way.
	Burst string `json:"burst,omitempty"`
	// Topic is the question answered last; one such as "and for deaths?" leans on it.
	Topic string `json:"topic,omitempty"`
	// Tried are the ids of the sections shown for Question.
	Tried []string `json:"tried,omitempty"`
	// Choices are the ids of the sections whose titles were offered.
	Choices []string `json:"choices,omitempty"`
	// Known is the known issue that was told last, while it is not said whether it is
	// theirs too.
	Known int `json:"known,omitempty"`
	// KnownText is what they were told of it.
	KnownText string `json:"known_text,omitempty"`
	// Offered are the buttons of the last reply: what "2" or a label means now.
	Offered []Button `json:"offered,omitempty"`
	// Turn counts replies with buttons, so that an old button is recognised.
	Turn int `json:"turn,omitempty"`
	// Misses counts questions in a row that were not answered.
	Misses int `json:"misses,omitempty"`
	// Page is how far into the last section the person has read, in pages; -1 before
	// the first, when they read it in other words.
	Page int `json:"page,omitempty"`
	// Album is the album of the last message, of which every picture is a message.
	Album string `json:"album,omitempty"`
	// Files came while no ticket was open; the next ticket takes them. At most [MaxPending].
	Files []File `json:"files,omitempty"`
	// Ticket is the running or just solved ticket that holds the conversation; 0 for none.
	Ticket int `json:"ticket,omitempty"`
	// Also are the person's other running tickets, the one they turned from last at
	// the end.
	Also []int `json:"also,omitempty"`
	// Unclaimed tells, for one step, that nobody has Ticket yet.
	Unclaimed bool `json:"-"`
	// Past are earlier tickets, newest last, at most [MaxPast].
	Past []int `json:"past,omitempty"`
	// Told tells that the person knows that their words go to the open ticket.
	Told bool `json:"told,omitempty"`
	// Opens is the opening of the desk that the person was told of last.
	Opens time.Time `json:"opens,omitzero"`
	// Profile is what the person said of themselves; Asked tells that they were asked.
	Profile Profile `json:"profile,omitzero"`
	Asked   bool    `json:"asked,omitempty"`
	// Quiet: the person typed stop; the desk says nothing until they write again.
	Quiet bool `json:"quiet,omitempty"`
	// Held is how many replies wait because the channel's window is shut; Knocked is
	// when the person was last asked to write.
	Held    int       `json:"held,omitempty"`
	Knocked time.Time `json:"knocked,omitzero"`
	// Lines is how many lines the transcript has.
	Lines int `json:"lines,omitempty"`
	// Spent is what a language model cost for the person on a day.
	Spent Spent     `json:"spent,omitzero"`
	Seen  time.Time `json:"seen,omitzero"`
}

// Spent is how many tokens of a language model were used on a day, which is written
// year-month-day in the desk's time zone.
type Spent struct {
	Day    string `json:"day"`
	Tokens int    `json:"tokens"`
}

// MaxPending is how many files wait for a ticket.
const MaxPending = 8

// MaxPast is how many earlier tickets a conversation remembers.
const MaxPast = 20

// Meant gives the offered button that a typed text stands for: its number, in the
// digits of any script people here write, or its label, in any case and with or
// without brackets.
func (c *Conversation) Meant(text string) (Button, bool) {
	text = bare(text)
	if digits := asciiDigits(text); digits != "" && digits[0] < 'A' { // few texts begin like a number
		if n, err := strconv.Atoi(digits); err == nil {
			if n >= 1 && n <= len(c.Offered) {
				return c.Offered[n-1], true
			}
			return Button{}, false
		}
	}
	for _, b := range c.Offered {
		if text != "" && strings.EqualFold(bare(b.Label), text) {
			return b, true
		}
	}
	return Button{}, false
}

// bare takes off what people put around a choice: "[Yes]", "(2)", "2.", a keycap.
func bare(s string) string { return strings.Trim(s, " \t\n[](){}.:#\ufe0f\u20e3") }

// zeros are the first digits of the scripts read by [Conversation.Meant]: Latin,
// Arabic, Persian, Devanagari, Bengali.
const zeros = "0٠۰०০"

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}

// Hold makes a running ticket the one that the person's words go to. Another that
// did so runs on beside it.
func (c *Conversation) Hold(n int) {
	if c.Ticket != n {
		c.Park()
		c.Ticket, c.Told = n, true
	}
	c.Also, c.Past = without(c.Also, n), without(c.Past, n)
}

// Park lets the person talk of something else while their ticket runs on.
func (c *Conversation) Park() {
	if c.Ticket != 0 {
		c.Also = append(without(c.Also, c.Ticket), c.Ticket)
		c.Ticket, c.Told = 0, false
	}
}

// Undecided is the ticket of which the person was asked whether their words are
// about it, while they have not said; 0 for none.
func (c *Conversation) Undecided() int {
	switch {
	case c.Stage != Which:
		return 0
	case c.Ticket == 0 && len(c.Also) > 0:
		return c.Also[len(c.Also)-1]
	}
	return c.Ticket
}

// Finish takes a ticket that is closed out of those that run.
func (c *Conversation) Finish(n int) {
	if c.Ticket == n {
		c.Leave()
		return
	}
	if slices.Contains(c.Also, n) {
		c.Also = without(c.Also, n)
		c.remember(n)
	}
}

// Leave ends the hold of a ticket on the conversation and remembers it as past.
func (c *Conversation) Leave() {
	if c.Ticket == 0 {
		return
	}
	c.remember(c.Ticket)
	c.Ticket, c.Told = 0, false
}

func (c *Conversation) remember(n int) {
	c.Past = append(without(c.Past, n), n)
	if len(c.Past) > MaxPast {
		c.Past = c.Past[len(c.Past)-MaxPast:]
	}
}

// Disown takes out what one of several people at a place said last, and tickets of
// theirs that are erased. The talk of the others goes on.
func (c *Conversation) Disown(who Person, tickets []int) {
	for _, n := range tickets {
		c.Finish(n)
		c.Past = without(c.Past, n)
	}
	if c.Person.Same(who) {
		c.Forget()
		c.Person, c.Profile, c.Burst, c.Topic, c.Files = Person{}, Profile{}, "", "", nil
	}
}

// Forget drops the question under way, so that the next words start fresh.
func (c *Conversation) Forget() {
	c.Stage, c.Question, c.Tried, c.Choices, c.Offered = Idle, "", nil, nil, nil
	c.Misses, c.Page, c.Known, c.KnownText = 0, 0, 0, ""
}
