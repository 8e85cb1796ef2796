package flaketest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const packageFile = "../package.nix"

var vendorHash = regexp.MustCompile(`vendorHash = "([^"]*)";`)

// The hash is that of what `go mod vendor` writes: buildGoModule copies the folder
// to the store as it is (nixpkgs pkgs/build-support/go/module.nix). Every Nix
// hashes it alike.
func TestVendorHashIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("it needs every module, from the network or the cache")
	}
	vendor := filepath.Join(t.TempDir(), "vendor")
	cmd := exec.Command("go", "mod", "vendor", "-o", vendor)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go mod vendor: %v\n%s", err, out)
	}
	text := read(t, packageFile)
	m := vendorHash.FindStringSubmatch(text)
	if m == nil {
		t.Fatal("package.nix has no vendorHash")
	}
	for _, n := range counterpart.Nixes(t) {
		out, err := n.Command(t).Run(t, "hash", "path", vendor)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSpace(out)
		if m[1] == want {
			continue
		}
		if os.Getenv("BUILDMACHINES_UPDATE") == "" {
			t.Fatalf("vendorHash is %q, and %v gives %q: run BUILDMACHINES_UPDATE=1 go test ./flaketest", m[1], n, want)
		}
		write(t, packageFile, vendorHash.ReplaceAllLiteralString(text, `vendorHash = "`+want+`";`))
		return
	}
}
