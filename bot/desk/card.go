package desk

import (
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// Actions of a ticket's buttons.
const (
	doClaim   = "claim"
	doMore    = "more"
	doRelease = "release"
	doKeep    = "keep"
	doSolve   = "solve"
	doReply   = "reply"
	// doEscalate passes a ticket to the next level, doReturn back; doDeliver says to the
	// person what the higher level advised.
	doEscalate = "escalate"
	doReturn   = "return"
	doDeliver  = "deliver"
	doType     = "type"
	// doTake asks whether to take a ticket over, doSeize does it.
	doTake  = "take"
	doSeize = "seize"
)

func (f *draft) ticketButton(t *bot.Ticket, action string) bot.Button {
	return bot.Button{Label: f.staffText("card." + action), Data: ticketPress(t.Number, action)}
}

func (f *draft) staffText(key string, pairs ...string) string {
	return dialogue.Text(f.staffLang(), key, pairs...)
}

// cardText is a ticket in a few lines, as it stands in a room.
func (f *draft) cardText(t *bot.Ticket) string {
	question := f.brief(t.Question)
	if question == "" {
		question = f.staffText("card.no_question")
	}
	text := f.staffText("card.line", "number", number(t), "type", t.Type, "name", f.calledIn(t), "question", question)
	if word := map[bot.Priority]string{bot.High: "card.high", bot.Urgent: "card.urgent", bot.Low: "card.low"}[t.Priority]; word != "" && t.State != bot.Closed {
		text += " (" + f.staffText(word) + ")"
	}
	if len(t.Tags) > 0 {
		text += " [" + strings.Join(t.Tags, ", ") + "]"
	}
	text += f.sortingText(t) + f.levelText(t)
	if t.Follows != 0 && t.Running() {
		return text + "\n" + f.staffText("staff.follows", "number", number(t), "other", strconv.Itoa(t.Follows))
	}
	if len(t.Followers) > 0 {
		text += "\n" + f.staffText("card.followers", "numbers", numbers(t.Followers))
	}
	if t.Known != 0 && t.Running() {
		text += "\n" + f.staffText("card.waits_for", "known", bot.KnownName(t.Known))
	}
	switch t.State {
	case bot.Open:
		text += f.dueText(t, false)
	case bot.Waiting:
		text += "\n" + f.staffText("card.waiting", "name", t.Owner.Called(), "person", t.Person.Called())
		text += f.howText(t)
	case bot.Claimed:
		text += "\n" + f.staffText("card.claimed", "name", t.Owner.Called(), "time", f.clock(t.OwnerSince))
		text += f.dueText(t, false)
		text += f.howText(t)
	case bot.Upstream:
		text += "\n" + f.staffText("card.upstream", "issue", t.Issue.Chat, "stands", t.Mirror)
	case bot.Solved:
		text += "\n" + f.staffText("card.solved", "name", t.SolvedBy.Called(), "person", t.Person.Called())
	case bot.Closed:
		key := "card.closed"
		if t.Rating > 0 {
			key = "card.rated"
		}
		text += "\n" + f.staffText(key, "stars", strconv.Itoa(t.Rating))
	}
	return text
}

// numbers writes tickets for people: "#14, #15".
func numbers(of []int) string {
	words := make([]string, len(of))
	for i, n := range of {
		words[i] = "#" + strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}

// cardButtons are what can be done with a ticket where its staff sit, or elsewhere.
func (f *draft) cardButtons(t *bot.Ticket, away bool) []bot.Button {
	if (t.Follows != 0 || away) && t.Running() {
		return []bot.Button{f.ticketButton(t, doMore)}
	}
	switch t.State {
	case bot.Open:
		buttons := []bot.Button{f.ticketButton(t, doClaim), f.ticketButton(t, doMore)}
		if len(t.Because) > 0 {
			// It was guessed, and who sees it wrong says so with one tap.
			buttons = append(buttons, f.ticketButton(t, doType))
		}
		return buttons
	case bot.Upstream:
		return []bot.Button{f.ticketButton(t, doMore), f.commentButton(t)}
	case bot.Claimed, bot.Waiting:
		buttons := []bot.Button{f.ticketButton(t, doSolve), f.ticketButton(t, doRelease), f.ticketButton(t, doMore)}
		if t.Advice != "" {
			buttons = append(buttons, f.ticketButton(t, doDeliver))
		}
		return append(append(buttons, f.replyButton(t)), f.escalateButton(t)...)
	}
	return nil
}

// replyButton asks for words to the person, where the channel has a box for them. It is
// the last one, so that the numbers of the others are the same where it has none.
func (f *draft) replyButton(t *bot.Ticket) bot.Button {
	b := f.ticketButton(t, doReply)
	b.Ask = f.staffText("card.reply_ask", "person", t.Person.Called())
	return b
}

// postCard shows a ticket in every room of its level.
func (f *draft) postCard(t *bot.Ticket) {
	for _, room := range f.level(t.Level).Rooms {
		f.send(outgoing{Reply: f.card(t, room)})
	}
}

// editCard makes the cards of a ticket current. Rooms on channels that cannot
// edit get instead as a new line, or nothing when it is empty.
func (f *draft) editCard(t *bot.Ticket, instead string) {
	f.editCards(t, f.cardRooms(t, false), instead)
}

// cardRooms are where a ticket's cards stand: the rooms of every level that it is or
// was at, or of those that it has left.
func (f *draft) cardRooms(t *bot.Ticket, left bool) []bot.Place {
	var rooms []bot.Place
	for _, n := range t.Levels() {
		if here := f.seat(n) == f.seat(t.Level); (!left && n == t.Level) || !here {
			rooms = append(rooms, f.level(n).Rooms...)
		}
	}
	return rooms
}

func (f *draft) editCards(t *bot.Ticket, rooms []bot.Place, instead string) {
	for _, room := range rooms {
		reply := f.card(t, room)
		reply.Edit, reply.Instead = true, instead
		f.send(outgoing{Reply: reply, QuoteRef: cardRef(t.Number)})
	}
}

func (f *draft) card(t *bot.Ticket, room bot.Place) bot.Reply {
	away := f.levelOf(room) != f.seat(t.Level)
	return bot.Reply{
		To: room, Text: f.cardText(t), Buttons: f.withKnown(t, away, f.cardButtons(t, away)),
		Ref: cardRef(t.Number), Ticket: t.Number,
	}
}

// toRoom says something about a ticket where its owner sits, else in all rooms.
func (f *draft) toRoom(t *bot.Ticket, key string, pairs ...string) {
	if t.Room.Zero() {
		f.toRooms(t, key, pairs...)
		return
	}
	f.inRoom(t, t.Room, f.staffText(key, pairs...))
}

func (f *draft) toRooms(t *bot.Ticket, key string, pairs ...string) {
	for _, room := range f.level(t.Level).Rooms {
		f.inRoom(t, room, f.staffText(key, pairs...))
	}
}

func (f *draft) inRoom(t *bot.Ticket, room bot.Place, text string, buttons ...bot.Button) {
	f.send(outgoing{
		Reply:    bot.Reply{To: room, Text: text, Buttons: buttons, Ticket: t.Number},
		QuoteRef: cardRef(t.Number),
	})
}
