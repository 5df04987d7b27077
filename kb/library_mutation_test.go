package kb

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// vandal changes a folder at random and knows what the library must still say.
type vandal struct {
	t       *testing.T
	dir     string
	outside string
	rand    *rand.Rand
	// says is the text each file must answer with; a file that never had a good
	// version is not in it.
	says map[string]string
	step int
}

// bomb is a YAML document that would grow to billions of values.
const bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n" +
	"d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nquestions: *e\n---\ntext\n"

func (v *vandal) path(name string) string { return filepath.Join(v.dir, name) }

// replace puts a file in the place of whatever stands there.
func (v *vandal) replace(name, text string) {
	v.t.Helper()
	os.RemoveAll(v.path(name))
	put(v.t, v.dir, name, text)
}

func (v *vandal) any() string {
	return fmt.Sprintf("d%d/a%d.md", v.rand.IntN(4), v.rand.IntN(6))
}

func (v *vandal) mutate() string {
	v.step++
	name := v.any()
	good := fmt.Sprintf("version %d", v.step)
	switch kind := v.rand.IntN(14); kind {
	case 0, 1, 2:
		v.replace(name, "---\ntitle: T\n---\n\n"+good+"\n")
		v.says[name] = good
		return "edit " + name
	case 3:
		v.replace(name, "")
		return "truncate " + name
	case 4:
		v.replace(name, "---\ntitle: "+good+"\nquestions:\n  - wh")
		return "half write " + name
	case 5:
		v.replace(name, bomb)
		return "bomb " + name
	case 6:
		v.replace(name, good+" \xff\xfe \x00")
		v.says[name] = good + " \uFFFD"
		return "bad bytes " + name
	case 7:
		os.RemoveAll(v.path(name))
		delete(v.says, name)
		return "delete " + name
	case 8:
		os.RemoveAll(v.path(name))
		os.MkdirAll(filepath.Dir(v.path(name)), 0o755)
		require.NoError(v.t, os.Symlink(filepath.Join(v.outside, "secret.md"), v.path(name)))
		return "link out " + name
	case 9:
		os.RemoveAll(v.path(name))
		os.MkdirAll(filepath.Dir(v.path(name)), 0o755)
		require.NoError(v.t, syscall.Mkfifo(v.path(name), 0o644))
		return "pipe " + name
	case 10:
		v.replace(name, strings.Repeat("long ", 1<<18))
		return "oversize " + name
	case 11:
		return v.noise(name)
	case 12:
		return v.move()
	}
	// Root reads the file all the same, others do not; it must not matter.
	os.Chmod(v.path(name), 0)
	return "chmod " + name
}

// noise writes random bytes, which may or may not make an article.
func (v *vandal) noise(name string) string {
	pieces := []string{"---\n", "title: ", "- ", "> ", "{%", "%}", "{{", "}}", "\n", "<table>", "</td>", "[", "](", "`", "\xc3", "|", "*", "text ", "# "}
	var b strings.Builder
	for range v.rand.IntN(60) {
		b.WriteString(pieces[v.rand.IntN(len(pieces))])
	}
	v.replace(name, b.String())
	if a, _ := ReadArticle(name, []byte(b.String()), ReadOptions{}); a != nil && len(a.Sections) > 0 &&
		slices.ContainsFunc(a.Sections, func(s Section) bool { return s.Text != "" }) {
		v.says[name] = a.Sections[0].Text
	}
	return "noise " + name
}

// move renames one folder to another, whose files are then really gone. What
// arrives is new there: it answers only where it is good as it stands.
func (v *vandal) move() string {
	from, to := fmt.Sprintf("d%d", v.rand.IntN(4)), fmt.Sprintf("d%d", v.rand.IntN(4))
	if from == to {
		return "stay"
	}
	os.RemoveAll(v.path(to))
	if os.Rename(v.path(from), v.path(to)) != nil {
		os.MkdirAll(v.path(to), 0o755)
	}
	for i := range 6 {
		old, name := fmt.Sprintf("%s/a%d.md", from, i), fmt.Sprintf("%s/a%d.md", to, i)
		delete(v.says, old)
		info, err := os.Lstat(v.path(name))
		if err != nil {
			delete(v.says, name)
			continue
		}
		if !info.Mode().IsRegular() {
			continue
		}
		os.Chmod(v.path(name), 0o644)
		data, err := os.ReadFile(v.path(name))
		require.NoError(v.t, err)
		if a, _ := ReadArticle(name, data, ReadOptions{}); a != nil && len(a.Sections) > 0 && a.Sections[0].Text != "" {
			v.says[name] = a.Sections[0].Text
		}
	}
	return "move " + from + " to " + to
}

func (v *vandal) check(l *Library, did string) {
	v.t.Helper()
	for name, text := range v.says {
		require.Equal(v.t, text, said(l, strings.TrimSuffix(name, ".md"), ""), "%s after %q (step %d)", name, did, v.step)
	}
	for _, a := range l.Articles() {
		if len(a.Sections) > 0 {
			require.Contains(v.t, v.says, a.Name+".md", "after %q (step %d)", did, v.step)
		}
	}
	for _, p := range l.Problems() {
		require.NotEmpty(v.t, p.File)
		require.NotEmpty(v.t, p.Mend)
		require.NotContains(v.t, p.String(), "secret text")
	}
}

func TestNoGoodArticleIsLostUnlessDeleted(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := &vandal{t: t, dir: filepath.Join(t.TempDir(), "kb"), outside: t.TempDir(), rand: rand.New(rand.NewPCG(seed, 1)), says: map[string]string{}}
			put(t, v.outside, "secret.md", "secret text")
			for i := range 4 {
				for j := range 6 {
					name := fmt.Sprintf("d%d/a%d.md", i, j)
					v.replace(name, "first "+name)
					v.says[name] = "first " + name
				}
			}
			l := openDirs(t, v.dir)
			v.check(l, "nothing")
			for range 150 {
				did := v.mutate()
				if v.rand.IntN(10) == 0 {
					require.NoError(t, os.Rename(v.dir, v.dir+".away"))
					l.Reload(t.Context())
					require.NotEmpty(t, l.Problems())
					require.NoError(t, os.Rename(v.dir+".away", v.dir))
				}
				l.Reload(t.Context())
				v.check(l, did)
			}
		})
	}
}
