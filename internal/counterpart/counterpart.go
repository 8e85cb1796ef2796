// Package counterpart runs the programs that our outputs are for: Nix, ssh and
// sshd. It is for tests only: what a real program reads in a file we wrote is
// worth more than what we think it reads.
//
// Nothing here needs root, a network or /nix, and nothing is written outside
// temporary folders. The one exception is /run/sshd, which sshd demands of root.
// Where root may, a [Network] has machines of its own, to which anything can be
// done.
package counterpart

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// HangLimit bounds every program that a test starts. Nix waits for ever for a
// machine with no slots, and ssh for a host that drops packets: only such a hang
// may reach it, however busy the machine is.
const HangLimit = 5 * time.Minute

// Require returns the path of program. Where it is missing the test is skipped,
// with a line that says what to install; with BUILDMACHINES_INTEROP=require it
// fails instead.
func Require(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	// Daemons live where a plain user's PATH does not look.
	if path, err = exec.LookPath(filepath.Join("/usr/sbin", program)); err == nil {
		return path
	}
	missing(t, "no "+program+": apt-get install nix-bin openssh-client openssh-server busybox dash groff-base")
	return ""
}

// missing ends a test that lacks its counterpart.
func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("BUILDMACHINES_INTEROP") == "require" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// tempDir is t.TempDir with a short name, since the path of a socket must stay
// below 108 bytes, and for Nix stores, whose folders are read-only.
func tempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				return os.Chmod(path, 0o755)
			}
			return nil
		})
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func writeFile(t testing.TB, path, text string, mode os.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// output is what a finished program said.
type output struct {
	stdout, stderr string
	err            error // nil when it exited with 0
}

// failure is nil for success, else an error that quotes stderr.
func (o output) failure() error {
	if o.err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", o.err, bytes.TrimSpace([]byte(o.stderr)))
}

// run starts a program in a process group of its own, so that the time limit
// ends its children too.
func run(t testing.TB, env []string, argv ...string) output {
	t.Helper()
	return runBy(t, func(start func() error) error { return start() }, env, argv...)
}

// runBy is run for a program that has to be started in a place of its own.
func runBy(t testing.TB, by func(start func() error) error, env []string, argv ...string) output {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), HangLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := by(cmd.Start)
	if err == nil {
		err = cmd.Wait()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", argv[0], err)
	}
	if ctx.Err() != nil {
		t.Fatalf("%s: no end after %v\n%s", argv[0], HangLimit, stderr.String())
	}
	return output{stdout.String(), stderr.String(), err}
}
