package nixos_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

var nixBlock = regexp.MustCompile("(?ms)^```nix\n(.*?)^```$")

// The examples of the pages evaluate beside the module that they import.
func TestThePagesExamplesEvaluate(t *testing.T) {
	for page, file := range map[string]string{
		"nixos.md": "nixos.nix", "nix-darwin.md": "darwin.nix",
		"determinate.md": "determinate.nix", "home-manager.md": "home.nix",
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", "targets", page))
		if err != nil {
			t.Fatal(err)
		}
		examples := nixBlock.FindAllSubmatch(text, -1)
		if len(examples) == 0 {
			t.Errorf("%s has no example", page)
		}
		for _, example := range examples {
			dir := t.TempDir()
			write(t, filepath.Join(dir, file), []byte(emit(t, targets[file], homelab())))
			write(t, filepath.Join(dir, "example.nix"), example[1])
			for _, nix := range counterpart.Nixes(t) {
				if got, ok := nix.Eval(t, filepath.Join(dir, "example.nix")).(object); !ok || got["imports"] == nil {
					t.Errorf("%s: %v reads %v", page, nix, got)
				}
			}
		}
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
