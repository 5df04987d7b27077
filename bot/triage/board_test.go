package triage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	var b Board
	require.Empty(t, b.Nearest(text("printer"), 3))
	b.Put(1, text("printer broken since monday"))
	b.Put(2, text("printer prints stripes"))
	b.Put(3, text("password forgotten"))
	b.Put(4, text("broken printer since yesterday"))
	got := b.Nearest(text("the printer is broken since friday"), 3)
	require.Len(t, got, 2)
	require.Equal(t, []int{4, 1}, []int{got[0].Number, got[1].Number}, "alike, the newer first")
	require.Equal(t, 1.0, b.Nearest(text("password forgotten"), 1)[0].Likeness)
	require.Empty(t, b.Nearest(text("something else"), 3))
}

func TestABoardForgets(t *testing.T) {
	var b Board
	b.Put(7, text("printer broken"))
	require.True(t, b.Has(7))
	b.Put(7, nil)
	require.False(t, b.Has(7))
	require.Empty(t, b.with, "no word stays behind")
	for n := range MaxBoard + 5 {
		b.Put(n+1, text("printer broken"))
	}
	require.Len(t, b.tickets, MaxBoard)
	require.False(t, b.Has(5))
	require.True(t, b.Has(6))
}
