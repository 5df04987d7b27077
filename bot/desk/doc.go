// Package desk is the service that runs the help desk.
//
// One message takes six hops. An adapter verifies and parses it; [Desk.Deliver]
// puts it into the inbox, once, and only then does the adapter acknowledge; a
// worker takes it, in order within its lane, and asks the knowledge base;
// the dialogue or a ticket rule decides; one commit holds everything that follows
// (conversation, ticket, transcript, history, replies, timers, the inbox item
// done); the outbox sends, records and retries.
//
// A decision is made in a draft: values are loaded with their versions, rules run
// on them, and the commit fails with a conflict when anybody else changed them
// meanwhile. Then the draft is thrown away and made again. Nothing is ever held
// while the knowledge base or a channel is asked.
//
// A ticket is sorted when its question is known: its type is the shown article's,
// else what a classifier reads from the words; urgent words raise its priority; the
// running tickets like it are named. Its clocks are wound at the end of every draft
// that touched it, so that no rule needs to think of them: one timer a ticket rings
// when they have something to say.
//
// What staff type is read by one table of orders (orders.go): what it takes for
// each to be meant, and what a misspelt one is near to, which is asked about and
// never done. Staff are people, not accounts: the accounts of one person are joined
// in a record (self.go). Words of the owner to a person wait in the outbox for a few
// seconds as a record that an edit changes and a deletion stops (hold.go); one commit
// turns them into a reply. A ticket that was merged into another goes along with it at
// the end of every draft (merge.go). Tickets are found by their words: a record of each,
// and an index in memory that is made from these at the start (words.go, finder.go).
//
// A known issue is one problem of many people. It is searched beside the articles, as
// a notice (notices.go); who asks about it may join, which is a record each
// (knownjoin.go); news of it is told to all by way of the outbox, a few people in
// each commit, with a cursor (broadcast.go).
//
// A language model, where there is one, is asked between loading and committing
// (thought.go): it may put the section that answers into other words and help to find.
// It has no orders; what it says is checked and then a text like any other. Nothing is
// held while it is asked, at most a few workers wait for it, nobody longer than its
// time limit, and when a human joined meanwhile the draft is made again without it.
//
// Staff may consult it (consult.go): what they ask waits in the outbox on a lane of its
// own, and one commit ends it with what came of it. Words to a person that it made wait
// as a record until their owner sends them with a press (prepared.go).
//
// [Desk.Run] does all of it concurrently; [Desk.Drain] does the same work one
// step at a time and returns when nothing is left, which is what talks use.
package desk
