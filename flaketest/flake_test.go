package flaketest_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Before 2.9, `nix flake check` takes no path for a module.
const flakeMinor = 9

// TestNix has all that needs a Nix, which keeps what it copied from one to the
// next.
func TestNix(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		for name, test := range map[string]func(*testing.T, *world){
			"default.nix": testDefaultNix,
			"files":       testFilesAreNix,
			"old Go":      testOldGoIsNamed,
		} {
			t.Run(name, func(t *testing.T) { test(t, w) })
		}
		if w.Nix.Minor < flakeMinor {
			return
		}
		for name, test := range map[string]func(*testing.T, *world){
			"checks":    testChecks,
			"outputs":   testOutputs,
			"package":   testPackage,
			"source":    testSourceIsWhatGoReads,
			"templates": testTemplatesEvaluate,
			"drift":     testCheckPlanShowsDrift,
			"examples":  testExamplesEvaluate,
		} {
			t.Run(name, func(t *testing.T) { test(t, w) })
		}
	})
}

// Everything evaluates for every system, and the checks of this one pass. Those
// of the templates and of lib.checkPlan run the program.
func testChecks(t *testing.T, w *world) {
	args := w.flake(tree(t), "")
	w.must(t, "flake check --no-build --all-systems", args...)
	w.must(t, "flake check", args...)
}

// What users name is there.
func testOutputs(t *testing.T, w *world) {
	systems := []string{"aarch64-darwin", "aarch64-linux", "x86_64-darwin", "x86_64-linux"}
	var want []string
	for _, s := range systems {
		want = append(want, "apps."+s+".default", "devShells."+s+".default", "formatter."+s,
			"packages."+s+".buildmachines", "packages."+s+".default")
		for _, check := range []string{"modules", "package", "plan", "tests", "template-ci-farm", "template-darwin-laptop", "template-homelab"} {
			want = append(want, "checks."+s+"."+check)
		}
	}
	for _, kind := range []string{"nixosModules", "darwinModules", "homeModules"} {
		want = append(want, kind+".buildmachines", kind+".default")
	}
	for _, name := range []string{"default", "homelab", "ci-farm", "darwin-laptop"} {
		want = append(want, "templates."+name)
	}
	want = append(want, "overlays.default", "lib.checkPlan")
	slices.Sort(want)

	dir := t.TempDir()
	write(t, filepath.Join(dir, "flake.nix"), leavesFlake)
	var got []string
	decode(t, w.must(t, "eval --json", w.template(t, dir, "leaves")...), &got)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A leaf is a derivation, a path, a function, an app or a template.
const leavesFlake = `{
  inputs.nixpkgs.url = "nixpkgs";
  inputs.buildmachines.url = "buildmachines";
  inputs.buildmachines.inputs.nixpkgs.follows = "nixpkgs";
  outputs = { buildmachines, ... }:
    let
      isLeaf = v: !builtins.isAttrs v || v ? path || v ? type;
      below = path: v:
        if isLeaf v then [ (builtins.concatStringsSep "." path) ]
        else builtins.concatMap (name: below (path ++ [ name ]) v.${name}) (builtins.attrNames v);
    in
    { leaves = below [ ] buildmachines.outputs; };
}
`

// goPackage is what package.nix asks buildGoModule for, with the Go it takes.
type goPackage struct {
	Go      string
	Version string
	Src     string
	Meta    struct{ MainProgram string }
}

func packageOf(t *testing.T, w *world) goPackage {
	t.Helper()
	var p goPackage
	decode(t, w.must(t, "eval --json", w.flake(tree(t), "packages.x86_64-linux.default.arguments")...), &p)
	return p
}

// The Go of the stand-in is older than that of go.mod, and its go_1_26 is not.
func testPackage(t *testing.T, w *world) {
	p := packageOf(t, w)
	if p.Go != "1.26.9" || p.Version != "0-dirty" || p.Meta.MainProgram != "buildmachines" {
		t.Errorf("the package is %+v", p)
	}
	out := filepath.Join(t.TempDir(), "out")
	w.must(t, "build --out-link "+out, w.flake(tree(t), "")...)
	for _, file := range []string{
		"bin/buildmachines",
		"share/bash-completion/completions/buildmachines.bash",
		"share/fish/vendor_completions.d/buildmachines.fish",
		"share/man/man1/buildmachines.1",
		"share/man/man1/buildmachines-compile.1",
		"share/zsh/site-functions/_buildmachines",
	} {
		if info, err := os.Stat(filepath.Join(out, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func testOldGoIsNamed(t *testing.T, w *world) {
	var took string
	err := w.eval(t, `((import nixpkgs { }).callPackage (tree + "/package.nix") { buildPackages.go.version = "1.25.1"; }).arguments.go`, &took)
	if err == nil || !strings.Contains(err.Error(), "or later, and this nixpkgs has 1.25.1. Update the input nixpkgs.") {
		t.Errorf("%q, %v", took, err)
	}
}

// Every file of the tree is a function, or data. Those of the stand-in need what
// is put beside them, and the other tests evaluate them.
func testFilesAreNix(t *testing.T, w *world) {
	var imports strings.Builder
	standIn := filepath.Join(tree(t), "flaketest")
	err := filepath.WalkDir(tree(t), func(path string, _ fs.DirEntry, err error) error {
		if path == standIn {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".nix" {
			fmt.Fprintf(&imports, "(import %q)\n", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	var got []string
	if err := w.eval(t, "map builtins.typeOf ["+imports.String()+"]", &got); err != nil {
		t.Fatal(err)
	}
	for _, kind := range got {
		kinds[kind]++
	}
	if kinds["lambda"] < 50 || kinds["lambda"]+kinds["set"] < len(got) {
		t.Errorf("the files are %v", kinds)
	}
}

// Without flakes, Nix 2.8 does as well.
func testDefaultNix(t *testing.T, w *world) {
	out := filepath.Join(t.TempDir(), "out")
	w.must(t, "build --impure --out-link "+out, "-I", "nixpkgs="+w.nixpkgs, "--file", filepath.Join(tree(t), "default.nix"), "buildmachines")
	if _, err := os.Stat(filepath.Join(out, "bin/buildmachines")); err != nil {
		t.Error(err)
	}
	var all map[string]bool
	err := w.eval(t, `let
	    all = import (tree + "/default.nix") { pkgs = import nixpkgs { }; };
	    modules = builtins.removeAttrs all [ "buildmachines" "lib" ];
	  in builtins.mapAttrs (_: m: builtins.pathExists m.default) modules // { checkPlan = builtins.isFunction all.lib.checkPlan; }`, &all)
	want := map[string]bool{"nixosModules": true, "darwinModules": true, "homeModules": true, "checkPlan": true}
	if err != nil || !maps.Equal(all, want) {
		t.Errorf("the modules are %v, %v", all, err)
	}
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
