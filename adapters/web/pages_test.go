package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

func TestNewRefuses(t *testing.T) {
	_, err := New(Options{Key: []byte("short"), Desk: newFakeDesk()})
	require.ErrorContains(t, err, "5 bytes")
	_, err = New(Options{Key: testKey})
	require.ErrorContains(t, err, "no desk")
}

func TestHeadersAreOnEverything(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	link := s.assets.link("base.css")
	for _, path := range []string{"/", "/desk", "/desk/queue", "/desk/enter?token=x", link} {
		h := v.get(path).header
		require.Equal(t, policy, h.Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
		require.Equal(t, path != link, h.Get("Cache-Control") == "no-store", path)
	}
	require.NotContains(t, policy, "unsafe")
}

func TestAssets(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	for name := range s.assets.files {
		r := v.get(s.assets.link(name))
		require.Equal(t, http.StatusOK, r.status, name)
		require.Contains(t, r.header.Get("Cache-Control"), "immutable")
		require.NotEmpty(t, r.header.Get("Content-Type"), name)
		old := v.get("/static/0123/" + name)
		require.Equal(t, http.StatusOK, old.status)
		require.Equal(t, "no-store", old.header.Get("Cache-Control"))
		require.NotRegexp(t, `innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function`, r.body, name)
	}
	require.Equal(t, http.StatusNotFound, v.get("/static/0123/..%2fweb.go").status)
	require.Equal(t, http.StatusNotFound, v.get("/static/0123/none.js").status)
}

// TestPagesHoldNothingInline: the policy would refuse it.
func TestPagesHoldNothingInline(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Name = `</title><script>alert("name")</script>` })
	v := s.member(bot.Person{ID: "x:1", Name: `</script><b onclick="x">`})
	pages := []string{v.get("/").body, v.get("/desk").body, s.visitor().get("/desk").body,
		v.get("/desk/enter?token=" + token(t, s.SignInLink("", bot.Person{ID: "x:1", Name: `"><i>`}))).body}
	for i, page := range pages {
		require.NotRegexp(t, `(?i)<script>|<style|<[^>&]*\s(on\w+|style)=|<b |<i>[^<]|javascript:|https?://`, page, i)
		require.Contains(t, page, "&lt;/title&gt;")
	}
}

// TestPagesAreLight: a person on a cheap phone pays for every byte.
func TestPagesAreLight(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	for path, limit := range map[string]int{"/": 15_000, "/desk": 25_000} {
		page := v.get(path).body
		total := len(v.get(path, "Accept-Encoding", "gzip").body)
		links := regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(page, -1)
		seen := map[string]bool{}
		for _, m := range links {
			if !seen[m[1]] {
				total += len(v.get(m[1], "Accept-Encoding", "gzip").body)
			}
			seen[m[1]] = true
		}
		t.Logf("%s weighs %d bytes in %d files", path, total, len(seen)+1)
		require.Less(t, total, limit, path)
	}
}

// TestPagesArePacked: only for who can unpack them, and never what holds a secret.
func TestPagesArePacked(t *testing.T) {
	s := newSite(t)
	v := s.member(eve)
	link := "/desk/enter?token=" + token(t, s.SignInLink("", eve))
	for _, path := range []string{"/", "/desk", s.assets.link("talk.js"), link} {
		plain := v.get(path, "Accept-Encoding", "gzip;q=0, br")
		require.Empty(t, plain.header.Get("Content-Encoding"), path)
		packed := v.get(path, "Accept-Encoding", "br, GZip; q=0.5")
		if path == link {
			require.Empty(t, packed.header.Get("Content-Encoding"), "a token is in it")
			continue
		}
		require.Equal(t, "gzip", packed.header.Get("Content-Encoding"), path)
		require.Contains(t, packed.header.Values("Vary"), "Accept-Encoding")
		r, err := gzip.NewReader(strings.NewReader(packed.body))
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, plain.body, string(raw), path)
		require.Less(t, len(packed.body), len(plain.body)/2)
	}
}

// TestColoursCanBeRead measures the contrast of text and ground in both schemes.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
func TestColoursCanBeRead(t *testing.T) {
	css := string(must2(loadAssets()).files["base.css"])
	schemes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(css, -1)
	require.Len(t, schemes, 2)
	for i, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(scheme[1], -1) {
			colours[m[1]] = luminance(m[2])
		}
		check := func(least float64, pairs ...string) {
			for _, pair := range pairs {
				a, b, _ := strings.Cut(pair, " on ")
				require.Contains(t, colours, a)
				require.Contains(t, colours, b)
				light, dark := math.Max(colours[a], colours[b]), math.Min(colours[a], colours[b])
				require.GreaterOrEqual(t, (light+0.05)/(dark+0.05), least, fmt.Sprintf("scheme %d: %s", i, pair))
			}
		}
		check(4.5, "ink on ground", "ink on paper", "ink on tint", "soft on ground", "soft on paper", "soft on tint",
			"accent on paper", "accent on ground", "accent on note", "accent on tint", "on-accent on accent",
			"note-ink on note", "note-ink on paper", "hot on hot-tint", "hot on ground", "hot on paper", "soft on note")
		check(3, "rim on paper", "rim on ground", "accent on note")
	}
}

func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return math.NaN()
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func must2(a *assets, err error) *assets {
	if err != nil {
		return &assets{}
	}
	return a
}
