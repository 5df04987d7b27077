// Package whatsappfake is the WhatsApp Business Cloud API inside a test: the part of
// the Graph API that sends, on a loopback port, and Meta's side of the webhook, which
// signs what people do and delivers it until it is told 200. It refuses what the real
// one refuses, from its own constants: wrong tokens and ids, texts, titles and files
// that are too large, titles that are the same, people it does not know, free text
// after 24 hours. Its refusals carry the token and the words that were sent, so that
// a leak into an error or a log shows.
//
// A test makes people, has them talk, and looks at what they see:
//
//	s := whatsappfake.New(whatsappfake.Account{})
//	defer s.Close()
//	s.Subscribe(hookURL)
//	s.AddUser("260971234567", "Ann")
//	s.Say("260971234567", "hello")
//	s.Wait(func() bool { return len(s.Messages("260971234567")) == 1 }, 10*time.Second)
//
// It delivers one call after the other, in order, which the real service does not
// promise; OutOfOrder, Together and Redeliver do what it really does. It lives as
// long as the test wants, also while the program at the webhook is killed and started
// again. All methods are safe for concurrent use; those that name a person, message
// or file which was never made panic, as the test itself is wrong then.
package whatsappfake
