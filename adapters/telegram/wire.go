package telegram

import (
	"encoding/json"

	"github.com/firstline-helpdesk/firstline/bot"
)

// The structs below name only what is read of Telegram's objects. What the desk
// cannot do without is strict; everything else is [soft], because Telegram adds
// kinds and fields every few weeks.

// private is the type of a one-to-one chat. https://core.telegram.org/bots/api#chat
const private = "private"

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type user struct {
	ID    int64        `json:"id"`
	IsBot bool         `json:"is_bot"`
	First soft[string] `json:"first_name"`
	Last  soft[string] `json:"last_name"`
	Lang  soft[string] `json:"language_code"`
}

// message is the part of https://core.telegram.org/bots/api#message that is read.
type message struct {
	ID              int64          `json:"message_id"`
	Chat            chat           `json:"chat"`
	From            soft[user]     `json:"from"`
	SenderChat      soft[any]      `json:"sender_chat"`
	Date            soft[int64]    `json:"date"`
	Thread          soft[int64]    `json:"message_thread_id"`
	IsTopic         soft[bool]     `json:"is_topic_message"`
	ReplyTo         soft[quoted]   `json:"reply_to_message"`
	Album           soft[string]   `json:"media_group_id"`
	MovedTo         soft[int64]    `json:"migrate_to_chat_id"`
	Text            soft[string]   `json:"text"`
	Entities        soft[[]entity] `json:"entities"`
	Caption         soft[string]   `json:"caption"`
	CaptionEntities soft[[]entity] `json:"caption_entities"`
	Photo           soft[[]file]   `json:"photo"`
	Document        soft[file]     `json:"document"`
	Animation       soft[file]     `json:"animation"`
	Video           soft[file]     `json:"video"`
	Audio           soft[file]     `json:"audio"`
	Voice           soft[file]     `json:"voice"`
	VideoNote       soft[file]     `json:"video_note"`
	Sticker         soft[file]     `json:"sticker"`
}

type quoted struct {
	ID   int64      `json:"message_id"`
	From soft[user] `json:"from"`
}

type file struct {
	ID   string       `json:"file_id"`
	Name soft[string] `json:"file_name"`
	Type soft[string] `json:"mime_type"`
	Size soft[int64]  `json:"file_size"`
	// Width tells the sizes of one photo apart.
	Width soft[int64] `json:"width"`
}

// human tells whether a person wrote this: no bot (or two of them could talk
// without end), no channel, no anonymous administrator, whom nobody can answer.
func (m message) human() bool {
	return m.From.Set && !m.From.Value.IsBot && !m.SenderChat.Set && m.Chat.Type != "channel"
}

// readable tells whether the desk can do something with the message itself: with
// words, a picture or a document. Voice and video notes are speech, also with a
// caption.
func (m message) readable() bool {
	if m.Voice.Set || m.VideoNote.Set {
		return false
	}
	if m.Text.Value != "" || m.Caption.Value != "" {
		return true
	}
	return m.largestPhoto().ID != "" || (m.Document.Value.ID != "" && !m.Animation.Set)
}

func (m message) largestPhoto() file {
	var largest file
	for _, size := range m.Photo.Value {
		if size.ID != "" && size.Width.Value >= largest.Width.Value {
			largest = size
		}
	}
	return largest
}

// generalTopic is the topic of a group that every group has: it is written to
// without naming it. https://core.telegram.org/bots/api#forumtopic
const generalTopic = 1

// place names the thread only for topics: a plain answer in a group's general
// topic carries a thread number too, but cannot be written to.
func (m message) place() bot.Place {
	if m.IsTopic.Value && m.Thread.Value != generalTopic {
		return place(m.Chat.ID, m.Thread.Value)
	}
	return place(m.Chat.ID, 0)
}

// topicRoot tells that the message "answers" only the opening of its topic, as
// everything said in a topic does.
func (m message) topicRoot() bool {
	return m.IsTopic.Value && m.ReplyTo.Value.ID == m.Thread.Value
}

// words is the text, or the caption of a picture or file, with its entities.
func (m message) words() (string, []entity) {
	if m.Text.Value != "" {
		return m.Text.Value, m.Entities.Value
	}
	return m.Caption.Value, m.CaptionEntities.Value
}

// files lists what came with the message; of a photo, its largest size.
func (m message) files() []bot.File {
	var files []bot.File
	if photo := m.largestPhoto(); photo.ID != "" {
		files = append(files, photo.file("image/jpeg"))
	}
	document := m.Document
	if m.Animation.Set {
		// An animation is sent along as a document for old clients.
		document = m.Animation
	}
	for _, f := range []struct {
		file  soft[file]
		kind  string
		voice bool
	}{
		{document, "", false}, {m.Video, "video/mp4", false}, {m.Audio, "audio/mpeg", false}, {m.Voice, "audio/ogg", true},
		{m.VideoNote, "video/mp4", false}, {m.Sticker, "image/webp", false},
	} {
		if f.file.Value.ID != "" {
			one := f.file.Value.file(f.kind)
			one.Voice = f.voice
			files = append(files, one)
		}
	}
	return files
}

func (f file) file(kind string) bot.File {
	if f.Type.Value != "" {
		kind = f.Type.Value
	}
	return bot.File{ID: f.ID, Name: f.Name.Value, Type: kind, Size: max(f.Size.Value, 0)}
}

// serviceKeys are the fields of messages that Telegram itself puts into a chat
// ("Ann joined"). https://core.telegram.org/bots/api#message
var serviceKeys = []string{
	"new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title", "new_chat_photo",
	"delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
	"message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
	"successful_payment", "refunded_payment", "users_shared", "chat_shared", "gift", "unique_gift", "gift_upgrade_sent",
	"connected_website", "write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added",
	"chat_background_set", "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed",
	"forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
	"general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed",
	"managed_bot_created", "paid_message_price_changed", "poll_option_added", "poll_option_deleted",
	"suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
	"suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
	"video_chat_participants_invited", "web_app_data", "community_chat_added", "community_chat_removed",
}

// isService tells whether Telegram wrote the message. What is neither known as
// such nor readable counts as said by the person, and leads to somebody.
func isService(raw json.RawMessage) bool {
	var keys map[string]json.RawMessage
	if json.Unmarshal(raw, &keys) != nil {
		return false
	}
	for _, key := range serviceKeys {
		if _, found := keys[key]; found {
			return true
		}
	}
	return false
}
