// Package trackertest is the suite that every issue tracker passes. It is the law where the
// comments of [adapters.Tracker] leave room.
//
// A tracker's test fills in a [Harness] and calls [Run]. Every case starts its own service
// and its own tracker, runs the tracker against an inbox that can fail on purpose, and
// looks at the service only through the functions of [Service]. The inbox knows deliveries
// by their keys, as the desk does: what comes again under the same key is nothing new, and
// must be the same.
package trackertest
