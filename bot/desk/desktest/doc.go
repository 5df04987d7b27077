// Package desktest runs talks: the specification of the desk, written as
// dialogues in txtar files, on the same engine that serves.
//
//	ann> my printer says load letter paper    a person says something
//	ann>> my printer                          says something, and the next line before the desk can answer
//	ann> [No]                                 or presses a button
//	bob in L1> claim 1                        staff say something in the room of level 1
//	bob in L1 on #1> please restart it        or answer the ticket's last message there
//	bob in L1 on question> 2                  or the desk's last message there, whatever it was about
//	bob in L1> (at once) undo                 at the same moment as the line before
//	bot> ...   bot to ann> ...                what the desk says; "bot>" is where the last one spoke
//	= #1 L1 claimed by bob                    a ticket's state
//	= card #1 ...                             what its card shows now
//	= shown known/K1 ...                      what is shown under a name now: a known issue
//	= said ann ...                            what the last message in a chat says now
//	= queue #2 #1                             the queue's order
//	~ 2h                                      time passes
//	! test busy 30s                           the next send fails: busy, broken, gone, refused, closed, misconfigured
//	! clock -24h                              the clock is put forward or back
//	! restart                                 the process dies and starts again; "restart at once": before the pause
//	! alert disk high Disk is full            monitoring tells of a group: its name, severity (or "over"), words
//	! again                                   the platform delivers the last message again
//	! issue is there: TITLE                   the makers have an open issue, the next number
//	! issue #1 fixed in v1.9.2                it stands otherwise now: open, fixed, declined
//	! maria says on #1: text                  a comment of theirs
//	! release v1.9.2                          they published a version
//	! makers broken                           their tracker fails the next time
//	! model says TEXT                         what the language model says from now on
//	! model silent                            its next answer fails: 429, 500, slow, malformed, truncated, ...
//	# a remark
//
// Every line by a person or staff takes a minute, and ends with a pause of ten seconds
// in which what staff wrote goes out, unless what comes next is at once; a talk begins at 09:00 on
// Tuesday 3 March 2026. A reply of several lines is several "bot>" lines; its
// buttons stand at the end of the last, and a picture is (what it shows, type,
// size). In what people say, \n is a new line, and (sends a sticker), (sends a
// photo NAME), (leaves), (deletes) and (edits) TEXT stand for what has no words; the
// last two are about what was said there last. [data:...] is a forged press.
//
// The files of the archive are the knowledge base ("kb/print.md") and "desk",
// with settings as "key: value" lines: model (on), uses (of the model),
// typing (on: in rooms, shown as "(is typing)"),
// languages, staff, edit, buttons, text, promise, resolve, nudge, close (lengths of time), hours, holidays, zone, lead; levels
// (how many; the rooms are L1, L2, L3), "tracker: makers" for one at level 3, "L2 staff", "L2 needs: all=since when".
// Without articles the built-in ones are used.
package desktest
