package main_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// How much one reader can keep in mind at once, in lines, comments included.
const (
	maxFile     = 250
	maxTestFile = 400
	maxFunction = 60
	// minPackageDoc is the least that doc.go says about its package.
	minPackageDoc = 3
)

// drawers are names of packages that say nothing about what is inside.
var drawers = []string{"util", "utils", "common", "helpers", "misc", "models", "types", "internal", "pkg"}

func TestFilesAndFunctionsStayShort(t *testing.T) {
	for _, f := range house(t) {
		complain(t, tooLong(f))
	}
}

func TestNobodyHidesControlFlow(t *testing.T) {
	for _, f := range house(t) {
		complain(t, forbiddenCalls(f))
	}
}

func TestEveryExportedNameIsExplained(t *testing.T) {
	for _, f := range house(t) {
		complain(t, unexplained(f))
	}
}

func TestEveryPackageIsARoomWithASign(t *testing.T) {
	signs := map[string]int{}
	for _, f := range house(t) {
		if f.test {
			continue
		}
		if _, known := signs[f.folder]; !known {
			signs[f.folder] = 0
		}
		if path.Base(f.path) == "doc.go" && f.syntax.Doc != nil {
			signs[f.folder] = strings.Count(strings.TrimSpace(f.syntax.Doc.Text()), "\n") + 1
		}
	}
	for folder, lines := range signs {
		if lines < minPackageDoc {
			t.Errorf("%s/doc.go: the package comment has %d lines and needs %d that say what the package is for", folder, lines, minPackageDoc)
		}
		complain(t, drawer(folder))
	}
}

func drawer(folder string) []string {
	for part := range strings.SplitSeq(folder, "/") {
		for _, name := range drawers {
			if part == name {
				return []string{fmt.Sprintf("%s: %q says nothing about what is inside: name the package after what it provides", folder, part)}
			}
		}
	}
	return nil
}

// tooLong names the file and the functions in it that have too many lines.
func tooLong(f source) []string {
	var wrong []string
	most := maxFile
	if f.test {
		most = maxTestFile
	}
	if f.lines > most {
		wrong = append(wrong, fmt.Sprintf("%s has %d lines, the most is %d: give its second subject a file", f.path, f.lines, most))
	}
	if f.test {
		return wrong
	}
	for _, decl := range f.syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		lines := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
		if lines > maxFunction {
			wrong = append(wrong, fmt.Sprintf("%s: %s has %d lines, the most is %d: give its second step a name", f.at(fn), fn.Name.Name, lines, maxFunction))
		}
	}
	return wrong
}

// forbiddenCalls names what ends the process below main, what runs before main,
// and what makes a test wait for luck.
func forbiddenCalls(f source) []string {
	var wrong []string
	complain := func(n ast.Node, why string) { wrong = append(wrong, f.at(n)+": "+why) }
	for _, decl := range f.syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			complain(fn, "no func init: wire it in package main, where it can be seen")
		}
	}
	below := !f.test && !f.support() && f.folder != "."
	logName, osName, timeName := f.imported("log"), f.imported("os"), f.imported("time")
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if fn, ok := call.Fun.(*ast.Ident); ok && fn.Name == "panic" && below {
			complain(call, "no panic below main: return an error")
		}
		pkg, name := selected(call.Fun)
		switch {
		case pkg == "":
		case pkg == logName && (strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic")) && below:
			complain(call, "no log."+name+" below main: return an error")
		case pkg == osName && name == "Exit" && below:
			complain(call, "no os.Exit below main: return an error")
		case pkg == timeName && name == "Sleep" && (f.test || f.support()):
			complain(call, "a test must not sleep: wait for the event, or use testing/synctest")
		}
		return true
	})
	return wrong
}

// selected takes pkg.Name apart; both are "" for anything else.
func selected(e ast.Expr) (pkg, name string) {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name, s.Sel.Name
		}
	}
	return "", ""
}

