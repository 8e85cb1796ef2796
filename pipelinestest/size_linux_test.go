package pipelinestest_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Linux limits one variable to 128 KiB (MAX_ARG_STRLEN in execve(2)).
func TestTooManyBuildersForTheEnvironment(t *testing.T) {
	cmd := execCommand(t, "--", "true")
	var b strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&b, "builder \"b%d\" {\n  systems = [\"aarch64-linux\"]\n}\n", i)
	}
	write(t, filepath.Join(cmd.Dir, "buildmachines.hcl"), b.String(), 0o644)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(stderr.String(), "choose fewer builders with --only") {
		t.Errorf("exit code %d\n%s", code, tail(stderr.String()))
	}
}

func tail(s string) string { return s[max(0, len(s)-500):] }
