// Package telegramfake is a Bot API server inside a test. It speaks real HTTP on
// a loopback port, keeps what was not acknowledged, and refuses what the real
// server refuses, from its own constants: texts and captions that are too long
// after parsing, markup that does not parse, files that are too large, reactions it
// does not know, unknown chats and messages, a webhook at an address it cannot use, a
// second poller, a wrong token. Its refusals carry the token and the words that were
// sent, so that a leak into an error or a log shows.
//
// A test makes people and groups, has them talk, and looks at what they see:
//
//	s := telegramfake.New("4242:test-token")
//	defer s.Close()
//	s.AddUser(7, "Ann", "en")
//	s.Say(7, "hello")
//	s.Wait(func() bool { return len(s.Messages(7)) == 1 }, 10*time.Second)
//
// Updates are polled, or posted to the webhook that the bot set: one chat's in order,
// again and again until it answers 2xx. [Server.UseWebhook] gives them to a handler.
//
// It lives as long as the test wants, also while a bot's process is killed and
// started again. All methods are safe for concurrent use; those that name a user,
// group or message which was never made panic, as the test itself is wrong then.
package telegramfake
