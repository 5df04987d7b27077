// Package adaptertest is the suite that every adapter passes. It is the law where
// the comments of package adapters leave room.
//
// An adapter's test fills in a [Harness] and calls [Run]:
//
//	func TestContract(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Harness{
//			Start: func(t *testing.T, log *slog.Logger) adaptertest.Service { ... },
//			Skip:  map[string]string{"KeepsOrder": "why this service cannot"},
//		})
//	}
//
// Every case starts its own service and its own adapter. The suite runs the
// adapter against an inbox that can fail on purpose, and looks at the service
// only through the functions of [Service], so that it never knows which service it
// is. A function that is left nil skips the cases that need it, visibly.
package adaptertest
