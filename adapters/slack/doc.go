// Package slack connects the desk with Slack, as one app in one workspace.
//
// There are two ways in. With an app token the desk dials out (socket.go): Slack's
// Socket Mode needs no public address. Without one Slack calls /hooks/slack
// (hook.go), and every call is verified over its raw bytes before anything in it
// is read. Both hand the same payloads to one reader (decode.go, changes.go,
// actions.go), which reads only the fields the desk needs and takes any other
// shape for what it is: of no concern. Slack hears "received" only after the inbox
// has stored the message, and hears it also for what nobody can read, because a
// payload that failed once fails every time. Slack's retries are never dropped:
// after an outage the retry is the only delivery.
//
// Places: a person's direct messages are one chat without threads; a mention in a
// channel opens a thread there, and so the answers stay in it. In rooms of staff a
// card is a message of the channel and its talk is the thread under it.
//
// People are "slack:<user>". People of another organisation, who share a channel
// through Slack Connect, are "slack:<team>.<user>": their ids are given out by
// somebody else. On an Enterprise grid the same goes for people whose home is a
// workspace other than the one the app is installed in.
//
// Delivery keys: a message is "slack:<team>:<channel>:<ts>", whether it came as a
// message or as a mention or as both, and whichever came first. An edit adds the
// edit's time. A press names its message, its presser and its time; a command its
// trigger; anything else Slack's event id.
//
// Sending uses the typed methods of github.com/slack-go/slack (send.go), through
// [gate], which reads Slack's answer first, so that an answer has one error type
// here and no error carries a token or a text. Every message carries its reply's id
// as metadata: when an answer of Slack gets lost, the next attempt looks for that
// id before it says the same again. Files do not carry one; they can come twice.
package slack
