package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestContentWords(t *testing.T) {
	b := NewBase(nil, []string{"en", "fr"}, Balanced)
	require.Equal(t, []ContentWord{{"printers", "printer"}, {"printing", "print"}, {"42", "42"}},
		b.ContentWords("Why are the PRINTERS not printing? (42)", "en"))
	require.Equal(t, []ContentWord{{"résoudre", "resoudr"}}, b.ContentWords("je ne peux pas résoudre", "fr"))
	require.NotPanics(t, func() { b.ContentWords(string(make([]byte, maxContent-1))+"é", "en") })
}
