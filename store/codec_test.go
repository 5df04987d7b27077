package store

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

func TestWhatIsEncodedComesBack(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 123456789, time.UTC)
	m := bot.Message{
		Delivery: "web:1", Place: bot.Place{Channel: "web", Chat: "1"}, From: bot.Person{ID: "web:1", Name: "Ann <a&b>"},
		Kind: bot.Said, Text: "a \"quoted\" \\ text\n<b>\u2028 😀 বাংলা", Files: []bot.File{{ID: "f", Size: 7}}, At: at,
	}
	value, err := Encode(m)
	require.NoError(t, err)
	require.Equal(t, []byte{0, byte(Schema)}, value[:2])
	require.True(t, json.Valid(value[2:]))
	require.NotEqual(t, byte('\n'), value[len(value)-1])
	got, err := Decode[bot.Message](value)
	require.NoError(t, err)
	require.Equal(t, m, got)

	value, err = Encode(bot.Ticket{})
	require.NoError(t, err)
	ticket, err := Decode[bot.Ticket](value)
	require.NoError(t, err)
	require.Equal(t, bot.Ticket{}, ticket, "zero times stay zero")

	value, err = Encode(7)
	require.NoError(t, err)
	require.Equal(t, "\x00\x017", string(value))

	_, err = Encode(math.NaN())
	require.ErrorContains(t, err, "encode float64")
}

// TestPastedCodeTakesItsOwnRoom: six bytes for each "<" would keep a pasted page
// out of the store for ever.
func TestPastedCodeTakesItsOwnRoom(t *testing.T) {
	value, err := Encode(bot.Message{Text: strings.Repeat("<&>", bot.MaxText/3)})
	require.NoError(t, err)
	require.Less(t, len(value), bot.MaxText+1024)
	require.NoError(t, (&ChangeSet{Inbox: []Push{{Value: value}}}).Validate())
}

func TestOlderFieldsAreNoHarm(t *testing.T) {
	p, err := Decode[bot.Person]([]byte("\x00\x01" + `{"id":"web:1","gone":true}`))
	require.NoError(t, err)
	require.Equal(t, bot.Person{ID: "web:1"}, p)
}

func TestNewerAndDamagedAreToldApart(t *testing.T) {
	for _, schema := range []string{"\x00\x02", "\x01\x00", "\xff\xff"} {
		_, err := Decode[bot.Person]([]byte(schema + `{"id":"x"}`))
		require.ErrorIs(t, err, ErrNewer)
		require.NotErrorIs(t, err, ErrDamaged)
	}
	for _, bytes := range []string{
		"", "\x00", "\x00\x01", "\x00\x00{}", "\x00\x01{", "\x00\x01{}{}", "\x00\x01\x00", "\x00\x01[]", "\x00\x01" + `{"id":7}`,
	} {
		_, err := Decode[bot.Person]([]byte(bytes))
		require.ErrorIs(t, err, ErrDamaged, "%q", bytes)
		require.NotErrorIs(t, err, ErrNewer)
		require.ErrorContains(t, err, "decode bot.Person")
	}
}

// shelf is a store with one shelf of records.
type shelf struct {
	Store
	records map[Key]Record
	err     error
}

func (s shelf) Load(_ context.Context, keys ...Key) ([]Record, error) {
	return []Record{s.records[keys[0]]}, s.err
}

func TestGet(t *testing.T) {
	value, err := Encode(bot.Person{ID: "web:1"})
	require.NoError(t, err)
	s := shelf{records: map[Key]Record{
		"person/1": {Version: 3, Value: value},
		"person/2": {Version: 4, Value: []byte("x")},
	}}
	p, version, err := Get[bot.Person](t.Context(), s, "person/1")
	require.NoError(t, err)
	require.Equal(t, bot.Person{ID: "web:1"}, p)
	require.Equal(t, Version(3), version)

	p, version, err = Get[bot.Person](t.Context(), s, "person/0")
	require.NoError(t, err)
	require.Equal(t, bot.Person{}, p)
	require.Zero(t, version)

	_, version, err = Get[bot.Person](t.Context(), s, "person/2")
	require.ErrorIs(t, err, ErrDamaged)
	require.Zero(t, version)

	s.err = ErrClosed
	_, _, err = Get[bot.Person](t.Context(), s, "person/+260955000000")
	require.ErrorIs(t, err, ErrClosed)
	require.ErrorContains(t, err, "load person:")
	require.NotContains(t, err.Error(), "955", "a key may be somebody's number")
}

func TestKind(t *testing.T) {
	for key, want := range map[Key]string{"ticket/00000012": "ticket", "a/b/c": "a", "counter": "record", "": "record", "/x": ""} {
		require.Equal(t, want, key.Kind())
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x00\x01" + `{"number":7,"state":"open","opened":"2026-03-02T09:00:00Z"}`))
	f.Add([]byte("\x00\x02{}"))
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) {
		ticket, err := Decode[bot.Ticket](b)
		if err != nil {
			require.NotEqual(t, errors.Is(err, ErrNewer), errors.Is(err, ErrDamaged), "%v", err)
			return
		}
		value, err := Encode(ticket)
		require.NoError(t, err)
		again, err := Decode[bot.Ticket](value)
		require.NoError(t, err)
		require.Equal(t, ticket, again)
	})
}
