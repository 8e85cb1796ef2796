package hostiletest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// limits are what only a hang comes to, or what takes a machine: seconds of the
// processor, and KiB of address space, of which Go reserves much.
const limits = "ulimit -t 15; ulimit -v 4000000; exec \"$@\""

// maxResident is how much memory a bomb may take, in KiB: the 300 MB that are
// promised, and what the collector is late by on a busy machine.
const maxResident = 400 << 10

// A short inventory cannot take the machine, wherever in it expressions stand.
func TestBombsAreRefused(t *testing.T) {
	program := filepath.Join(t.TempDir(), "buildmachines")
	if err := counterpart.BuildProgram(program); err != nil {
		t.Fatal(err)
	}
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			argv := append([]string{"-c", limits, "sh", program, "validate", "--diagnostics", "json", "-f"}, b.save(t))
			for _, v := range b.vars {
				argv = append(argv, "--var", v)
			}
			cmd := exec.Command("/bin/sh", argv...)
			var out bytes.Buffer
			cmd.Stderr = &out
			err := cmd.Run()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
			t.Logf("%d bytes: %.2f CPU s, %d MB", len(b.text), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), usage.Maxrss>>10)
			if usage.Maxrss > maxResident {
				t.Errorf("it took %d MB", usage.Maxrss>>10)
			}
			if err := b.judge(out.String(), cmd.ProcessState.ExitCode()); err != nil {
				t.Errorf("%v\n%.1000s", err, out.String())
			}
		})
	}
}

// save writes the inventory and its files, and returns its path.
func (b *bomb) save(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "i.hcl")
	files := map[string]string{"i.hcl": b.text}
	for name, text := range b.files {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// judge compares what was said of the bomb, and the status, with what should.
func (b *bomb) judge(out string, status int) error {
	want := b.want
	if want == "" {
		want = diag.ExpressionLimit
	}
	said := func(code diag.Code) int { return strings.Count(out, fmt.Sprintf("\"code\": %q", code)) }
	switch {
	case status != 0 && status != 1:
		return fmt.Errorf("it ended with status %d", status)
	case b.harmless && status != 0:
		return errors.New("it is refused")
	case said(diag.ExpressionLimit) > 1:
		return errors.New("the limit is told more than once")
	case !b.harmless && want != "any" && said(want) == 0:
		return fmt.Errorf("%s is not said", want)
	}
	return nil
}
