package modulestest_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Every Nix parses every file, of the modules and of what tests them.
func TestEveryFileParses(t *testing.T) {
	var files []string
	for _, dir := range []string{"../modules", "testdata"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".nix") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 18 {
		t.Fatalf("only %q", files)
	}
	for _, nix := range counterpart.Nixes(t) {
		cmd := exec.Command(filepath.Join(nix.Bin, "nix-instantiate"), append([]string{"--parse"}, files...)...)
		cmd.Env = []string{"HOME=" + t.TempDir(), "NIX_STATE_DIR=" + t.TempDir()}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", nix, err, out)
		}
	}
}
