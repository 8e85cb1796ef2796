package hostiletest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// limits are what only a hang comes to, or what takes a machine: seconds of the
// processor, and KiB of address space, of which Go reserves much and macOS
// bounds none.
const limits = "ulimit -t 120; ulimit -v 4000000 2> /dev/null; exec \"$@\""

// maxResident is how much memory a bomb may take, in KiB: the 300 MB that are
// promised, and what the collector is late by on a busy machine.
const maxResident = 400 << 10

// A short inventory cannot take the machine, wherever in it expressions stand.
func TestBombsAreRefused(t *testing.T) {
	program := built(t)
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			argv := []string{"validate", "--diagnostics", "json", "-f", b.save(t)}
			for _, v := range b.vars {
				argv = append(argv, "--var", v)
			}
			out, status := run(t, program, argv...)
			if err := b.judge(out, status); err != nil {
				t.Errorf("%v\n%.1000s", err, out)
			}
		})
	}
}

// Every command that reads an inventory is bounded, the completion of a
// half-typed one too.
func TestBombsInEveryCommand(t *testing.T) {
	program := built(t)
	bomb := bomb{text: value(loops(3, "1"))}
	for _, argv := range [][]string{
		{"compile"}, {"compile", "--format", "plan"}, {"plan"}, {"exec", "true"}, {"bootstrap", "a"}, {"install", "--root", "."}, {"keygen", "--client", "default"},
		{"__complete", "compile", "--client", ""}, {"__complete", "exec", "--only", ""},
	} {
		t.Run(strings.Join(argv, " "), func(t *testing.T) {
			first := 1
			if argv[0] == "__complete" {
				first = 2
			}
			argv = slices.Insert(slices.Clone(argv), first, "-f", bomb.save(t))
			out, status := run(t, program, argv...)
			if refused := strings.Contains(out, "[expression-limit]"); refused != (first == 1) || status > 1 {
				t.Errorf("status %d: %.1000s", status, out)
			}
		})
	}
}

func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("takes minutes of the processor; FuzzFrontEnd has the same with a small budget")
	}
	program := filepath.Join(t.TempDir(), "buildmachines")
	if err := counterpart.BuildProgram(program); err != nil {
		t.Fatal(err)
	}
	return program
}

// run runs the program within limits, and returns what it says on stderr.
func run(t *testing.T, program string, argv ...string) (said string, status int) {
	t.Helper()
	cmd := exec.Command("/bin/sh", append([]string{"-c", limits, "sh", program}, argv...)...)
	cmd.Dir = t.TempDir()
	var out bytes.Buffer
	cmd.Stderr = &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	p := cmd.ProcessState
	resident := p.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" {
		resident >>= 10 // bytes there
	}
	t.Logf("%.2f CPU s, %d MB", (p.UserTime() + p.SystemTime()).Seconds(), resident>>10)
	if resident > maxResident {
		t.Errorf("it took %d MB", resident>>10)
	}
	return out.String(), p.ExitCode()
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
