package adaptertest

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/adapters"
	"github.com/firstline-helpdesk/firstline/bot"
)

// kinds are all kinds of fault.
var kinds = []adapters.FaultKind{
	adapters.Broken, adapters.Busy, adapters.Gone, adapters.Moved, adapters.Closed, adapters.Refused, adapters.Uneditable,
	adapters.Misconfigured,
}

// words are what must not be in an error: as long words of a reply as nobody else
// would write, and a number.
var words = []string{"Mwansakabinga", "0977123456", "Zzyzx-certificate"}

// provoke starts a fresh adapter for each kind that the service knows, makes a call
// fail so, and hands the error to look.
func (e *env) provoke(look func(e *env, kind adapters.FaultKind, err error)) {
	e.Helper()
	e.need(e.Fail != nil, "failures")
	provoked := 0
	for _, kind := range kinds {
		e.Run(string(kind), func(t *testing.T) {
			one := start(t, e.harness)
			sent := one.send(one.reply("to begin with"))
			if !one.Fail(kind) {
				t.Skip("not applicable: this service has no such failure")
			}
			provoked++
			look(one, kind, one.attempt(kind, sent))
		})
	}
	require.Positive(e, provoked, "Fail knows no kind at all")
}

// attempt makes the call that is to fail.
func (e *env) attempt(kind adapters.FaultKind, sent adapters.Sent) error {
	e.Helper()
	r := e.reply("For "+words[0]+" on "+words[1], bot.Button{Label: words[2], Data: "d:1:x"})
	if kind == adapters.Uneditable {
		editor, can := e.Adapter.(adapters.Editor)
		require.True(e, can, "only an Editor can be Uneditable")
		return editor.Edit(e.context(), sent.ID, r)
	}
	part := adapters.Fit(e.Adapter.Limits(), r)[0]
	_, err := e.Adapter.Send(e.context(), part)
	return err
}

// faultKinds: each trouble gets the kind that decides rightly what follows, with
// what that kind needs, and afterwards sending works again.
func faultKinds(e *env) {
	e.provoke(func(e *env, kind adapters.FaultKind, err error) {
		require.Error(e, err)
		var fault *adapters.Fault
		require.True(e, errors.As(err, &fault), "the error of Send and Edit is always a *Fault: %T", err)
		require.Equal(e, kind, fault.Kind, "%v", err)
		if kind == adapters.Busy {
			require.Positive(e, fault.After, "Busy says for how long")
		}
		if kind == adapters.Moved {
			require.Equal(e, e.Adapter.Name(), fault.To.Channel)
			require.NotEmpty(e, fault.To.Chat)
			require.NotEqual(e, e.Place, fault.To)
		}
		if kind == adapters.Broken || kind == adapters.Busy || kind == adapters.Refused {
			e.send(e.reply("works again"))
			require.Equal(e, "works again", e.last().Text)
		}
	})
}

// hidesSecrets: no error and no log line holds the token, whatever goes wrong.
func hidesSecrets(e *env) {
	e.need(len(e.Secrets) > 0, "secret")
	e.provoke(func(e *env, kind adapters.FaultKind, err error) {
		require.Error(e, err)
		for ; err != nil; err = errors.Unwrap(err) {
			e.hides("an error of kind "+string(kind), err.Error())
		}
		if e.Trouble != nil {
			e.Trouble()
			e.Say("still there?")
			e.nextSaid("still there?")
		}
	})
}

// hidesPersonTextInErrors: neither errors nor logs repeat what people wrote or read.
func hidesPersonTextInErrors(e *env) {
	e.provoke(func(e *env, _ adapters.FaultKind, err error) {
		require.Error(e, err)
		e.inbox.fail(1, nil)
		if e.Say("I am " + words[0] + ", " + words[1] + ", " + words[2]); e.Poison != nil {
			e.Poison()
		}
		e.next()
		e.stop()
		for _, word := range words {
			require.NotContains(e, err.Error(), word)
			require.False(e, strings.Contains(e.logs.String(), word), "the log repeats what a person wrote")
		}
	})
}
