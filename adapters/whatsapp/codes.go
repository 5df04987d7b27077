package whatsapp

import (
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/adapters"
)

// meaning is what a code of the API means for a reply, and in words for staff.
type meaning struct {
	kind  adapters.FaultKind
	words string
	// wait goes with Busy where the server does not say how long.
	wait time.Duration
}

// windowShut is the code for free text after the 24 hours.
const windowShut = 131047

// badParameter and badValue are what a quoted message that WhatsApp does not know
// comes back as; they mean other things too.
const (
	badParameter = 100
	badValue     = 131009
)

// noSuchObject is the subcode of 100 for an id that does not exist or may not be seen.
const noSuchObject = 33

// meanings are the codes that decide what follows. A code that is missing counts by
// the status of the answer.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var meanings = map[int]meaning{
	windowShut: {kind: adapters.Closed, words: "the person last wrote more than 24 hours ago, and WhatsApp lets us write again only after they do"},

	4:      {kind: adapters.Busy, wait: 5 * time.Minute, words: "the app made too many calls"},
	80007:  {kind: adapters.Busy, wait: 5 * time.Minute, words: "the account made too many calls"},
	130429: {kind: adapters.Busy, wait: 5 * time.Second, words: "the number sent too many messages at once"},
	131048: {kind: adapters.Busy, wait: time.Hour, words: "WhatsApp holds messages of this number back, because people reported it or blocked it"},
	131056: {kind: adapters.Busy, wait: 16 * time.Second, words: "the person got too many messages at once"},

	1:      {kind: adapters.Broken, words: "WhatsApp failed in an unknown way"},
	2:      {kind: adapters.Broken, words: "WhatsApp is down or busy"},
	131000: {kind: adapters.Broken, words: "WhatsApp failed in an unknown way"},
	131016: {kind: adapters.Broken, words: "WhatsApp is busy"},
	131057: {kind: adapters.Broken, words: "the account is in maintenance"},
	133004: {kind: adapters.Broken, words: "WhatsApp is busy"},

	131026: {kind: adapters.Gone, words: "WhatsApp cannot deliver to this person: they are not on WhatsApp, blocked us, or use a very old version"},

	badParameter: {kind: adapters.Refused, words: "WhatsApp does not accept a part of the message"},
	badValue:     {kind: adapters.Refused, words: "WhatsApp does not accept a value in the message"},
	130472:       {kind: adapters.Refused, words: "WhatsApp keeps this kind of message from the person, as part of a test of its own"},
	130497:       {kind: adapters.Refused, words: "this account may not write to people in that country"},
	131008:       {kind: adapters.Refused, words: "a part of the message is missing"},
	131021:       {kind: adapters.Refused, words: "the number cannot write to itself"},
	131030:       {kind: adapters.Refused, words: "this is a test number and the person is not on its list; add them in the app's API setup"},
	131049:       {kind: adapters.Refused, words: "WhatsApp keeps this kind of message from the person for now"},
	131050:       {kind: adapters.Refused, words: "the person does not want this kind of message"},
	131051:       {kind: adapters.Refused, words: "WhatsApp does not know this kind of message"},
	131052:       {kind: adapters.Refused, words: "the file could not be fetched from WhatsApp"},
	131053:       {kind: adapters.Refused, words: "WhatsApp does not accept the file"},
	131062:       {kind: adapters.Refused, words: "this kind of message cannot go to a person who hides their number"},
	132000:       {kind: adapters.Refused, words: "the template has parameters, and the desk sends none; see channels.whatsapp.template"},
	132001:       {kind: adapters.Refused, words: "the template does not exist in this language or is not approved; see channels.whatsapp.template"},
	132007:       {kind: adapters.Refused, words: "the template breaks a rule of WhatsApp; see channels.whatsapp.template"},
	132012:       {kind: adapters.Refused, words: "the template has parameters, and the desk sends none; see channels.whatsapp.template"},
	132015:       {kind: adapters.Refused, words: "the template is paused for poor quality; see channels.whatsapp.template"},
	132016:       {kind: adapters.Refused, words: "the template is switched off for poor quality; see channels.whatsapp.template"},

	0:      {kind: adapters.Misconfigured, words: "WhatsApp does not accept the access token; check channels.whatsapp.access_token"},
	3:      {kind: adapters.Misconfigured, words: "the app may not do this; give it the WhatsApp permissions"},
	10:     {kind: adapters.Misconfigured, words: "a permission is missing; the token needs whatsapp_business_messaging"},
	190:    {kind: adapters.Misconfigured, words: "the access token is wrong or has expired; check channels.whatsapp.access_token"},
	368:    {kind: adapters.Misconfigured, words: "the account is blocked for now because it broke a rule of WhatsApp"},
	131005: {kind: adapters.Misconfigured, words: "a permission is missing; the token needs whatsapp_business_messaging"},
	131031: {kind: adapters.Misconfigured, words: "the account is locked; WhatsApp Manager says why"},
	131037: {kind: adapters.Misconfigured, words: "the number's display name is not approved yet"},
	131042: {kind: adapters.Misconfigured, words: "there is a problem with the account's payment method"},
	131045: {kind: adapters.Misconfigured, words: "the number is not registered right"},
	133010: {kind: adapters.Misconfigured, words: "the number is not registered with the Cloud API"},
}

// meaningOf gives words for any code; the kind is "" where the code decides nothing.
func meaningOf(code int) meaning {
	if m, known := meanings[code]; known {
		return m
	}
	if code >= 200 && code <= 299 {
		return meaning{kind: adapters.Misconfigured, words: "a permission is missing; the token needs whatsapp_business_messaging"}
	}
	return meaning{words: "WhatsApp gave the reason " + strconv.Itoa(code)}
}
