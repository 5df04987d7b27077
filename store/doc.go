// Package store is the contract for keeping the desk's records, with the form
// they are kept in.
//
// Values go in and values come out; no transaction leaves a store. What is to be
// changed is one [ChangeSet], which is applied whole or not at all, and is on
// disk when [Store.Commit] returns. There are no rules of the desk in here: a
// rule runs on values of package bot, and when its commit meets a [Conflict] it
// is simply run again on fresh values.
//
// # What is kept
//
//   - records: versioned values under a key ("ticket/00000012");
//   - two queues, the inbox and the outbox: items in lanes, in order within a
//     lane, leased by one owner at a time;
//   - timers: a value that becomes due;
//   - deliveries: the keys of what was answered, kept [KeepDeliveries];
//   - history: entries by subject, in the order they came, that are never changed,
//     taken out or moved; only the value of one may be redacted.
//
// # Promises every store keeps (the cases of storetest)
//
// A delivery seen before wins over everything: Commit answers [Duplicate] with
// the result stored the first time, so a commit whose answer was lost is
// repeated without harm. A failing ChangeSet never harms one that is committed at
// the same time. Time comes from the caller only.
package store
