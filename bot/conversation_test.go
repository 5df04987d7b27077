package bot

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeantIsTheTypedTwinOfAPress(t *testing.T) {
	c := Conversation{Offered: []Button{
		{Label: "Yes", Data: "a"}, {Label: "Printing (A4)", Data: "b"}, {Label: "Rien de tout cela", Data: "c"},
	}}
	for text, want := range map[string]string{
		"1": "a", " 2 ": "b", "3.": "c", "[1]": "a", "(2)": "b", "2)": "b", "#3": "c", "[2.]": "b",
		"2️⃣": "b", "٢": "b", "۳": "c", "২": "b", "१": "a",
		"yes": "a", "YES": "a", "[Yes]": "a", "yes.": "a", "[ Yes ]": "a",
		"Printing (A4)": "b", "printing (a4": "b", "rien DE tout cela": "c",
		"0": "", "4": "", "-1": "", "1 2": "", "12": "", "99999999999999999999": "",
		"": "", "[]": "", " ": "", "...": "", "y": "", "yes please": "", "printing": "",
	} {
		b, ok := c.Meant(text)
		require.Equal(t, want, b.Data, "%q", text)
		require.Equal(t, want != "", ok, "%q", text)
	}
	many := Conversation{Offered: make([]Button, 20)}
	for i := range many.Offered {
		many.Offered[i].Data = strings.Repeat("x", i+1)
	}
	for text, n := range map[string]int{"10": 10, "١٩": 19, "১০": 10, "०९": 9} {
		b, _ := many.Meant(text)
		require.Len(t, b.Data, n, text)
	}
	_, ok := (&Conversation{}).Meant("1")
	require.False(t, ok, "nothing was offered")
	_, ok = (&Conversation{Offered: []Button{{Data: "a"}}}).Meant("")
	require.False(t, ok, "nothing is no label")
	stars := Conversation{Offered: []Button{{Label: "1", Data: "one"}, {Label: "2", Data: "two"}}}
	b, _ := stars.Meant("2")
	require.Equal(t, "two", b.Data)
}

func TestLeaveRemembersTheLastTickets(t *testing.T) {
	var c Conversation
	c.Leave()
	require.Empty(t, c.Past, "there was no ticket to leave")
	for n := 1; n <= MaxPast+5; n++ {
		c.Ticket, c.Told = n, true
		c.Leave()
		require.Zero(t, c.Ticket)
		require.False(t, c.Told)
		require.Equal(t, n, c.Past[len(c.Past)-1])
		require.Len(t, c.Past, min(n, MaxPast))
	}
	require.Equal(t, 6, c.Past[0])
}

func TestForgetDropsTheQuestionOnly(t *testing.T) {
	c := Conversation{
		Place: desk, Person: ann, Lang: "fr", Chosen: true, Stage: Choosing, Question: "q", Tried: []string{"a"},
		Choices: []string{"b"}, Offered: []Button{{Label: "x"}}, Turn: 4, Misses: 1, Page: 2, Ticket: 7,
		Past: []int{1}, Told: true, Quiet: true, Lines: 9, Seen: nine,
	}
	c.Forget()
	require.Equal(t, Conversation{
		Place: desk, Person: ann, Lang: "fr", Chosen: true, Turn: 4, Ticket: 7,
		Past: []int{1}, Told: true, Quiet: true, Lines: 9, Seen: nine,
	}, c)
}
