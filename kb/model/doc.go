// Package model is the optional language model of the help desk.
//
// It may word an answer from the sections that were found, rewrite a question for
// the search, and help staff with drafts. It never decides anything: it has no
// tools and no orders, and what it says is a text that somebody else checks. A
// [Client] talks to one OpenAI-compatible endpoint; go-openai stays in this folder.
//
// Three things stand between it and a person. What leaves is veiled: personal data
// becomes [PHONE-1] and comes back only in what returns to whoever the question was
// from. What people and articles say is fenced in as data. And what the model says
// of an article passes [Grounded], which wants every sentence to rest on a section
// it names; there it fails closed, and the plain section is sent.
//
// An endpoint may be slow, down, rude or broken. Every call has a time limit of its
// own, at most so many run at once, and a breaker leaves an endpoint alone that
// keeps failing. A [*Fault] says what happened and nothing of what was said: the
// errors of endpoints hold prompts, so none of their words is kept.
//
// An [Index] holds the meaning of sections as rows of numbers, made in the
// background and kept by the caller, and [Join] lets them add to a ranking by words
// without ever taking a sure answer away.
//
// The package stores nothing and counts nothing over time. What was used comes back
// as a [Use], and what may still be used is given as an [Allowance], so that the
// caller keeps both.
package model
