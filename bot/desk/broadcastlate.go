package desk

import "github.com/firstline-helpdesk/firstline/bot"

// newsFate is a platform's report on news of a known issue. News that it took and
// then did not deliver, because its window was shut, is held until the person writes
// again; they are asked to, once a day.
func (f *draft) newsFate(about sent, m bot.Message) error {
	switch m.Reach {
	case bot.Failed:
		f.put(about.News, heardFailed)
	case bot.Shut:
		if about.Reply == nil {
			f.put(about.News, heardFailed)
			return nil
		}
		f.put(about.News, heardHeld)
		c, err := f.keepHeld(outgoing{Reply: *about.Reply, News: about.News, Queued: f.now, Trace: f.trace})
		if err != nil {
			return err
		}
		if f.now.Sub(c.Knocked) >= knockAgain {
			c.Knocked = f.now
			f.send(outgoing{Knock: true, Reply: bot.Reply{To: m.Place}})
		}
	}
	return nil
}
