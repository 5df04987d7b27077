package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChangesHaveLimits(t *testing.T) {
	key, value := strings.Repeat("k", MaxKey), make([]byte, MaxValue)
	longKey, longValue := key+"k", make([]byte, MaxValue+1)
	for _, c := range []struct {
		name       string
		fits, over ChangeSet
		why        string
	}{
		{
			"result", ChangeSet{Result: value}, ChangeSet{Result: longValue}, "result of 65537 bytes",
		}, {
			"delivery", ChangeSet{Deliveries: []Delivery{{Key: key}}}, ChangeSet{Deliveries: []Delivery{{Key: longKey}}}, "key of 513",
		}, {
			"expect", ChangeSet{Expect: []Expect{{Key: Key(key)}}}, ChangeSet{Expect: []Expect{{Key: Key(longKey)}}}, "key of 513",
		}, {
			"put", ChangeSet{Put: []Put{{Key(key), value}}}, ChangeSet{Put: []Put{{Key(longKey), nil}}}, "key of 513",
		}, {
			"put a value", ChangeSet{}, ChangeSet{Put: []Put{{"k", longValue}}}, "value of 65537",
		}, {
			"inbox", ChangeSet{Inbox: []Push{{ID: key, Lane: key, Value: value}}}, ChangeSet{Inbox: []Push{{Lane: longKey}}}, "key of 513",
		}, {
			"inbox id", ChangeSet{}, ChangeSet{Inbox: []Push{{ID: longKey}}}, "key of 513",
		}, {
			"inbox value", ChangeSet{}, ChangeSet{Inbox: []Push{{Value: longValue}}}, "value of 65537",
		}, {
			"outbox", ChangeSet{Outbox: []Push{{ID: key, Lane: key, Value: value}}}, ChangeSet{Outbox: []Push{{Lane: longKey}}}, "key of 513",
		}, {
			"outbox id", ChangeSet{}, ChangeSet{Outbox: []Push{{ID: longKey}}}, "key of 513",
		}, {
			"outbox value", ChangeSet{}, ChangeSet{Outbox: []Push{{Value: longValue}}}, "value of 65537",
		}, {
			"again", ChangeSet{Again: []Again{{Value: value}}}, ChangeSet{Again: []Again{{Value: longValue}}}, "value of 65537",
		}, {
			"timer", ChangeSet{Timers: []Timer{{ID: key, Value: value}}}, ChangeSet{Timers: []Timer{{ID: longKey}}}, "key of 513",
		}, {
			"timer value", ChangeSet{}, ChangeSet{Timers: []Timer{{Value: longValue}}}, "value of 65537",
		}, {
			"cancel", ChangeSet{Cancel: []string{key}}, ChangeSet{Cancel: []string{longKey}}, "key of 513",
		}, {
			"history", ChangeSet{History: []Entry{{Subject: key, Value: value}}}, ChangeSet{History: []Entry{{Subject: longKey}}}, "key of 513",
		}, {
			"redact", ChangeSet{Redact: []Entry{{Subject: key, Value: value}}}, ChangeSet{Redact: []Entry{{Value: longValue}}}, "value of 65537",
		}, {
			"history value", ChangeSet{}, ChangeSet{History: []Entry{{Value: longValue}}}, "value of 65537",
		},
	} {
		require.NoError(t, c.fits.Validate(), c.name)
		err := c.over.Validate()
		require.ErrorIs(t, err, ErrTooLarge, c.name)
		require.ErrorContains(t, err, c.why, c.name)
	}
}

// TestEverythingCounts: one more thing of any kind is one too many.
func TestEverythingCounts(t *testing.T) {
	for name, one := range map[string]ChangeSet{
		"delivery": {Deliveries: []Delivery{{}}}, "expect": {Expect: []Expect{{}}}, "put": {Put: []Put{{}}},
		"inbox": {Inbox: []Push{{}}}, "outbox": {Outbox: []Push{{}}}, "done": {Done: []Token{{}}}, "again": {Again: []Again{{}}},
		"timer": {Timers: []Timer{{}}}, "cancel": {Cancel: []string{""}}, "history": {History: []Entry{{}}},
	} {
		full := make([]Put, MaxItems-1, MaxItems)
		one.Put = append(full, one.Put...)
		require.NoError(t, one.Validate(), name)
		one.Put = append(one.Put, Put{})
		err := one.Validate()
		require.ErrorIs(t, err, ErrTooLarge, name)
		require.ErrorContains(t, err, "513 things", name)
	}
}

func TestOutcomesHaveNames(t *testing.T) {
	for outcome, want := range map[Outcome]string{
		Applied: "applied", Duplicate: "duplicate", Conflict: "conflict", 0: "outcome(0)",
	} {
		require.Equal(t, want, outcome.String())
	}
}
