// Package intake is what adapters share to take in what a service sends: a [Door] that
// is open while the adapter runs, the reading of calls that are [Signed], a [Memory] for
// what was learned on the way, and the [Reference] by which a log names bytes that it
// must not show. It knows no service: what a call says is read by the adapter.
package intake
