package optionset

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/platform"
)

// Platforms are the platforms of the records by the files of our modules.
var Platforms = func() map[string]string {
	out := map[string]string{}
	for _, p := range platform.All() {
		if p.Declarative() {
			out[p.Imported] = p.Name
		}
	}
	return out
}()

// Claimed returns the releases that a module for a client is for: all of its
// platform, unless the client names one. With Determinate it names that of
// nix-darwin.
func Claimed(t testing.TB, dir, on, release string) []*Release {
	t.Helper()
	known, err := Load(dir, on)
	if err != nil {
		t.Fatal(err)
	}
	if release == "" || on == "determinate" {
		return known
	}
	i := slices.IndexFunc(known, func(r *Release) bool { return r.Release == release })
	if i < 0 {
		t.Fatalf("no record of %s %s", on, release)
	}
	return known[i : i+1]
}

// Eval evaluates a module that takes no arguments, for Check.
func Eval(t testing.TB, nix counterpart.Nix, file string) map[string]any {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	expression := filepath.Join(t.TempDir(), "tagged.nix")
	text := "(" + Tagged + ") (import (/. + " + strconv.Quote(path) + ") { })\n"
	if err := os.WriteFile(expression, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	module, ok := nix.Eval(t, expression).(map[string]any)
	if !ok {
		t.Fatalf("%s is no attribute set", file)
	}
	return module
}

// Get returns the value of an option, as several definitions of it would give
// it; nil, if the module does not set it.
func Get(module map[string]any, path ...string) any {
	var v any = module
	for _, name := range path {
		attrs, _ := v.(map[string]any)
		v = attrs[name]
	}
	if attrs, ok := v.(map[string]any); ok && attrs["_type"] == "order" {
		return attrs["content"]
	}
	return v
}
