// Package telegram connects the desk with Telegram through the Bot API.
//
// Receiving is a long poll of our own (receive.go): each update is decoded by
// itself (decode.go), delivered in order, and the offset moves past it only after
// the inbox has stored it. The offset is Telegram's acknowledgement, so nothing
// acknowledged is lost, and what was stored but not acknowledged comes again under
// the same delivery key. An update nobody can decode is skipped and logged by its
// number; it never holds up the others.
//
// Sending uses the typed methods of github.com/go-telegram/bot (send.go). Its
// poller, its webhook handler and its models are not used for receiving: they
// acknowledge before handling, and one unknown value in an update stops them.
// Its calls go through [gate], which reads Telegram's answer first, so that an
// answer has one error type here and no error carries the token or message text.
//
// Telegram numbers updates per bot, so the delivery key is
// "telegram:<bot id>:<update id>", and keeps them for 24 hours.
package telegram
