package main_test

import (
	"fmt"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The modules that some package may import.
const (
	bbolt    = "go.etcd.io/bbolt"
	github   = "github.com/google/go-github"
	goldmark = "github.com/yuin/goldmark"
	metrics  = "github.com/VictoriaMetrics/metrics"
	openai   = "github.com/sashabaranov/go-openai"
	slack    = "github.com/slack-go/slack"
	snowball = "github.com/blevesearch/snowballstem"
	telegram = "github.com/go-telegram/bot"
	testify  = "github.com/stretchr/testify"
	socket   = "github.com/gorilla/websocket"
	xtext    = "golang.org/x/text"
	yaml     = "go.yaml.in/yaml/v4"
)

// row says what a package may import besides the standard library.
type row struct {
	// ours are packages of this module; nil is none.
	ours []string
	// theirs are other modules, with all their packages.
	theirs []string
	// tests are further modules for the tests of this package only.
	tests []string
}

// everything in a row lifts the rule for packages of this module.
var everything = []string{"*"}

// table is the drawing of the house: who may import whom. Arrows point down or to
// a contract, and each SDK stays in one folder. A new package gets its row first,
// and a wider row is a decision about the design, not about this test.
var table = map[string]row{
	".": {ours: everything, theirs: []string{metrics}, tests: []string{bbolt}},

	"bot":               {},
	"bot/dialogue":      {ours: []string{"bot", "kb"}},
	"bot/triage":        {},
	"bot/desk":          {ours: []string{"bot", "bot/dialogue", "bot/triage", "adapters", "kb", "kb/model", "store", "store/files"}},
	"bot/desk/desktest": {ours: everything, theirs: []string{testify, goInternal}},

	"adapters":                       {ours: []string{"bot"}},
	"adapters/adaptertest":           {ours: []string{"adapters", "bot"}, theirs: []string{testify}},
	"adapters/intake":                {ours: []string{"adapters", "bot"}},
	"adapters/slack":                 {ours: []string{"adapters", "adapters/intake", "bot", "config"}, theirs: []string{slack, socket}},
	"adapters/fakeserver":            {},
	"adapters/slack/slackfake":       {ours: []string{"adapters/fakeserver"}, theirs: []string{socket}},
	"adapters/github":                {ours: []string{"adapters", "adapters/intake", "bot", "config"}, theirs: []string{github}},
	"adapters/github/githubfake":     {ours: []string{"adapters/fakeserver"}},
	"adapters/trackertest":           {ours: []string{"adapters", "bot"}, theirs: []string{testify}},
	"adapters/telegram":              {ours: []string{"adapters", "adapters/intake", "bot", "config"}, theirs: []string{telegram}},
	"adapters/telegram/telegramfake": {ours: []string{"adapters/fakeserver"}},
	"adapters/alerts":                {ours: []string{"adapters", "adapters/intake", "bot"}},
	"adapters/terminal":              {ours: []string{"adapters", "bot", "config"}},
	"adapters/web":                   {ours: []string{"adapters", "bot", "config"}},
	"adapters/whatsapp":              {ours: []string{"adapters", "adapters/intake", "bot", "config"}},
	"adapters/whatsapp/whatsappfake": {ours: []string{"adapters/fakeserver"}},

	"store":           {ours: []string{"bot"}},
	"store/boltstore": {ours: []string{"bot", "store"}, theirs: []string{bbolt}},
	"store/files":     {},
	"store/storetest": {ours: []string{"bot", "store"}, theirs: []string{testify}},

	"kb":         {theirs: []string{goldmark, snowball, xtext, yaml}},
	"kb/starter": {ours: []string{"kb"}, tests: []string{yaml}},

	"kb/model":           {ours: []string{"kb"}, theirs: []string{openai}},
	"kb/model/modelfake": {ours: []string{"adapters/fakeserver"}},

	"config": {theirs: []string{yaml}},
}

const (
	chromedp   = "github.com/chromedp"
	goInternal = "github.com/rogpeppe/go-internal"
)

// forTests are the modules that every test file may import. Tests may also import
// any package of this module, because the suites and fakes are theirs.
var forTests = []string{testify, chromedp, goInternal}

// aliases are the names under which SDKs are imported, so that their words are
// never taken for ours.
var aliases = map[string]string{telegram: "tgapi", slack: "slackapi", bbolt: "bolt", openai: "oai", github + "/v92/github": "ghapi"}

func TestEveryPackageKeepsToItsImports(t *testing.T) {
	for _, f := range house(t) {
		complain(t, wrongImports(f))
	}
}

func TestTheTableIsTheHouse(t *testing.T) {
	present := map[string]bool{}
	for _, f := range house(t) {
		if !f.test {
			present[f.folder] = true
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(present)) {
		if _, known := table[folder]; !known {
			t.Errorf("%s is a new package: say in the table of arch_test.go what it may import", folder)
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(table)) {
		if !present[folder] {
			t.Errorf("%s has a row in the table of arch_test.go and no code: take the row out", folder)
		}
	}
}

// wrongImports names each import of the file that its row does not allow, and each
// SDK under a wrong name.
func wrongImports(f source) []string {
	row := table[f.folder]
	var wrong []string
	for _, spec := range f.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if why := row.forbids(imported, f.test); why != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %s must not import %s: %s", f.at(spec), f.name(), imported, why))
		}
		alias := aliases[imported]
		if alias != "" && (spec.Name == nil || spec.Name.Name != alias) {
			wrong = append(wrong, fmt.Sprintf("%s: import %s as %s", f.at(spec), imported, alias))
		}
	}
	return wrong
}

// forbids says why the import is not allowed; "" is allowed.
func (r row) forbids(imported string, test bool) string {
	if local, own := strings.CutPrefix(imported+"/", modulePath+"/"); own {
		local = path.Clean("./" + local)
		switch {
		case test || slices.Contains(r.ours, local) || slices.Equal(r.ours, everything):
			return ""
		case len(r.ours) == 0:
			return "of this module it may import nothing"
		}
		return "of this module it may import " + strings.Join(r.ours, ", ")
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return ""
	}
	allowed := r.theirs
	if test {
		allowed = slices.Concat(r.theirs, r.tests, forTests)
	}
	for _, module := range allowed {
		if imported == module || strings.HasPrefix(imported, module+"/") {
			return ""
		}
	}
	if len(allowed) == 0 {
		return "it may import no other module"
	}
	return "of other modules it may import " + strings.Join(allowed, ", ")
}

func TestNoTestCodeInTheBinary(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").CombinedOutput()
	require.NoError(t, err, "go list -deps . says: %s", out)
	for _, dep := range strings.Fields(string(out)) {
		// What the standard library brings along for itself is not ours to judge.
		if !strings.HasPrefix(dep, "internal/") && forTesting(dep) {
			t.Errorf("the binary contains %s, which is for tests: find who imports it with: go mod why %s", dep, dep)
		}
	}
}

func forTesting(dep string) bool {
	last := path.Base(dep)
	return dep == "testing" || strings.HasPrefix(dep, "testing/") || strings.HasPrefix(dep, testify) ||
		strings.HasPrefix(dep, chromedp) || strings.HasSuffix(last, "test") || strings.HasSuffix(last, "fake") || last == "fakeserver"
}

// TestTheImportRulesBite shows the rules a few files that break them.
func TestTheImportRulesBite(t *testing.T) {
	const ours = modulePath + "/"
	for _, c := range []struct {
		file, imports, want string
	}{
		{"bot/x.go", `"os"`, ""},
		{"bot/x.go", `"` + ours + `store"`, "bot/x.go:3: package bot must not import " + ours + "store: of this module it may import nothing"},
		{"bot/x.go", `"` + xtext + `/language"`, "it may import no other module"},
		{"bot/dialogue/x.go", `"` + ours + `store"`, "of this module it may import bot, kb"},
		{"adapters/web/x.go", `"` + ours + `bot/desk"`, "adapters, bot, config"},
		{"adapters/web/x.go", `bolt "` + bbolt + `"`, "no other module"},
		{"adapters/telegram/x.go", `"` + telegram + `"`, "as tgapi"},
		{"adapters/telegram/x.go", `tgapi "` + telegram + `"`, ""},
		{"adapters/web/x_test.go", `"` + ours + `store/boltstore"`, ""},
		{"adapters/web/x_test.go", `"` + chromedp + `/chromedp"`, ""},
		{"adapters/web/x_test.go", `bolt "` + bbolt + `"`, "of other modules"},
		{"kb/starter/x_test.go", `"` + yaml + `"`, ""},
		{"kb/starter/x.go", `"` + yaml + `"`, "no other module"},
		{"adapters/web/x.go", `"` + testify + `/require"`, "no other module"},
		{"drawer/x.go", `"` + ours + `bot"`, "nothing"},
		{"x.go", `"` + modulePath + `/anything"`, ""},
	} {
		wrong := strings.Join(wrongImports(parsed(t, c.file, "package x\n\nimport "+c.imports+"\n")), "\n")
		if c.want == "" {
			require.Empty(t, wrong, c.file)
		} else {
			require.Contains(t, wrong, c.want, c.file)
		}
	}
	for dep, want := range map[string]bool{
		"testing": true, "testing/fstest": true, "net/http/httptest": true, ours + "adapters/adaptertest": true,
		ours + "adapters/telegram/telegramfake": true, testify + "/require": true,
		"internal/testlog": false, ours + "bot/desk": false,
	} {
		require.Equal(t, want, forTesting(dep), dep)
	}
}
