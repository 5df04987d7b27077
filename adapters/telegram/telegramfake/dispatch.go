package telegramfake

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// dispatch does what a call asks for.
func (s *Server) dispatch(r *http.Request, method string, c request) reply {
	if strings.EqualFold(method, "getUpdates") {
		return s.getUpdates(r, c.params)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch method {
	case "getMe":
		me := s.user(s.botID)
		me["can_join_groups"], me["can_read_all_group_messages"] = true, !s.privacy
		return ok(me)
	case "sendMessage":
		return s.sendMessage(c.params)
	case "editMessageText":
		return s.editMessageText(c.params)
	case "deleteMessage":
		return s.deleteMessage(c.params)
	case "sendPhoto", "sendVoice", "sendDocument":
		return s.sendFile(strings.ToLower(strings.TrimPrefix(method, "send")), c)
	case "getFile":
		return s.getFile(c.params)
	case "setMessageReaction":
		return s.setMessageReaction(c.params)
	case "sendChatAction":
		if _, refused := s.reachable(c.params); refused != nil {
			return *refused
		}
		return ok(true)
	case "answerCallbackQuery":
		if !s.queries[c.params["callback_query_id"]] {
			return bad("query is too old and response timeout expired or query ID is invalid")
		}
		delete(s.queries, c.params["callback_query_id"])
		return ok(true)
	case "setMyCommands":
		return s.setMyCommands(c.params)
	case "setWebhook":
		return s.setWebhook(c.params)
	case "deleteWebhook":
		return s.deleteWebhook(c.params)
	case "getWebhookInfo":
		return ok(s.webhookInfo())
	}
	return reply{status: http.StatusNotFound, description: "Not Found: method not found"}
}

// setMyCommands is https://core.telegram.org/bots/api#setmycommands.
func (s *Server) setMyCommands(p params) reply {
	var commands []struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	scope := struct {
		Type string `json:"type"`
	}{"default"}
	if err := p.object("commands", &commands); err != nil {
		return bad("%v", err)
	}
	if err := p.object("scope", &scope); err != nil || !scopes[scope.Type] {
		return bad("can't parse BotCommandScope: unsupported type specified")
	}
	if len(commands) > maxCommands {
		return bad("BOT_COMMANDS_TOO_MUCH")
	}
	var lines []string
	for _, c := range commands {
		if !commandForm.MatchString(c.Command) {
			return bad("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > maxDescription {
			return bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
		lines = append(lines, c.Command+" - "+c.Description)
	}
	s.menus[scope.Type] = lines
	return ok(true)
}

// Menu lists the commands of one scope, "all_private_chats" for example, as
// "command - description".
func (s *Server) Menu(scope string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.menus[scope]...)
}
