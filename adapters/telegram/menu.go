package telegram

import "context"

// command is one line of a menu. https://core.telegram.org/bots/api#botcommand
type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// menus are the commands that Telegram offers behind the "/" key, by the kind of
// chat: people ask in private chats, staff work in groups.
// https://core.telegram.org/bots/api#botcommandscope
var menus = []struct {
	scope    string
	commands []command
}{
	{"all_private_chats", []command{
		{"help", "What this help desk can do"},
		{"status", "How my question is getting on"},
		{"person", "Talk to a person"},
		{"language", "Choose another language"},
		{"stop", "End this conversation"},
	}},
	{"all_group_chats", []command{
		{"queue", "Open tickets of this room"},
		{"mine", "My tickets"},
		{"show", "A ticket and its talk: show 12"},
		{"claim", "Take a ticket: claim 12"},
		{"release", "Give a ticket back: release 12"},
		{"reply", "Write to the person: reply 12 text"},
		{"note", "Write for staff only: note 12 text"},
		{"solve", "Close a ticket as solved: solve 12"},
		{"help", "All orders of the desk"},
	}},
}

// setMenus sends the menus. They are a comfort only: every command can be typed
// without them, so a failure is logged and forgotten.
func (a *Adapter) setMenus(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	for _, m := range menus {
		var done bool
		err := a.gate.call(ctx, "setMyCommands", map[string]any{
			"commands": m.commands, "scope": map[string]string{"type": m.scope},
		}, &done)
		if err != nil {
			a.log.InfoContext(ctx, "the menu of commands was not set", "scope", m.scope, "err", a.fault(err, ""))
		}
	}
}
