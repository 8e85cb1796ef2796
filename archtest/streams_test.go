package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A way is what can write to a terminal without internal/termtext, by the name
// that it has in a file: a selector with the package or, for methods, a dot in
// front. Those functions may go it that are listed as PACKAGE.FUNCTION.
type way struct {
	names []string
	by    []string
	why   string
}

var ways = []way{
	{[]string{"os.Stdout", "os.Stderr"}, []string{"cmd/buildmachines.main"}, "run puts a writer of termtext before each"},
	{[]string{".SetOut", ".SetErr", ".SetOutput"}, []string{"cmd/buildmachines.run"}, "the writers of termtext are the streams of every command"},
	{[]string{"termtext.Under"}, []string{"report.Write"}, "it cleans every text before it adds colours or makes a workflow command of it"},
	{[]string{"termtext.Exact"}, []string{"cmd/buildmachines.product"}, "a file has exact bytes"},
	{[]string{"product"}, []string{
		"cmd/buildmachines.newPlanCmd", "cmd/buildmachines.newSchemaCmd", "cmd/buildmachines.run", "cmd/buildmachines.oneFile", "cmd/buildmachines.file",
	}, "they print files that were just made, and fmt the layout of its standard input"},
	{[]string{"fmt.Print", "fmt.Printf", "fmt.Println", "println", "os.NewFile", "syscall.Write", "unix.Write"}, nil, "they write to the streams of the process"},
	{[]string{"print"}, []string{"emit/internal/nixprint.nested"}, "that has a print of its own"},
	{[]string{"log.Print", "log.Printf", "log.Println", "log.Fatal", "log.Fatalf", "log.Default", "slog.Info", "slog.Warn", "slog.Error", "slog.Default"}, nil, "they write to the streams of the process"},
	{[]string{`"/dev/tty"`, `"/dev/stdout"`, `"/dev/stderr"`, `"/dev/fd/1"`, `"/dev/fd/2"`, `"/proc/self/fd/1"`, `"/proc/self/fd/2"`}, nil, "they are the streams of the process"},
	{[]string{"syscall.Exec"}, []string{"cmd/buildmachines.become"}, "exec becomes the user's own command, which has our streams"},
}

// apart are folders that are no part of the program.
var apart = []string{"bench", "internal/counterpart"}

func TestNothingGoesRoundTermtext(t *testing.T) {
	used := map[string]bool{}
	for _, p := range list(t) {
		folder := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if slices.ContainsFunc(apart, func(a string) bool { return matches(a+"/...", folder) }) {
			continue
		}
		for _, name := range p.GoFiles {
			for _, s := range stepsOf(t, filepath.Join(p.Dir, name)) {
				for _, w := range ways {
					if !slices.Contains(w.names, s.name) {
						continue
					}
					by := folder + "." + s.function
					if used[by] = true; !slices.Contains(w.by, by) {
						t.Errorf("%s/%s:%d: %s goes round internal/termtext by %s, which is for %v: %s", folder, name, s.line, by, s.name, w.by, w.why)
					}
				}
			}
		}
	}
	for _, w := range ways {
		for _, by := range w.by {
			if !used[by] {
				t.Errorf("%s does not go the way of %v any more", by, w.names)
			}
		}
	}
}

// step is a name or a text in a function.
type step struct {
	function string // "" outside of functions
	name     string
	line     int
}

func stepsOf(t *testing.T, file string) (found []step) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		function := ""
		if fn, ok := d.(*ast.FuncDecl); ok {
			function = fn.Name.Name
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if n != nil {
				for _, name := range namesOf(n) {
					found = append(found, step{function, name, set.Position(n.Pos()).Line})
				}
			}
			return true
		})
	}
	return found
}

// namesOf returns what ways call n.
func namesOf(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		names := []string{"." + n.Sel.Name}
		if x, ok := n.X.(*ast.Ident); ok {
			names = append(names, x.Name+"."+n.Sel.Name)
		}
		return names
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok {
			return []string{f.Name}
		}
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			if s, err := strconv.Unquote(n.Value); err == nil {
				return []string{strconv.Quote(s)}
			}
		}
	}
	return nil
}

// The names of packages are those that a file gives them.
func TestImportsThatWriteKeepTheirNames(t *testing.T) {
	for _, p := range list(t) {
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				path, _ := strconv.Unquote(i.Path.Value)
				if i.Name != nil && slices.Contains([]string{"os", "fmt", "log", "log/slog", "syscall", module + "/internal/termtext"}, path) {
					t.Errorf("%s/%s imports %s as %s", p.ImportPath, name, path, i.Name.Name)
				}
			}
		}
	}
}
