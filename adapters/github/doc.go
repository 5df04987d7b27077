// Package github connects the desk with the issue tracker of the product's makers: the
// REST API of GitHub, on github.com or on a GitHub Enterprise Server. go-github makes the
// requests; what comes back is read with types of our own (wire.go), because the library
// refuses a whole answer for one value it does not know, and an issue that was made would
// then be made again.
//
// A repository is the place "github:owner/name", an issue "github:owner/name#12". GitHub
// does not tell capitals from small letters in names, so that places are always written
// small (place.go).
//
// # Sending
//
// What is sent to a repository is made an issue, what is sent to an issue a comment
// (send.go). Nothing in it is markup, pings anybody or refers to another issue
// (markup.go). Every body ends with a comment that is not shown and names the reply
// (marker.go). GitHub has no way to say "this is the same request again", and the adapter
// keeps nothing across a restart, so that it cannot know whether a reply was tried before:
// a process may have died between GitHub's "created" and the desk's record of it.
// Therefore every single send looks first whether there is something with its marker by
// our own login: the newest issues of ours, or the comments of the issue of the last week.
// That is one request more for something that happens a few times a day. After a request
// whose end nobody saw it waits a little before it looks, as a list may lag behind.
//
// # Receiving
//
// There are two ways and either is enough. The webhook (hook.go, event.go) brings what
// happens at once; a call is authentic when its raw bytes are signed. GitHub makes each
// call once and never again, so that Run also looks by itself (poll.go, stream.go,
// follow.go): every minute without a webhook, and now and then with one, at once after a
// call that could not be stored. It asks for what was updated since the newest it saw,
// with the ETag of the last answer, which costs nothing while nothing happened. At the
// start it looks a week back. That needs no memory across restarts because the desk knows
// for eight days what it was given, and because both ways build the same delivery keys
// from what the thing is and not from how it came:
//
//	github:comment:<id>                                   a comment
//	github:comment:<id>:edited:<seconds>                  its new wording
//	github:comment:<id>:deleted                           it was taken back
//	github:issue:<owner/name#12>:<seconds>:<fingerprint>  how an issue stands since then
//	github:release:<id>                                   a published version
//
// Issues of other repositories that staff linked are asked for one by one, slowly; the
// desk says which they are ([Options.Followed]).
//
// What carries our marker and was written by the token's own login is never delivered.
// Both must hold: the same account may also be a person's, and another desk with another
// token leaves markers too, which its words are read in spite of.
package github
