package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]Version{
		"v1.9.2": "v1.9.2", "1.9": "v1.9", "Release V2.0.0-rc.1": "v2.0.0-rc.1", "1.9.2+build7": "v1.9.2+build7",
		"": "", "next": "", "12": "", "v1.9.2 or v1.9.3": "", "1.": "", "vv1.2": "", "1.2.x": "", "1..2": "", "v.1": "",
	} {
		got, ok := ParseVersion(text)
		require.Equal(t, want, got, text)
		require.Equal(t, want != "", ok, text)
	}
}

func TestVersionsInOrder(t *testing.T) {
	inOrder := []Version{"next", "v1.9.2-alpha", "v1.9.2-rc.2", "v1.9.2-rc.10", "v1.9.2", "v1.10.0-1", "v1.10", "v2.0.0"}
	for i, a := range inOrder {
		for j, b := range inOrder {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			require.Equal(t, want, a.Compare(b), "%s and %s", a, b)
		}
	}
	require.Zero(t, Version("1.10").Compare("v1.10.0+build"))
}
