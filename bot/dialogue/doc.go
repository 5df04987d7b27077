// Package dialogue decides what the desk says to a person.
//
// [Dialogue.Step] is a pure function: from a conversation, a message and what the
// knowledge base answered it makes the next conversation and a list of effects.
// It knows no clock, store or network, so every path can be tested by calling it,
// and a decision can be taken again after a conflict.
//
// Who calls it first lets [Dialogue.LookUp] ask the knowledge base, in the language
// the question shows, and carries out the effects afterwards, all in one commit.
// What somebody says in one breath is joined before, see [Dialogue.Joins].
//
// The language of a conversation is what the person chose; else that of their last
// question of three words or more, or in a script that only one configured language
// has; else that of a greeting; else what the channel says; else the default. A
// short question ("and for deaths?") is asked together with the one before when it
// is not sure alone, and only if the answer mentions what it adds.
//
// A person may have several tickets. Their words go to the one that holds the
// conversation; where they may be about something else, the person is asked which.
//
// A known issue that fits a question is told in place of an article, with [Me too] and
// [Something else]; the second answers the question from articles only.
//
// All texts for people stand in catalogue/, one file a language, where a
// translator can edit them.
package dialogue
