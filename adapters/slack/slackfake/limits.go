package slackfake

import "time"

// What the real service enforces.
const (
	// maxText cuts a text, and splitText is where one without blocks becomes several
	// messages. https://docs.slack.dev/reference/methods/chat.postMessage#truncating
	maxText   = 40_000
	splitText = 4_000
	// maxBlocks is the most blocks of a message.
	// https://docs.slack.dev/reference/block-kit/blocks
	maxBlocks = 50
	// maxAllBlocks is the most text of all blocks together; found by others.
	// https://github.com/slackapi/bolt-js/issues/2509
	maxAllBlocks = 13_200
	// maxSection is the longest text object.
	// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
	maxSection = 3_000
	// maxElements is the most elements of an actions block.
	// https://docs.slack.dev/reference/block-kit/blocks/actions-block
	maxElements = 25
	// The sizes of a button.
	// https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxLabel    = 75
	maxValue    = 2_000
	maxActionID = 255
	maxAddress  = 3_000
	// maxHistory is the most messages of one answer.
	// https://docs.slack.dev/reference/methods/conversations.history
	maxHistory = 999
	// maxBody bounds a request, in bytes.
	maxBody = 64 << 20
	// hookTimeout is how long the app has to answer, and retries how often it gets
	// the same again. https://docs.slack.dev/apis/events-api/#retries
	hookTimeout = 3 * time.Second
	retries     = 3
	// maxAck is from where on an acknowledgement is dropped, in bytes.
	// https://github.com/slack-go/slack/issues/1196
	maxAck = 20 << 10
	// pingEvery is how often Socket Mode pings.
	// https://docs.slack.dev/apis/events-api/using-socket-mode
	pingEvery = 5 * time.Second
)

// needs are the scopes of methods. https://docs.slack.dev/reference/scopes
var needs = map[string]string{
	"chat.postMessage": "chat:write", "chat.update": "chat:write", "reactions.add": "reactions:write", "reactions.remove": "reactions:write",
	"users.info": "users:read", "conversations.open": "im:write", "conversations.history": "channels:history",
	"conversations.replies": "channels:history", "files.info": "files:read", "files.getUploadURLExternal": "files:write",
	"files.completeUploadExternal": "files:write",
}

// allScopes is what the app has to begin with.
const allScopes = "app_mentions:read,channels:history,chat:write,commands,files:read,files:write,groups:history,im:history," +
	"im:write,reactions:write,users:read"
