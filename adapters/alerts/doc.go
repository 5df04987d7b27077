// Package alerts takes alerts of monitoring into the desk.
//
// POST /hooks/alerts understands the webhooks of Prometheus Alertmanager (version 4)
// and a simple form, {"title", "text", "status", "key", "severity"}. A caller proves
// itself with the configured secret, as a bearer token or as the password of basic
// authentication, both of which Alertmanager's http_config can send. It is answered 200
// when the alert is on disk, and otherwise in a way that has it call again.
//
// One group of alerts is one place, so that what is told of it stays in order. Nobody
// sits there: what the desk says to an alert goes nowhere.
package alerts
