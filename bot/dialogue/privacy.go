package dialogue

import (
	"slices"
	"strings"

	"github.com/firstline-helpdesk/firstline/bot"
)

// What people can always ask about themselves. "Forget me" is asked back, because it
// cannot be undone; until the answer both buttons stand, and a typed yes or no is
// about them and about nothing else.

// ownData handles "my data" and "forget me". It reports whether it did.
func (s *step) ownData(in intent) bool {
	asked := s.askedToForget()
	switch {
	case in.do == data:
		s.effects = append(s.effects, ExportData{})
	case in.do == forget:
		s.askToForget()
	case in.do == erase, in.do == yes && asked:
		s.c.Offered = nil
		s.effects = append(s.effects, EraseData{})
	case in.do == keepData, in.do == no && asked:
		s.keptData()
	default:
		return false
	}
	return true
}

// askedToForget tells whether "shall I erase everything?" stands.
func (s *step) askedToForget() bool {
	return slices.ContainsFunc(s.c.Offered, func(b bot.Button) bool { return strings.HasSuffix(b.Data, ":"+string(erase)) })
}

// askToForget asks back. What the desk asked before, "is it solved?" before all, is
// asked again when nothing is erased.
func (s *step) askToForget() {
	stage := bot.Idle
	if s.c.Stage == bot.Confirming {
		stage = bot.Confirming
	}
	s.turn()
	s.offer(stage, Text(s.c.Lang, "data.ask"), s.button(erase, "button.erase"), s.button(keepData, "button.keep"))
}

func (s *step) keptData() {
	if s.c.Stage == bot.Confirming {
		s.askSolved(Text(s.c.Lang, "data.kept"))
		return
	}
	s.c.Offered = nil
	s.say("data.kept")
}
