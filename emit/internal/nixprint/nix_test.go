package nixprint_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// hostile are strings that a careless printer would turn into code, into
// another string, or into nothing. Trap 23.
var hostile = []string{
	"", " ", "\n", "\n\n", "a", "a\n", "\na\n", "a\n\n", "\n\n a\nb\n",
	"${x}", "$${x}", "$$${x}", "\\${x}", "$", "$$", "{", "$\n{", "${", "$${", "${\n", "$$${\n",
	"'", "''", "'''", "''''", "'''''", "'${x}\n", "''${x}\n", "'''${x}\n", "''\\n\n", "'$'\n", "$''\n", "$'\n", "a'\n", "a''\n", "a'''\n",
	"'\n'\n", "''\n''\n", "'''\n", "''''\n", "'''''\n", "''$\n", "''$${\n", "'$${\n", "$'${\n", "'x''$x'\n",
	"\"", "\"\n", "\\", "\\\n", "\\\\", "\\n", "\\n\n", "\\\"", "\\'", "\\''\n", "''\\\n", "''\\''\n",
	"\r", "a\rb", "a\r\nb\r\n", "\r\n", "\t", "\ta\n", "\ta\n  b\n", "a\tb\n", "a\t\n",
	"a ", "a \n", " a\n", "  a\n b\n", "  a\n  b\n", "a\n  b\n", "  a\nb\n", "a\n  \nb\n", "  \na\n", "a\n  ", "a\n  \n", "\n  a",
	"# a\n", "/* a */\n", "a;\n", "é\n", "\u2028\n", "\U0001f600", "\x01\n", "\x7f", "\x1b[31m\n", "\u0085\n", "\ufeffa\n",
	"in", "true", "null", "1", "-1", "<nixpkgs>", "./x", "https://example.org",
}

func TestNixReadsHostileStrings(t *testing.T) {
	for _, nix := range counterpart.Nixes(t) {
		t.Run(nix.String(), func(t *testing.T) { roundTrip(t, nix, hostile) })
	}
}

// FuzzStrings asks the first Nix about both forms of a string, and about a name.
func FuzzStrings(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "a"+s, s+"\n", "a\n"+s+"b\n")
	}
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		all := []string{a, b, c, d, a + "\n", a + b, "x\n" + c + "\n", a + "''" + b + "\n", a + "$" + c + "\n", b + "'" + a + "\n"}
		all = slices.DeleteFunc(all, func(s string) bool { return nixprint.Check(s) != nil })
		roundTrip(t, counterpart.Nixes(t)[0], all)
	})
}

// roundTrip evaluates the strings as values, nested so that they are indented,
// and as names.
func roundTrip(t *testing.T, nix counterpart.Nix, all []string) {
	t.Helper()
	values, names := make([]any, len(all)), map[string]any{}
	var attrs set
	for i, s := range all {
		values[i] = s
		if _, ok := names[s]; !ok {
			names[s] = float64(i)
			attrs = append(attrs, at(nixprint.Int(i), s))
		}
	}
	v := set{at(list{nixprint.Strings(all)}, "values", "nested"), at(attrs, "names")}
	want := map[string]any{"values": map[string]any{"nested": []any{values}}, "names": names}
	if d := cmp.Diff(any(want), evaluate(t, nix, v)); d != "" {
		t.Error(d)
	}
}

func TestNixReadsNumbers(t *testing.T) {
	var v list
	var want []any
	for _, f := range []float64{0, 0.01, 0.1, 0.15, 1, 1.5, 10.25, 1000} {
		v, want = append(v, nixprint.Float(f)), append(want, f)
	}
	for _, n := range []int64{0, 1, 65535, 1<<53 - 1} {
		v, want = append(v, nixprint.Int(n)), append(want, float64(n))
	}
	for _, nix := range counterpart.Nixes(t) {
		if d := cmp.Diff(any(want), evaluate(t, nix, v)); d != "" {
			t.Errorf("%v: %s", nix, d)
		}
	}
}

// evaluate returns what Nix reads in the printed value.
func evaluate(t *testing.T, nix counterpart.Nix, v nixprint.Value) any {
	t.Helper()
	text, err := nixprint.Append(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "value.nix")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return nix.Eval(t, file)
}
