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
	// locked is a folder that may not be looked into until the next change.
	locked string
}

// treasured are files that are edited, broken, linked and locked, and never
// deleted: each must have an answer at every moment.
var treasured = []string{"safe/s0.md", "safe/s1.md"}

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
	v.unlock()
	name, kinds := v.any(), 18
	if v.rand.IntN(5) == 0 { // the last kinds take files away
		name, kinds = treasured[v.rand.IntN(len(treasured))], 14
	}
	good := fmt.Sprintf("version %d", v.step)
	switch kind := v.rand.IntN(kinds); kind {
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
		return v.save(name, good)
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
		return v.link(name)
	case 13:
		return v.lock(name)
	case 14:
		os.RemoveAll(v.path(name))
		delete(v.says, name)
		return "delete " + name
	case 15, 16:
		return v.move()
	}
	return v.rename(name)
}

func (v *vandal) unlock() {
	if v.locked != "" {
		require.NoError(v.t, os.Chmod(v.path(v.locked), 0o755))
		v.locked = ""
	}
}

// save replaces a file in one step, as editors do.
func (v *vandal) save(name, good string) string {
	put(v.t, v.dir, "safe/.save.swp", good)
	if info, err := os.Lstat(v.path(name)); err == nil && info.IsDir() {
		os.RemoveAll(v.path(name))
	}
	os.MkdirAll(filepath.Dir(v.path(name)), 0o755)
	require.NoError(v.t, os.Rename(v.path("safe/.save.swp"), v.path(name)))
	v.says[name] = good
	return "save " + name
}

// link puts a link to a file of the folder.
func (v *vandal) link(name string) string {
	os.RemoveAll(v.path(name))
	os.MkdirAll(filepath.Dir(v.path(name)), 0o755)
	require.NoError(v.t, os.Symlink("../fixed.md", v.path(name)))
	v.says[name] = "first fixed.md"
	return "link in " + name
}

// lock takes the permissions of a file, or for a while of its folder. Root reads
// all the same, others do not; it must not matter.
func (v *vandal) lock(name string) string {
	if info, err := os.Stat(filepath.Dir(v.path(name))); err == nil && info.IsDir() && v.rand.IntN(2) == 0 {
		v.locked = filepath.Dir(name)
		require.NoError(v.t, os.Chmod(v.path(v.locked), 0))
		return "lock " + v.locked
	}
	if info, err := os.Lstat(v.path(name)); err == nil && info.Mode().IsRegular() {
		require.NoError(v.t, os.Chmod(v.path(name), 0))
	}
	return "chmod " + name
}

// rename gives a file another name, under which it is new.
func (v *vandal) rename(from string) string {
	to := v.any()
	if to == from || os.MkdirAll(filepath.Dir(v.path(to)), 0o755) != nil {
		return "stay"
	}
	os.RemoveAll(v.path(to))
	err := os.Rename(v.path(from), v.path(to))
	delete(v.says, from)
	v.arrive(to)
	return fmt.Sprintf("rename %s to %s: %v", from, to, err)
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
		delete(v.says, fmt.Sprintf("%s/a%d.md", from, i))
		v.arrive(fmt.Sprintf("%s/a%d.md", to, i))
	}
	return "move " + from + " to " + to
}

// arrive notes what a file that came from elsewhere says, if it came. Nothing
// was known under its name if nothing was there, but what was there before
// keeps answering until it is replaced by something good.
func (v *vandal) arrive(name string) {
	info, err := os.Lstat(v.path(name))
	if err != nil {
		delete(v.says, name)
		return
	}
	if info.Mode()&os.ModeSymlink != 0 {
		if target, err := os.Readlink(v.path(name)); err == nil && target == "../fixed.md" {
			v.says[name] = "first fixed.md"
		}
		return
	}
	if !info.Mode().IsRegular() {
		return
	}
	os.Chmod(v.path(name), 0o644)
	data, err := os.ReadFile(v.path(name))
	require.NoError(v.t, err)
	if a, _ := ReadArticle(name, data, ReadOptions{}); a != nil && len(a.Sections) > 0 && a.Sections[0].Text != "" {
		v.says[name] = a.Sections[0].Text
	}
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

// ask asks while the folder changes. Every answer must be whole, and every
// treasured article must have a text.
func ask(l *Library, step int) error {
	for n := range 30 {
		for _, name := range treasured {
			if said(l, strings.TrimSuffix(name, ".md"), "") == "" {
				return fmt.Errorf("%s has no answer", name)
			}
		}
		for _, h := range l.Base().Search(Question{Text: fmt.Sprintf("which version %d of the text is the first", step-n)}).Hits {
			if h.Article == nil || h.Section == nil || h.Text() == "" {
				return fmt.Errorf("half an answer: %+v", h)
			}
		}
	}
	return nil
}

// TestNoGoodArticleIsLostUnlessDeleted changes a folder a thousand times, in
// every way people, editors and disks do, while questions are asked.
func TestNoGoodArticleIsLostUnlessDeleted(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			v := &vandal{t: t, dir: filepath.Join(t.TempDir(), "kb"), outside: t.TempDir(), rand: rand.New(rand.NewPCG(seed, 1)), says: map[string]string{}}
			put(t, v.outside, "secret.md", "secret text")
			names := append([]string{"fixed.md"}, treasured...)
			for i := range 24 {
				names = append(names, fmt.Sprintf("d%d/a%d.md", i/6, i%6))
			}
			for _, name := range names {
				v.replace(name, "first "+name)
				v.says[name] = "first " + name
			}
			l := openDirs(t, v.dir)
			v.check(l, "nothing")
			asked := make(chan error, 1)
			for step := range 250 {
				go func() { asked <- ask(l, step) }()
				did := v.mutate()
				if v.rand.IntN(10) == 0 {
					require.NoError(t, os.Rename(v.dir, v.dir+".away"))
					l.Reload(t.Context())
					require.NotEmpty(t, l.Problems())
					require.NoError(t, os.Rename(v.dir+".away", v.dir))
				}
				l.Reload(t.Context())
				require.NoError(t, <-asked)
				v.check(l, did)
			}
			v.unlock()
		})
	}
}
