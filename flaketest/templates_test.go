package flaketest_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// eachTemplate runs a test in the folder of each.
func eachTemplate(t *testing.T, test func(t *testing.T, dir string)) {
	t.Helper()
	flakes, err := filepath.Glob("../templates/*/flake.nix")
	if err != nil || len(flakes) < 3 {
		t.Fatalf("only %d templates, %v", len(flakes), err)
	}
	for _, f := range flakes {
		dir := filepath.Dir(f)
		t.Run(filepath.Base(dir), func(t *testing.T) { test(t, dir) })
	}
}

// What is compiled is what the inventories say. BUILDMACHINES_UPDATE=1 compiles.
func TestTemplatesAreCompiled(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	bm := program(t)
	eachTemplate(t, func(t *testing.T, dir string) {
		compile := []string{"compile", "--strict", "--modules", "--out", "builders"}
		if os.Getenv("BUILDMACHINES_UPDATE") == "" {
			compile = append(compile, "--check")
		}
		for _, args := range [][]string{compile, {"fmt", "--check"}} {
			cmd := exec.Command(bm, args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("run BUILDMACHINES_UPDATE=1 go test ./flaketest\n%s: %v\n%s", strings.Join(args, " "), err, out)
			}
		}
	})
}

// A template's flake passes its own checks, and has a configuration for every
// machine of its inventory that Nix configures. These fail on an assertion.
func testTemplatesEvaluate(t *testing.T, w *world) {
	eachTemplate(t, func(t *testing.T, dir string) {
		copied := filepath.Join(t.TempDir(), "flake") // as `nix flake init` does
		if err := copyTree(dir, copied); err != nil {
			t.Fatal(err)
		}
		w.must(t, "flake check", w.template(t, copied, "")...)
		for kind, platform := range map[string]string{"nixosConfigurations": "nixos", "darwinConfigurations": "nix-darwin"} {
			want := machines(t, filepath.Join(dir, "builders", "plan.json"), platform)
			if len(want) == 0 {
				continue
			}
			var toplevels map[string]string
			apply := "builtins.mapAttrs (_: m: m.config.system.build.toplevel.options)"
			decode(t, w.must(t, "eval --json", append(w.template(t, copied, kind), "--apply", apply)...), &toplevels)
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(toplevels))); diff != "" {
				t.Errorf("%s:\n%s", kind, diff)
			}
		}
	})
}

// machines returns the clients and builders of a plan that run on the platform.
func machines(t *testing.T, file, platform string) []string {
	t.Helper()
	var plan struct {
		Clients  map[string]struct{ Platform string }
		Builders map[string]struct {
			Remote struct{ Platform string }
		}
	}
	decode(t, read(t, file), &plan)
	var names []string
	for name, c := range plan.Clients {
		if c.Platform == platform {
			names = append(names, name)
		}
	}
	for name, b := range plan.Builders {
		if b.Remote.Platform == platform {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Who changes the inventory, and not the plan, sees the difference.
func testCheckPlanShowsDrift(t *testing.T, w *world) {
	dir := filepath.Join(t.TempDir(), "flake")
	if err := copyTree("../templates/homelab", dir); err != nil {
		t.Fatal(err)
	}
	check := w.template(t, dir, "checks.x86_64-linux.builders")
	if _, err := w.Run(t, append([]string{"build", "--no-link"}, check...)...); err != nil {
		t.Fatal(err)
	}
	inventory := filepath.Join(dir, "buildmachines.hcl")
	text := read(t, inventory)

	// A key in a file beside the inventory is the same key.
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAVes2GS9NaKdM90F/qIZlbKWLVKnJUqq+Oj7coVNkNj"
	inFile := strings.Replace(text, `public_host_keys   = ["`+key+`"]`, `public_host_key_files = ["pi.pub"]`, 1)
	write(t, filepath.Join(dir, "pi.pub"), key+"\n")
	write(t, inventory, inFile)
	if _, err := w.Run(t, append([]string{"build", "--no-link"}, check...)...); err != nil || inFile == text {
		t.Errorf("with a key in a file: %v", err)
	}

	write(t, inventory, strings.Replace(text, "max_jobs           = 8", "max_jobs           = 6", 1))
	_, err := w.Run(t, append([]string{"build", "--no-link", "-L"}, check...)...)
	for _, want := range []string{`-      "max_jobs": 8,`, `+      "max_jobs": 6,`, "The plan does not match the inventory."} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
