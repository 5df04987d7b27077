// Package telegram connects the desk with Telegram through the Bot API.
//
// Receiving is our own, in one of two ways: a long poll (poll.go), or a webhook when
// there is a secret for it (hook.go takes updates, webhook.go has Telegram send
// them). Either way each update is decoded by itself (decode.go) and delivered
// (receive.go), and only then acknowledged: the poll's offset moves past it, or the
// webhook answers 200. So nothing acknowledged is lost, and what was stored but not
// acknowledged comes again under the same delivery key. An update nobody can decode
// is skipped and logged by its number and a reference; it never holds up the others.
//
// Sending uses the typed methods of github.com/go-telegram/bot (send.go). Its
// poller, its webhook handler and its models are not used for receiving: they
// acknowledge before handling, and one unknown value in an update stops them.
// Files go out with a form of our own (upload.go), as the library would still read
// from the caller's file after a call is over, and come in from the Bot API server
// alone (fetch.go). All calls go through [gate], which reads Telegram's answer
// first, so that an answer has one error type here and no error carries the token,
// the webhook's secret or message text.
//
// Telegram numbers updates per bot, so the delivery key is
// "telegram:<bot id>:<update id>", and keeps them for 24 hours.
package telegram
