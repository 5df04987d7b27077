// Package whatsapp connects the desk with WhatsApp through the Business Cloud API
// of Meta (the Graph API, v25.0). There is no library: a small typed client of our
// own over net/http (graph.go).
//
// Receiving is a webhook (hook.go). A call is authentic when its raw bytes carry
// the app's signature; anything else gets 401 before it is parsed. What is inside
// comes in batches at every level and is read item by item (receive.go, decode.go),
// so that one odd item never takes others with it. Meta is told 200 only when all
// was stored, and else delivers everything again, for up to seven days and in no
// certain order; the delivery keys make that harmless:
//
//	whatsapp:<phone number id>:<message id>            a message
//	whatsapp:<phone number id>:<message id>:<status>   what became of one of ours
//
// A chat is a person's number as WhatsApp writes it, in digits. People may hide
// their number; then it is Meta's id of the person for this business ("US.1349...").
// [aliases] remembers which of both belong together, in memory only: it is a hint,
// and a lasting link between the two is not the adapter's to make. A room of staff
// is such a chat too, of one member of staff: "whatsapp:260971234567". WhatsApp's
// own spelling of a number may differ from the dialled one (Brazil, Mexico,
// Argentina); it is used as it arrives and never rewritten.
//
// Sending (send.go, upload.go, signs.go) has to do with three peculiarities. Free text is
// allowed for 24 hours after the person last wrote; whether it still is, only the
// API's answer tells, at once as a Closed fault or later as a failed status. There
// is no way to edit. And nothing escapes formatting, so that characters which would
// format get an invisible one behind them (markup.go).
package whatsapp
