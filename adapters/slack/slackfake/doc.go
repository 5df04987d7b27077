// Package slackfake is a Slack workspace inside a test, with one app in it. It
// speaks real HTTP and WebSocket on a loopback port, brings events to the app by
// signed calls or over Socket Mode, brings them again when it is not told
// "received", and refuses what the real service refuses, from its own constants:
// texts and blocks that are too long, blocks it does not know, unknown channels and
// messages, a wrong token, a missing scope. Its refusals carry the tokens and the
// words that were sent, so that a leak into an error or a log shows.
//
// A test makes people and channels, has them talk, and looks at what they see:
//
//	s := slackfake.New(slackfake.Options{BotToken: "xoxb-1", SigningSecret: "secret"})
//	defer s.Close()
//	s.AddUser("U0ANN", "Ann Banda", "en-US")
//	s.Hook(desk.URL + "/hooks/slack")
//	s.Say("U0ANN", "hello")
//	s.Wait(func() bool { return len(s.Messages("D0ANN")) == 1 }, 10*time.Second)
//
// What a person sees is worked out from the blocks: what would call somebody is
// counted, and what can be clicked is listed.
//
// Deliveries go out one after the other, and retries at once. The real service
// promises neither; [Server.Concurrent] takes the first away. It lives as long as
// the test wants, also while a desk's process is killed and started again. All
// methods are safe for concurrent use; those that name a user, channel or message
// which was never made panic, as the test itself is wrong then.
package slackfake
