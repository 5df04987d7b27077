package model_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
)

// TestTheCheckIsQuickWhateverIsSaid gives it the longest sections and answers there
// are, made of words that nearly fit everywhere.
func TestTheCheckIsQuickWhateverIsSaid(t *testing.T) {
	var sections []model.Section
	for range 3 {
		sections = append(sections, model.Section{ID: "x", Title: "Tray", Text: strings.Repeat("fill tray. ", 545)})
	}
	for _, said := range []string{
		strings.Repeat("fill tray fill. ", 55) + "[1][2][3]",
		strings.Repeat("fill tray ", 90) + "[1]",
		strings.Repeat("a. [1]", 150),
		strings.Repeat("\u202e", 900) + "[1]",
		strings.Repeat("“", 900) + " [1]",
	} {
		began := time.Now()
		_, _, _ = model.Grounded(said, sections, model.Bounds{Lang: "en", Most: 900})
		require.Less(t, time.Since(began), 2*time.Second, "%.30q", said)
		t.Log(time.Since(began))
	}
}
