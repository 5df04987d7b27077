// Package starter holds the articles Firstline answers from before anybody has
// written one: the first questions of civil-registration staff who work with
// OpenCRVS, in English, the most frequent ones also in French.
//
// The articles are ordinary files of a knowledge base, one folder per topic, so
// that a country can copy the folder and go on from there:
//
//	access        signing in, accounts, personal settings, privacy
//	declarations  from a new declaration to review, rejection and archiving
//	records       statuses, flags, work lists, assignment, history
//	certificates  printing, copies, who may collect
//	corrections   changing what is already registered
//	search        finding a record
//	offline       working without internet, the Outbox, the app on a phone
//	teams         offices, roles and transfers
//	informants    messages to families
//	performance   dashboards and exports
//	support       a person to talk to, outages, handing over a ticket
//
// What they say about OpenCRVS follows its public documentation, and they say
// so where a country decides for itself; the advice on good habits is our own.
// They hold no variables: the text needs no settings to be complete. The
// package holds text only; package kb reads it.
package starter
