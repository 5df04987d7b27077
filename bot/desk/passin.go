package desk

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/dialogue"
)

// passIn puts words and files of a person into a ticket's thread and its room or,
// while nobody has it, every room of the level.
func (f *draft) passIn(t *bot.Ticket, who bot.Person, text string, files []bot.File) {
	files = inTicket(t.Number, files)
	f.thread(t, bot.Line{By: bot.ByPerson, Who: who, Text: text, Files: files})
	f.askAbout(t, text, files)
	rooms := f.level(t.Level).Rooms
	if !t.Room.Zero() {
		rooms = []bot.Place{t.Room}
	}
	// What the person of a merged ticket says belongs to the one that is worked on.
	works, label := t.Number, number(t)
	if t.Follows != 0 {
		works, label = t.Follows, strconv.Itoa(t.Follows)+" (#"+number(t)+")"
	}
	said := f.staffText("staff.words", "number", label, "person", f.calledIn(t), "text", text)
	for _, room := range rooms {
		f.send(outgoing{
			Reply:    bot.Reply{To: room, Text: said, Files: files, Ticket: works},
			QuoteRef: cardRef(works),
		})
	}
}

// words is what staff read of a message: its text, or what stands for it.
func (f *draft) words(m bot.Message) string {
	parts := make([]string, 0, 1+len(m.Files))
	if m.Text != "" {
		parts = append(parts, m.Text)
	}
	for _, file := range m.Files {
		name := cmp.Or(file.Name, file.Type, "?")
		parts = append(parts, dialogue.Text(f.staffLang(), "staff.file", "name", name))
	}
	if len(parts) == 0 {
		return dialogue.Text(f.staffLang(), "staff.unreadable")
	}
	return strings.Join(parts, " ")
}
