package pipelinestest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/golden"
)

// The commands of the page run, and call what they name with the builders that
// they choose: testdata/commands.txt. BUILDMACHINES_UPDATE=1 writes it.
func TestCommandsOfThePage(t *testing.T) {
	d := newDesk(t)
	d.program(t, "../pipelines/rebuild", filepath.Join(d.dir, "rebuild"))
	d.on(t, "Linux") // by which the script tells nixos-rebuild from darwin-rebuild
	var got strings.Builder
	for _, b := range blocks(t, "sh") {
		d.must(t, b.text)
		for line := range strings.Lines(b.text) {
			got.WriteString("$ " + line)
		}
		got.WriteString(d.recorded(t) + "\n")
	}
	golden.Compare(t, "testdata/commands.txt", got.String())
	written, err := os.ReadFile(filepath.Join(d.dir, "hydra-machines"))
	if err != nil || !strings.HasPrefix(string(written), "ssh://ada x86_64-linux,i686-linux ") {
		t.Errorf("Hydra reads %q, %v", written, err)
	}
}

// on lets `uname` name a system, wherever the test runs.
func (d *desk) on(t *testing.T, system string) {
	t.Helper()
	write(t, filepath.Join(filepath.Dir(d.record), "uname"), "#!/bin/sh\necho "+system+"\n", 0o755)
}

// The module of the page is Nix.
func TestNixOfThePage(t *testing.T) {
	nix := counterpart.Nixes(t)[0]
	for _, b := range blocks(t, "nix") {
		cmd := exec.Command(filepath.Join(nix.Bin, "nix-instantiate"), "--parse", "-")
		cmd.Stdin = strings.NewReader(b.text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
