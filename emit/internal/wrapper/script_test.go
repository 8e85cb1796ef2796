package wrapper_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
)

func parse(t *testing.T, script string) *syntax.File {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX), syntax.KeepComments(true)).Parse(strings.NewReader(script), "wrapper")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTextIsPOSIXAndFormatted(t *testing.T) {
	for _, install := range installs {
		for _, nixPath := range [][]string{nil, {"/nix/it's here/bin", "/opt/bin"}} {
			script := emit(t, setup(install, nixPath...))
			var formatted bytes.Buffer
			p := syntax.NewPrinter(syntax.Indent(2), syntax.SwitchCaseIndent(true), syntax.SpaceRedirects(true))
			if err := p.Print(&formatted, parse(t, script)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(formatted.String(), script); diff != "" {
				t.Errorf("%s %v is not as shfmt -i 2 -ci -sr prints it:\n%s", install, nixPath, diff)
			}
		}
	}
}

// What stands outside quotes is split at blanks and completed with the names of
// files.
func TestEveryExpansionIsQuoted(t *testing.T) {
	for _, install := range installs {
		quoted := 0
		s := setup(install, "/opt/bin")
		s.Remote.ClientStores = install == "multi-user"
		syntax.Walk(parse(t, emit(t, s)), func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.DblQuoted:
				quoted++
				return false
			case *syntax.ParamExp, *syntax.CmdSubst, *syntax.ArithmExp, *syntax.ExtGlob:
				t.Errorf("%s: %T at %v is not quoted", install, n, n.Pos())
			case *syntax.CallExpr:
				if len(n.Args) > 0 && n.Args[0].Lit() == "eval" {
					t.Errorf("%s: eval at %v", install, n.Pos())
				}
			}
			return true
		})
		if quoted == 0 {
			t.Errorf("%s has no quotes: nothing was tested", install)
		}
	}
}

// hostile are values that no inventory can have, but a plan could.
var hostile = []string{"$(touch pwned)", "`touch pwned`", "';touch pwned;'", "a\ntouch pwned\n", "*) touch pwned ;;", "'\\''", "\"$x\"", "${HOME}", "-n", "#", "~"}

func TestValuesAreLiteralWords(t *testing.T) {
	for _, v := range hostile {
		s := setup("nix-user-chroot", v, v)
		s.Remote.StorePath = v
		s.Remote.Commands = []plan.Command{{Sent: v, Argv: []string{v, v}}}
		file := parse(t, emit(t, s))
		seen := literals(file)
		want := map[string]int{v + ":" + v: 1, v: 4} // nix_path; store, the pattern and two words
		for value, n := range want {
			if seen[value] != n {
				t.Errorf("%q stands %d times in single quotes, want %d", value, seen[value], n)
			}
		}
		if calls := countCalls(file); calls != plainCalls(t) {
			t.Errorf("%q makes %d commands of %d", v, calls, plainCalls(t))
		}
	}
}

// literals counts the words that are made of single quotes and \' only.
func literals(file *syntax.File) map[string]int {
	out := map[string]int{}
	syntax.Walk(file, func(n syntax.Node) bool {
		w, ok := n.(*syntax.Word)
		if !ok {
			return true
		}
		value := ""
		for _, p := range w.Parts {
			switch p := p.(type) {
			case *syntax.SglQuoted:
				value += p.Value
			case *syntax.Lit:
				if p.Value != `\'` {
					return true
				}
				value += "'"
			default:
				return true
			}
		}
		out[value]++
		return true
	})
	return out
}

func countCalls(file *syntax.File) (n int) {
	syntax.Walk(file, func(node syntax.Node) bool {
		if _, ok := node.(*syntax.CallExpr); ok {
			n++
		}
		return true
	})
	return n
}

func plainCalls(t *testing.T) int {
	s := setup("nix-user-chroot", "/a", "/b")
	s.Remote.StorePath = "/store"
	s.Remote.Commands = []plan.Command{command("a b", "a", "b")}
	return countCalls(parse(t, emit(t, s)))
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  func(s *plan.Setup)
		at   string
		says string
	}{
		{"colon in nix_path", func(s *plan.Setup) { s.Remote.NixPath = []string{"/a", "/b:c"} }, "remote.nix_path[1]", "colon"},
		{"colon in the store of proot", func(s *plan.Setup) { s.Remote.StorePath = "/a:b" }, "remote.store_path", "colon"},
		{"assignment", func(s *plan.Setup) {
			s.Remote.Commands = []plan.Command{command("A=b nix-daemon", "A=b", "nix-daemon")}
		}, "uri_params.remote-program", "assignment"},
		{"no certain store", func(s *plan.Setup) {
			s.Remote.Install = "multi-user"
			s.Remote.Commands = []plan.Command{command("nix-daemon --stdio --store auto?x=1", "nix-daemon", "--stdio", "--store", "auto?x=1")}
		}, "uri_params.remote-store", "the wrapper asks the daemon"},
		{"NUL", func(s *plan.Setup) { s.Remote.StorePath = "/a\x00" }, "remote.store_path", "NUL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := setup("proot", "/bin")
			tt.set(s)
			diags := wrapper.Check(s)
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			d := diags[0]
			if diag.CodeOf(d) != diag.WrapperValue || d.Subject.Filename != tt.at || !strings.Contains(d.Detail, tt.says) {
				t.Errorf("got %s at %v: %s", diag.CodeOf(d), d.Subject, d.Detail)
			}
			if err := wrapper.Emit(io.Discard, s); err == nil {
				t.Error("Emit does not refuse")
			}
		})
	}
}

// A colon does no harm to nix-user-chroot, which takes the store as a word.
func TestStoreOfChrootMayHaveAColon(t *testing.T) {
	s := setup("nix-user-chroot")
	s.Remote.StorePath = "/a:b"
	if script := emit(t, s); !strings.Contains(script, "\nstore='/a:b'\n") {
		t.Error(script)
	}
}
