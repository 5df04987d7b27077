// Package intake is what adapters share to take in what a service sends: a [Door] that
// is open while the adapter runs, the reading of calls that are [Signed], whether a
// secret is the [Same], a [Memory] for what was learned on the way, and for the log the
// [Reference] of bytes that it must not show and what is told [Rarely]. It knows no
// service: what a call says is read by the adapter.
package intake
