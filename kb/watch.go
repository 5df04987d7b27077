package kb

import (
	"context"
	"time"
)

// defaultWatch is how often files are looked at when nobody says otherwise. A
// change is then answered from within two seconds.
const defaultWatch = time.Second

// Watch reloads what changed until ctx ends. It looks at the files instead of
// waiting for the operating system to tell, because network folders and
// container mounts do not tell. The pause is a second when every is not positive.
func (l *Library) Watch(ctx context.Context, every time.Duration) {
	if every <= 0 {
		every = defaultWatch
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.Reload(ctx)
		}
	}
}
