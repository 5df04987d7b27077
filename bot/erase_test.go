package bot

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestErasingLeavesNoWords fills every text of a ticket and erases it. What may stay
// is named here: whoever adds a text to a ticket says whether it is the person's.
func TestErasingLeavesNoWords(t *testing.T) {
	stays := []string{
		"type", "type_by", "state", "priority", "lang", "tags", "tried", // how it was sorted
		"profile.office",             // counts by office
		"owner", "solved_by", "room", // who worked on it, where
		"stints", "keeper", "issue", "fixed_in", "mirror", "clock", "reminded", "history", "person.name", "question", // not theirs any more
	}
	ticket := Ticket{}
	fill(reflect.ValueOf(&ticket).Elem())
	require.False(t, ticket.Erase(nine) && ticket.State != Closed)
	text, err := json.Marshal(ticket)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(text, &fields))
	if profile, ok := fields["profile"].(map[string]any); ok {
		delete(fields, "profile")
		for k, v := range profile {
			fields["profile."+k] = v
		}
	}
	if person, ok := fields["person"].(map[string]any); ok {
		delete(fields, "person")
		for k, v := range person {
			fields["person."+k] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value, err := json.Marshal(fields[name])
		require.NoError(t, err)
		if !slices.Contains(stays, name) {
			require.NotContains(t, string(value), "secret", "%s is still there after a ticket was erased", name)
		}
	}
	require.Equal(t, Gone, ticket.Person.Called())
	require.Equal(t, Gone, ticket.Question)
	for _, state := range states {
		one := ticketIn(state)
		require.Equal(t, state != Closed, one.Erase(nine), state)
		require.Equal(t, Closed, one.State)
		require.False(t, one.ClosedAt.IsZero())
	}
}

// fill puts a text wherever one can be.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("secret")
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	}
}
