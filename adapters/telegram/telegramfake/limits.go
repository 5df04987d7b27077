package telegramfake

import "time"

// What the real server enforces. The sources are the documentation of the Bot API
// and the open source server, https://github.com/tdlib/telegram-bot-api.
const (
	// maxText is the longest text after entity parsing, in UTF-16 units.
	// https://core.telegram.org/bots/api#sendmessage
	maxText = 4096
	// maxRawText is the longest text before parsing, in bytes; the server's source.
	maxRawText = 32 << 10
	// maxData is the longest callback_data, in bytes.
	// https://core.telegram.org/bots/api#inlinekeyboardbutton
	maxData = 64
	// maxLimit and maxTimeout bound a poll.
	// https://core.telegram.org/bots/api#getupdates
	maxLimit   = 100
	maxTimeout = 50 * time.Second
	// maxBody bounds a request, in bytes: the largest upload.
	// https://core.telegram.org/bots/api#sending-files
	maxBody = 50 << 20
)

// unasked are the updates a bot gets only when it names them in allowed_updates.
// https://core.telegram.org/bots/api#getupdates
var unasked = map[string]bool{"chat_member": true, "message_reaction": true, "message_reaction_count": true}
