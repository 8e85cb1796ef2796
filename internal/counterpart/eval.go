package counterpart

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// Eval returns what the Nix file evaluates to, as encoding/json reads it. A
// file that holds a function, as a module does, is called with no arguments.
func (n Nix) Eval(t testing.TB, file string) any {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	h := newHome(t)
	expression := writeFile(t, h.file("eval.nix"), `{ file }: let v = import file; in if builtins.isFunction v then v { } else v`, 0o644)
	out := run(t, h.env(h.file("store"), nil, nil), filepath.Join(n.Bin, "nix-instantiate"),
		"--eval", "--strict", "--json", expression, "--argstr", "file", path)
	if err := out.failure(); err != nil {
		t.Fatalf("%v: %s: %v", n, file, err)
	}
	var v any
	if err := json.Unmarshal([]byte(out.stdout), &v); err != nil {
		t.Fatalf("%v: %s: %v", n, file, err)
	}
	return v
}
