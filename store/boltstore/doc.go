// Package boltstore is the embedded store: one bbolt file, one process, nothing
// to install.
//
// # How a change reaches the disk
//
// [Store.Commit] hands its ChangeSet to one goroutine, the committer. It takes
// everything that is waiting, at most 1,024 sets, into one bbolt transaction; the
// next group gathers while that one is synced. No timer is involved, so a lone
// change costs two syncs and a crowd shares them. Each set is checked before any
// of it is written, and sees what earlier sets of its group did, so a set that
// fails leaves its neighbours alone. Should writing itself fail, the transaction is
// taken back and made again without the set at fault. Should the disk refuse the
// whole transaction (it is full), every set of the group gets the error, nothing
// is applied, and the next group tries afresh.
//
// # What is in the file
//
// One bucket per kind: records, the log of deliveries, the inbox, the outbox,
// timers, history, and meta (schema number, creation time, count of openings,
// totals). Deliveries are keyed by the time they were answered and then by their own
// key, so that a new one goes to the end of the log and old ones leave from its head.
// A file of an earlier schema is brought into the present form at opening, in one
// transaction; an older program then leaves it alone with ErrNewer.
//
// bbolt guards its two meta pages with a checksum but not the data, so every value
// carries its own CRC32C, taken over kind, key and value: a flipped bit and a value
// under a wrong key both show. Values that vanish with a broken page, or come back
// old, show in the totals: count and sum of checksums of each bucket. What does not
// match is ErrDamaged and is never given out. Opening reads the pages without
// trusting them; with Options.Check, as a program that starts should, it reads the
// values in the same pass. Opening takes about a second for a gigabyte, most of it for
// the pages: once to look at them and once more for bbolt to learn which are free.
//
// A damaged item of a queue or a damaged timer is set aside with a log line so
// that it does not stop the others; its bytes stay in the file and Check reports it.
//
// # What is in memory only
//
// Leases and leadership. bbolt locks the file to one process, so whoever held a
// lease before a restart is dead: after opening, every item and timer can be
// leased at once, and every older token is fenced, since fences carry the count of
// openings. An index of the queues (about 100 bytes an item), of the timers and of
// the deliveries is built at opening; values stay in the file. A delivery takes 20 to
// 40 bytes of memory for the eight days it is kept: 2 to 4 MB for every 100,000, which
// is what a desk with 12,500 messages a day has, however many years it has run.
//
// # What was deleted
//
// bbolt leaves deleted bytes in the pages of a file until they are used again.
// [Compact] writes a copy without them; backups are made through it.
//
// # Limits to know
//
// A read waits while bbolt maps a grown file anew, which waits for running
// backups; a generous first mapping makes that rare. A caller whose context ends
// while its ChangeSet is being written must not change the bytes it handed over.
// Delivery, record, timer and history keys must not be empty. Times are kept in
// nanoseconds and must lie between the years 1678 and 2262.
package boltstore
