// Package kb turns a folder of markdown into answers.
//
// It reads articles the way their authors wrote them (CommonMark with GFM
// tables, GitBook blocks, optional front matter), cuts each into sections that
// are ready for a chat window, and searches them. A search ends in one of three
// verdicts: [Sure], [Torn] or [Unknown]. The package knows nothing of tickets,
// channels or stores.
//
// Ranking compares a question with titles, other ways to ask, headings, text and
// the lead of the text by stems, pairs of stems, letters and senses, and asks a small machine that was
// trained on the articles' own questions. In English, a question and the ways to
// ask for an article are also compared by a table of word vectors. What each
// counts stands in verdict_weights.go, with the command that found it.
//
// A [Base] is one immutable, searchable snapshot. A [Library] owns the folders
// on disk, reloads what changed, keeps the last good version of every article
// and hands out the current Base. Reading a Base is safe from many goroutines.
//
// A [Notice] is told while it holds, such as an outage: it is searched as if it were an
// article, so that one measure decides between the two.
//
// A question costs what it touches: the postings of its words, and the articles
// found by them. An edit costs reading the one article and adding up numbers of
// all; an edited Base answers as one that was loaded afresh.
package kb
