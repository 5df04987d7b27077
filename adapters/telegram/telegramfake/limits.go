package telegramfake

import (
	"regexp"
	"strings"
	"time"
)

// What the real server enforces. The sources are the documentation of the Bot API
// and the open source server, https://github.com/tdlib/telegram-bot-api.
const (
	// maxText is the longest text after entity parsing, in UTF-16 units.
	// https://core.telegram.org/bots/api#sendmessage
	maxText = 4096
	// maxRawText is the longest text before parsing, in bytes; the server's source.
	maxRawText = 32 << 10
	// maxCaption is the longest text of a file's message after entity parsing, in
	// UTF-16 units. https://core.telegram.org/bots/api#senddocument
	maxCaption = 1024
	// maxData is the longest callback_data, in bytes.
	// https://core.telegram.org/bots/api#inlinekeyboardbutton
	maxData = 64
	// maxLimit and maxTimeout bound a poll.
	// https://core.telegram.org/bots/api#getupdates
	maxLimit   = 100
	maxTimeout = 50 * time.Second
	// maxPhoto is the largest picture a bot can send, and maxBody bounds a request, in
	// bytes: the largest file, 50 MB, and its fields.
	// https://core.telegram.org/bots/api#sending-files
	maxPhoto = 10 << 20
	maxBody  = 51 << 20
	// maxDownload is the largest file a bot can get, in bytes.
	// https://core.telegram.org/bots/api#getfile
	maxDownload = 20 << 20
	// maxReactions is how many reactions a bot without a subscription may put on one
	// message. https://core.telegram.org/bots/api#setmessagereaction
	maxReactions = 1
	// maxCommands and maxDescription bound the menu of commands.
	// https://core.telegram.org/bots/api#setmycommands
	maxCommands    = 100
	maxDescription = 256
	// maxConnections is how many updates are posted to a webhook at once, unless it
	// asked for another number up to topConnections.
	// https://core.telegram.org/bots/api#setwebhook
	maxConnections = 40
	topConnections = 100
	// maxSecret is the longest secret_token, by the same page.
	maxSecret = 256
)

// hookPorts are the ports a webhook may have.
// https://core.telegram.org/bots/webhooks#the-short-version
var hookPorts = map[string]bool{"": true, "443": true, "80": true, "88": true, "8443": true}

// secretForm are the characters of a secret_token.
// https://core.telegram.org/bots/api#setwebhook
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

// commandForm is the name of a command in the menu.
// https://core.telegram.org/bots/api#botcommand
var commandForm = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// scopes are the kinds of chats a menu can be for.
// https://core.telegram.org/bots/api#botcommandscope
var scopes = map[string]bool{
	"default": true, "all_private_chats": true, "all_group_chats": true, "all_chat_administrators": true,
	"chat": true, "chat_administrators": true, "chat_member": true,
}

// reactions are the emoji a bot may react with.
// https://core.telegram.org/bots/api#reactiontypeemoji
var reactions = func() map[string]bool {
	known := map[string]bool{}
	for emoji := range strings.FieldsSeq(`❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭
		💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘
		💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡`) {
		known[emoji] = true
	}
	return known
}()

// unasked are the updates a bot gets only when it names them in allowed_updates.
// https://core.telegram.org/bots/api#getupdates
var unasked = map[string]bool{"chat_member": true, "message_reaction": true, "message_reaction_count": true}
