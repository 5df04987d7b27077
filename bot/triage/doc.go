// Package triage finds out what sort of problem a ticket is and which other
// tickets are like it.
//
// A [Classifier] learns the support types from articles and solved tickets and
// says which words made it think so, because staff trust and correct only what
// they can follow. A [Board] remembers the words of the running tickets and finds
// the nearest. Both compare words by their stems; who calls brings the stems.
//
// The package reads no store, article or clock, and imports nothing of the house:
// it is arithmetic on words. A Classifier does not change once it is trained; a
// Board is safe for concurrent use.
package triage
