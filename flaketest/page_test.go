package flaketest_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
)

var example = regexp.MustCompile("(?ms)^```nix (flake|configuration)\\.nix\n(.*?)^```$")

// The flakes of the page make the laptop of the template a client.
func testExamplesEvaluate(t *testing.T, w *world) {
	examples := example.FindAllStringSubmatch(read(t, "../docs/flake.md"), -1)
	if len(examples) != 2 {
		t.Fatalf("the page has %d examples", len(examples))
	}
	for _, m := range examples {
		dir := filepath.Join(t.TempDir(), "example")
		if err := copyTree("../templates/homelab", dir); err != nil {
			t.Fatal(err)
		}
		var builders []struct{ HostName string }
		if kind, text := m[1], m[2]; kind == "flake" {
			write(t, filepath.Join(dir, "flake.nix"), text)
			decode(t, w.must(t, "eval --json", w.template(t, dir, "nixosConfigurations.laptop.config.nix.buildMachines")...), &builders)
		} else {
			if err := copyTree(tree(t), filepath.Join(dir, "sources/buildmachines")); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "configuration.nix"), text)
			err := w.eval(t, fmt.Sprintf(`(import (nixpkgs + "/machine.nix") {
				lib = import (nixpkgs + "/lib.nix");
				class = "nixos";
				release = "nixos-26.11";
			} { modules = [
				(import "%s/configuration.nix" { pkgs = import nixpkgs { }; })
				{ networking.hostName = "laptop"; }
			]; }).config.nix.buildMachines`, dir), &builders)
			if err != nil {
				t.Fatal(err)
			}
		}
		if len(builders) != 2 || builders[0].HostName != "desktop" || builders[1].HostName != "pi" {
			t.Errorf("the builders are %v of\n%s", builders, m[2])
		}
	}
}
