// Package dialogue decides what the desk says to a person.
//
// [Dialogue.Step] is a pure function: from a conversation, a message and what the
// knowledge base answered it makes the next conversation and a list of effects.
// It knows no clock, store or network, so every path can be tested by calling it,
// and a decision can be taken again after a conflict.
//
// Who calls it first asks [Dialogue.Wants] what to look up, and carries out the
// effects afterwards, all in one commit.
//
// A person may have several tickets. Their words go to the one that holds the
// conversation; where they may be about something else, the person is asked which.
//
// All texts for people stand in catalogue/, one file a language, where a
// translator can edit them.
package dialogue
