// Package terminal lets people and staff talk to the desk in a terminal or
// through a pipe. It is how an operator tries the desk before any chat service is
// connected, and how scripts ask it.
//
// # Who sits where
//
// A [Session] is something to read, something to write and a name. A person
// called ann is "terminal:ann" and writes at the place "terminal:ann". All staff
// sit in one room, [Room], as "terminal:<name>". Several sessions may be attached
// at once: the one on standard input with [Adapter.Attach], others over a unix
// socket with [Listen], [Adapter.ServeSocket] and, on their side, [Dial]. Two
// sessions of one person are like two phones with one account: both show
// everything. A terminal proves no identity beyond the file system: whoever may
// open the socket may use any name.
//
// # What is typed
//
// Each line is a message. A line that ends in one backslash goes on in the next. A button is
// pressed by typing it as shown, "[Yes]" or "[1 Yes]"; a bare "1" or "yes" is
// passed on as text, which the desk understands as well. On a tty empty lines are
// ignored and "/quit" leaves. At the end of the input a session stays until the
// desk has nothing left to say, so that a script sees its answers.
//
// # What is shown
//
// A reply begins with "bot> ", its further lines are indented, so that no text of
// another person can pass for a line of the bot. Escape sequences and control
// characters in a reply are dropped: words of strangers must not steer a terminal.
//
// A reply to a person who is not attached is held by the desk, on disk, until they
// come back: a session that begins says so to the desk. In the room the last
// [MaxKept] replies are kept in memory for whoever sits down next; what is older,
// the queue shows.
package terminal
