package slack

import (
	"context"
	"fmt"
	"io"
	"strings"

	slackapi "github.com/slack-go/slack"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// Upload says the text with the file under it. Slack makes the message a little
// later and does not tell its id, so [adapters.Sent] has none; buttons become a
// list. https://docs.slack.dev/messaging/working-with-files#upload
func (a *Adapter) Upload(ctx context.Context, r bot.Reply, f bot.File, body io.Reader) (adapters.Sent, error) {
	ctx, cancel := context.WithTimeout(ctx, transferFor)
	defer cancel()
	chat, thread, err := address(r)
	if err != nil {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: err}
	}
	if f.Size <= 0 || f.Size > fileLimit {
		return adapters.Sent{}, &adapters.Fault{Kind: adapters.Refused, Err: fmt.Errorf("a file of %d bytes cannot be sent to Slack", f.Size)}
	}
	name := first(f.Name, "file"+ending(f.Type))
	where, err := a.api.GetUploadURLExternalContext(ctx, slackapi.GetUploadURLExternalParameters{FileName: name, FileSize: int(f.Size)})
	if err != nil {
		return adapters.Sent{}, a.fault(fmt.Errorf("files.getUploadURLExternal: %w", err), chat)
	}
	err = a.api.UploadToURL(ctx, slackapi.UploadToURLParameters{UploadURL: where.UploadURL, Filename: name, Reader: body})
	if err != nil {
		return adapters.Sent{}, a.fault(fmt.Errorf("upload: %w", err), chat)
	}
	if err := a.complete(ctx, r, where.FileID, name, chat, thread); err != nil {
		return adapters.Sent{}, a.fault(fmt.Errorf("files.completeUploadExternal: %w", err), chat)
	}
	return adapters.Sent{}, nil
}

// ending is what the name of a file of this type ends with, so that Slack shows it
// for what it is; "" is unknown.
func ending(kind string) string {
	known := map[string]string{
		"audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp",
		"video/mp4": ".mp4", "application/pdf": ".pdf", "text/plain": ".txt",
	}
	kind, _, _ = strings.Cut(kind, ";")
	return known[strings.TrimSpace(kind)]
}

// complete shares an uploaded file with its text.
// https://docs.slack.dev/reference/methods/files.completeUploadExternal
func (a *Adapter) complete(ctx context.Context, r bot.Reply, id, name, chat, thread string) error {
	params := slackapi.CompleteUploadExternalParameters{
		Files: []slackapi.FileSummary{{ID: id, Title: name}}, Channel: chat, ThreadTimestamp: thread,
	}
	r.Text, r.Buttons = flat(r), nil
	params.Blocks.BlockSet = shown(r).blocks
	for {
		_, err := a.api.CompleteUploadExternalContext(ctx, params)
		switch {
		case threadless(err) && params.ThreadTimestamp != "":
			params.ThreadTimestamp = ""
		case unshown(err) && params.Blocks.BlockSet != nil:
			params.Blocks.BlockSet, params.InitialComment = nil, plainly(r).text
		default:
			return err
		}
	}
}
