package bot

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPeopleAreTheirIdentity(t *testing.T) {
	require.True(t, bob.Same(Person{ID: bob.ID, Name: "Robert"}))
	require.False(t, bob.Same(Person{ID: "web:bob", Name: "Bob"}), "a name is no identity")
	require.False(t, Person{}.Same(Person{}))
	require.True(t, Person{Name: "Bob"}.Nobody())
	require.False(t, bob.Nobody())
}

func TestPeopleAreCalledSomething(t *testing.T) {
	for want, p := range map[string]Person{
		"Bob":   {ID: "telegram:7", Name: " Bob "},
		"7":     {ID: "telegram:7", Name: " "},
		"a:b":   {ID: "web:a:b"},
		"root":  {ID: "root"},
		"…cny4": {ID: "web:xgnndcda4s2sdvu6ly6pr4cny4"},
		"":      {},
	} {
		require.Equal(t, want, p.Called())
	}
}

func TestLogsNameNobody(t *testing.T) {
	for _, handler := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		slog.New(handler(&out)).Info("said", "who", bob, slog.Group("g", "who", bob))
		require.Contains(t, out.String(), "person")
		require.NotContains(t, out.String(), "Bob")
		require.NotContains(t, out.String(), "telegram:bob")
	}
}

func TestPlaces(t *testing.T) {
	thread := Place{Channel: "slack", Chat: "C1", Thread: "1.2"}
	require.Equal(t, "slack:C1/1.2", thread.String())
	require.Equal(t, "slack:C1", thread.Lane())
	require.Equal(t, "telegram:-1", room.String())
	require.False(t, room.Zero())
	require.True(t, Place{Thread: "1"}.Zero())
	require.False(t, Place{Chat: "1"}.Zero())

	for text, want := range map[string]Place{
		"telegram:-100":    {Channel: "telegram", Chat: "-100"},
		" telegram: -100 ": {Channel: "telegram", Chat: "-100"},
		"web:a:b/c":        {Channel: "web", Chat: "a:b/c"},
	} {
		p, err := ParsePlace(text)
		require.NoError(t, err)
		require.Equal(t, want, p)
		again, err := ParsePlace(p.String())
		require.NoError(t, err)
		require.Equal(t, p, again)
	}
	for _, text := range []string{"", " ", ":", "telegram", "telegram:", "telegram: ", ":12", " :12"} {
		_, err := ParsePlace(text)
		require.ErrorContains(t, err, "write it as channel:id", text)
	}
}
