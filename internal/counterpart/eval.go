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
	out := n.eval(t, file)
	if err := out.failure(); err != nil {
		t.Fatalf("%v: %s: %v", n, file, err)
	}
	var v any
	if err := json.Unmarshal([]byte(out.stdout), &v); err != nil {
		t.Fatalf("%v: %s: %v", n, file, err)
	}
	return v
}

func (n Nix) eval(t testing.TB, file string) output {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	h := newHome(t)
	expression := writeFile(t, h.file("eval.nix"), `{ file }: let v = import file; in if builtins.isFunction v then v { } else v`, 0o644)
	return run(t, h.env(h.file("store"), nil, nil), filepath.Join(n.Bin, "nix-instantiate"),
		"--eval", "--strict", "--json", expression, "--argstr", "file", path)
}

// EvalError returns why the Nix file does not evaluate, or nil if it does.
func (n Nix) EvalError(t testing.TB, file string) error {
	t.Helper()
	return n.eval(t, file).failure()
}
