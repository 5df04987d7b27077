package desk

import (
	"context"
	"time"
)

// Settle waits until nothing waits in the inbox or the outbox, or nothing has
// moved there for quietTime because what is left is kept back, or ctx ends.
func (d *Desk) Settle(ctx context.Context) error {
	tick := time.NewTicker(settleTick)
	defer tick.Stop()
	last, still := [3]int64{-1}, time.Duration(0)
	for {
		in, out, err := d.opt.Store.Depth(ctx)
		if err != nil || in+out == 0 {
			return err
		}
		now := [3]int64{int64(in), int64(out), d.counts.sent.Load()}
		if now != last {
			last, still = now, 0
		} else if still += settleTick; still >= quietTime {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
