package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestInterruptLeavesTheOldTree sends a signal to a run that is staging its
// files. One that is done before the signal comes gets more to do next time.
func TestInterruptLeavesTheOldTree(t *testing.T) {
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Chdir(t.TempDir())
			fleet(t, "old.toml", 3, 1)
			if out, err := exec.Command("buildmachines", "compile", "-f", "old.toml", "--out", "out").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			before := files(t, "out")
			for clients := 250; ; clients *= 2 {
				fleet(t, "new.toml", clients, 2)
				stderr, err := interrupted(t, sig)
				if err == nil && clients < 10_000 {
					before = files(t, "out")
					continue
				}
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.ExitCode() != exitFailure {
					t.Fatalf("%v\n%s", err, stderr)
				}
				if !strings.HasPrefix(stderr, "buildmachines: ") || strings.Count(stderr, "\n") != 1 {
					t.Errorf("stderr is not one line of ours: %s", stderr)
				}
				break
			}
			if diff := cmp.Diff(before, files(t, "out")); diff != "" {
				t.Errorf("the folder has changed (-before +after):\n%s", diff)
			}
		})
	}
}

// interrupted runs the program and signals it once it has begun to stage.
func interrupted(t *testing.T, sig os.Signal) (stderr string, err error) {
	t.Helper()
	cmd := exec.Command("buildmachines", "compile", "-f", "new.toml", "--out", "out")
	var buf bytes.Buffer
	cmd.Stderr = &buf
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return buf.String(), err
		case <-tick.C:
			if staged, _ := filepath.Glob("out/.buildmachines.stage/new-*"); len(staged) > 0 {
				// It may have ended by now; then Wait tells.
				_ = cmd.Process.Signal(sig)
				err := <-done
				return buf.String(), err
			}
		}
	}
}

// fleet writes an inventory whose builders have so many jobs.
func fleet(t *testing.T, name string, clients, jobs int) {
	t.Helper()
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "[builder.b%d]\nsystems = [\"aarch64-linux\"]\nmax_jobs = %d\nhost_key_alias = \"b%d\"\npublic_host_keys = [%q]\n", i, jobs, i, fleetKey)
	}
	for i := range clients {
		fmt.Fprintf(&b, "[client.c%d]\n", i)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

const fleetKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC2QRSkQvi7q7peGRkQgt4G4FFJ/GHHZLYr4Loy01ihU"

// files returns the content of every file below dir, and "" for folders.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			out[path] = ""
			return nil
		}
		text, err := os.ReadFile(path)
		out[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
