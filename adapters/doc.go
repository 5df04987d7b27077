// Package adapters is the contract between the desk and the services people chat
// on, with what all of them share: [Limits], [Fault] and [Fit].
//
// An [Adapter] receives messages and hands them to an [Inbox], and sends what it
// is given. It holds no rule of the desk and no state that must survive a
// crash. A platform is told "received" only after [Inbox.Deliver] returned nil,
// because only then is the message on disk.
//
// How much a channel can take stands in its Limits; whether it can do a thing at
// all is an optional interface of one method ([Webhook], [Editor], [Typer],
// [Checker]). Replies are made to fit in one place, [Fit], before Send sees them.
//
// The suite in adaptertest is the law for every adapter.
package adapters
