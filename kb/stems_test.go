package kb

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStemsAreThoseOfWordsThatSaySomething(t *testing.T) {
	s := NewStemmer("en")
	require.Equal(t, []string{"print", "certif"}, s.Stems("How do I print the Certificates?")[:2])
	require.Equal(t, []string{"how", "do", "i", "print", "it"}, s.Words("How do I PRINT it?"))
	require.Equal(t, []string{"acte"}, NewStemmer("xx").Stems("Acte"), "a language without rules")
}
