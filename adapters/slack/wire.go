package slack

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// The structs below name only what is read of Slack's objects. All of it is
// [soft], because Slack adds kinds and fields every few weeks; the reader checks
// what it cannot do without.

// delivery is what the Events API wraps around an event.
// https://docs.slack.dev/apis/events-api/#the-events-api
type delivery struct {
	Type      soft[string] `json:"type"`
	Challenge soft[string] `json:"challenge"`
	EventID   soft[string] `json:"event_id"`
	Event     soft[event]  `json:"event"`
}

// event is any event, and also the message inside one.
// https://docs.slack.dev/reference/events/message
type event struct {
	Type        soft[string]   `json:"type"`
	Subtype     soft[string]   `json:"subtype"`
	Channel     soft[string]   `json:"channel"`
	ChannelType soft[string]   `json:"channel_type"`
	User        soft[string]   `json:"user"`
	UserTeam    soft[string]   `json:"user_team"`
	Team        soft[string]   `json:"team"`
	BotID       soft[string]   `json:"bot_id"`
	BotProfile  soft[author]   `json:"bot_profile"`
	Text        soft[string]   `json:"text"`
	TS          soft[string]   `json:"ts"`
	ThreadTS    soft[string]   `json:"thread_ts"`
	ParentUser  soft[string]   `json:"parent_user_id"`
	Hidden      soft[bool]     `json:"hidden"`
	Files       soft[files]    `json:"files"`
	Attachments soft[attached] `json:"attachments"`
	Edited      soft[edit]     `json:"edited"`
	Message     soft[*event]   `json:"message"`
	Previous    soft[*event]   `json:"previous_message"`
	DeletedTS   soft[string]   `json:"deleted_ts"`
	OldChannel  soft[string]   `json:"old_channel_id"`
	NewChannel  soft[string]   `json:"new_channel_id"`
}

type (
	files    []soft[file]
	attached []soft[attachment]
)

type author struct {
	ID soft[string] `json:"id"`
}

type edit struct {
	TS soft[string] `json:"ts"`
}

// attachment is what a forwarded message brings.
type attachment struct {
	Text     soft[string] `json:"text"`
	Fallback soft[string] `json:"fallback"`
}

// file is the part of https://docs.slack.dev/reference/objects/file-object that is
// read.
type file struct {
	ID       soft[string] `json:"id"`
	Name     soft[string] `json:"name"`
	Type     soft[string] `json:"mimetype"`
	Size     soft[int64]  `json:"size"`
	Subtype  soft[string] `json:"subtype"`
	Mode     soft[string] `json:"mode"`
	External soft[bool]   `json:"is_external"`
	Download soft[string] `json:"url_private_download"`
}

// Recordings that people make inside Slack.
const (
	voiceClip = "slack_audio"
	videoClip = "slack_video"
)

// clip tells whether the file is speech that somebody recorded for us.
func (f file) clip() bool { return f.Subtype.Value == voiceClip || f.Subtype.Value == videoClip }

// speaks tells whether the file is a sound or a film, which the desk cannot read.
func (f file) speaks() bool {
	return f.clip() || strings.HasPrefix(f.Type.Value, "audio/") || strings.HasPrefix(f.Type.Value, "video/")
}

// there tells whether the file can still be had.
func (f file) there() bool {
	return f.ID.Value != "" && f.Mode.Value != "tombstone" && f.Mode.Value != "hidden_by_limit"
}

// list gives the files that can be had, and whether somebody's speech is among them
// and whether anything that can be looked at is.
func (e event) list() (all []bot.File, clip, legible bool) {
	for _, one := range e.Files.Value {
		f := one.Value
		if !f.there() {
			continue
		}
		clip = clip || f.clip()
		legible = legible || !f.speaks()
		all = append(all, bot.File{
			ID: f.ID.Value, Name: f.Name.Value, Type: f.Type.Value, Size: max(f.Size.Value, 0), Voice: f.Subtype.Value == voiceClip,
		})
	}
	return all, clip, legible
}

// words is the text, or what a forwarded message says.
func (e event) words() string {
	if e.Text.Value != "" {
		return e.Text.Value
	}
	var parts []string
	for _, one := range e.Attachments.Value {
		text := one.Value.Text.Value
		if text == "" {
			text = one.Value.Fallback.Value
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}

// private tells a talk with one person.
func (e event) private() bool { return e.ChannelType.Value == "im" || isDM(e.Channel.Value) }

// thread is the message at whose thread this stands; "" for a message of the
// channel itself, also when it has a thread under it.
func (e event) thread() string {
	if e.ThreadTS.Value == e.TS.Value || !tsForm.MatchString(e.ThreadTS.Value) {
		return ""
	}
	return e.ThreadTS.Value
}

var (
	// tsForm is the id of a message: seconds, a dot, and a serial number. It is never
	// read as a number, because a float would lose its end.
	tsForm = regexp.MustCompile(`^[0-9]{6,12}\.[0-9]{1,9}$`)
	// idForm is the id of a user, team, channel or file.
	idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// at is when a message was written, by its id.
func at(ts string, otherwise time.Time) time.Time {
	if !tsForm.MatchString(ts) {
		return otherwise.UTC()
	}
	whole, fraction, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 {
		return otherwise.UTC()
	}
	micros, err := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	if err != nil {
		micros = 0
	}
	return time.Unix(seconds, micros*1000).UTC()
}
