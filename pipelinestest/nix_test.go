package pipelinestest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const twoBuilders = `builder "ada" {
  systems = ["aarch64-linux"]
}
builder "bob" {
  systems = ["riscv64-linux"]
}
client "laptop" {}
`

// execCommand prepares exec in a folder with an inventory and a home, and a store
// of its own, which needs no daemon.
func execCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "buildmachines.hcl"), twoBuilders, 0o644)
	cmd := exec.Command(command(t), append([]string{"exec"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "NIX_STATE_DIR="+dir, "NIX_CONF_DIR="+dir, "NIX_STORE_DIR="+dir+"/store")
	return cmd
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// Ours is the last word on builders in NIX_CONFIG and nix.conf, and leaves the
// others alone.
func TestNixReadsTheChosenBuilders(t *testing.T) {
	for _, nix := range counterpart.Nixes(t) {
		show := "config show"
		if nix.Minor < 20 {
			show = "show-config"
		}
		for flags, want := range map[string]string{
			"--only bob": "builders = ssh-ng://bob riscv64-linux - 1 1 - - -\n",
			"--offline":  "builders = \n",
		} {
			t.Run(nix.String()+" "+flags, func(t *testing.T) {
				argv := fmt.Sprintf("%s -- %s/nix --extra-experimental-features nix-command %s", flags, nix.Bin, show)
				cmd := execCommand(t, strings.Fields(argv)...)
				write(t, filepath.Join(cmd.Dir, ".config/nix/nix.conf"), "builders = ssh://of-the-user x86_64-linux\n", 0o644)
				cmd.Env = append(cmd.Env, "NIX_CONFIG=cores = 7\nbuilders = ssh://of-before x86_64-linux")
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range []string{want, "cores = 7\n"} {
					if !bytes.Contains(out, []byte("\n"+line)) {
						t.Errorf("no line %q in\n%s", line, out)
					}
				}
			})
		}
	}
}

// The command takes the place of exec: signals reach it, and how it ends is how
// exec ends.
func TestExecBecomesTheCommand(t *testing.T) {
	cmd := execCommand(t, "--only", "bob", "--", "sh", "-c", "trap 'exit 42' TERM; echo $$; while :; do sleep 0.01; done")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n') // an error is a wrong line
	if want := fmt.Sprintln(cmd.Process.Pid); line != want {
		t.Errorf("the command is process %q, exec was %q", line, want)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its error is the exit code
	if code := cmd.ProcessState.ExitCode(); code != 42 {
		t.Errorf("exit code %d", code)
	}
}