// unexplained names exported identifiers without a comment. Fields and the methods
// of interfaces are left to the reader's judgement.
func unexplained(f source) []string {
	if f.test {
		return nil
	}
	var wrong []string
	need := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c != nil && strings.TrimSpace(c.Text()) != "" {
				return
			}
		}
		if name.IsExported() {
			wrong = append(wrong, fmt.Sprintf("%s: %s is exported and needs a comment that says what it is", f.at(name), name.Name))
		}
	}
	for _, decl := range f.syntax.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || exportedReceiver(d.Recv) {
				need(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				explainSpec(spec, d, need)
			}
		}
	}
	return wrong
}

// explainSpec asks for comments of types, constants and variables. A group of
// constants or variables may share the comment of the group.
func explainSpec(spec ast.Spec, d *ast.GenDecl, need func(*ast.Ident, ...*ast.CommentGroup)) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if d.Lparen == token.NoPos {
			need(s.Name, s.Doc, d.Doc)
		} else {
			need(s.Name, s.Doc)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			need(name, s.Doc, s.Comment, d.Doc)
		}
	}
}

func exportedReceiver(fields *ast.FieldList) bool {
	typ := fields.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	switch generic := typ.(type) {
	case *ast.IndexExpr:
		typ = generic.X
	case *ast.IndexListExpr:
		typ = generic.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

// TestTheFormRulesBite shows the rules a few files that break them.
func TestTheFormRulesBite(t *testing.T) {
	long := "package x\n\nfunc f() {\n" + strings.Repeat("\n", maxFunction) + "}\n"
	for _, c := range []struct {
		rule             func(source) []string
		file, text, want string
	}{
		{tooLong, "bot/x.go", long, "bot/x.go:3: f has 62 lines"},
		{tooLong, "bot/x_test.go", long, ""},
		{tooLong, "bot/x.go", "package x\n" + strings.Repeat("\n", maxFile), "has 251 lines"},
		{tooLong, "bot/x_test.go", "package x\n" + strings.Repeat("\n", maxFile), ""},
		{tooLong, "bot/x_test.go", "package x\n" + strings.Repeat("\n", maxTestFile), "has 401 lines"},
		{forbiddenCalls, "bot/x.go", "package x\nfunc init() {}\n", "no func init"},
		{forbiddenCalls, "bot/x.go", "package x\nfunc (t T) init() {}\n", ""},
		{forbiddenCalls, "bot/x.go", "package x\nfunc f() { panic(1) }\n", "no panic"},
		{forbiddenCalls, "x.go", "package x\nfunc f() { panic(1) }\n", ""},
		{forbiddenCalls, "bot/x.go", "package x\nimport stdlog \"log\"\nfunc f() { stdlog.Fatalf(``) }\n", "no log.Fatalf"},
		{forbiddenCalls, "bot/x.go", "package x\nimport \"os\"\nfunc f() { os.Exit(1) }\n", "no os.Exit"},
		{forbiddenCalls, "bot/x_test.go", "package x\nimport \"time\"\nfunc f() { time.Sleep(1) }\n", "must not sleep"},
		{forbiddenCalls, "store/storetest/x.go", "package x\nimport \"time\"\nfunc f() { time.Sleep(1) }\n", "must not sleep"},
		{unexplained, "bot/x.go", "package x\nfunc F() {}\n", "bot/x.go:2: F is exported"},
		{unexplained, "bot/x.go", "package x\n// T is.\ntype T struct{}\nfunc (*T) M() {}\nfunc (t) N() {}\n", "4: M is exported"},
		{unexplained, "bot/x.go", "package x\ntype T[P any] struct{}\nfunc (T[P]) M() {}\n", "3: M is exported"},
		{unexplained, "bot/x.go", "package x\n// Both.\nvar (\n\tA = 1\n\tB = 2\n)\nconst C = 3 // c\n", ""},
		{unexplained, "bot/x.go", "package x\nvar (\n\tA = 1 // a\n\tB = 2\n)\n", "4: B is exported"},
		{unexplained, "bot/x.go", "package x\n// All.\ntype (\n\tT int\n)\n", "4: T is exported"},
	} {
		wrong := strings.Join(c.rule(parsed(t, c.file, c.text)), "\n")
		if c.want == "" {
			require.Empty(t, wrong, c.text)
		} else {
			require.Contains(t, wrong, c.want, c.text)
		}
	}
	require.NotEmpty(t, drawer("bot/util"))
	require.Empty(t, drawer("adapters/telegram"))
}
