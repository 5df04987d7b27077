// Package web is the channel that needs nobody else's service: a chat page for
// people at "/" and a desk page for staff at "/desk".
//
// A person is a signed random cookie, a session. Their place is
// "web:<session>". What they write comes in over POST /say under an id the page
// made up, so that a page on a weak link can send the same thing again without
// harm. What they are told is read from the transcript and pushed over a stream
// of server-sent events: [Adapter.Send] only wakes the stream, because the line
// is on disk before Send is called.
//
// Staff come in over a one-time link ([Adapter.SignInLink]) that the desk sends
// them in chat. Their page is one room, the place "web:desk". A button or a typed
// text there becomes an order to the desk ("claim 12", "note 12 ..."); the desk
// decides who may do what, this package never does.
//
// The page "/desk/articles" is for staff who look after the articles: it lists them
// with what use has taught, lists what was asked in vain, and shows what a question
// would be answered on each channel, fitted by [adapters.Fit] as a real answer is.
//
// The two kinds of cookie are signed with two keys derived from one, so neither
// can ever stand in for the other.
//
// Everything the pages load is embedded and served under a strict content
// security policy; nothing comes from another site.
package web
