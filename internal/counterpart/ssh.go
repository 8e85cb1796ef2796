package counterpart

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// SSHConfig returns what ssh, as the current user, makes of host with the file
// as its only configuration: lower-case keywords and their values, in order.
// More texts stand right after the file's, as those of other modules and people
// do in /etc/ssh/ssh_config.
func SSHConfig(t testing.TB, file, host string, more ...string) map[string][]string {
	t.Helper()
	values, err := ReadSSHConfig(t, file, host, more...)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// ReadSSHConfig is SSHConfig for files that ssh may refuse: the error quotes it.
func ReadSSHConfig(t testing.TB, file, host string, more ...string) (map[string][]string, error) {
	t.Helper()
	ssh := Require(t, "ssh")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(tempDir(t), "config")
	writeFile(t, whole, strings.Join(append([]string{string(text)}, more...), ""), 0o644)
	out := run(t, os.Environ(), ssh, "-G", "-F", whole, "--", host)
	if err := out.failure(); err != nil {
		return nil, err
	}
	return keywords(out.stdout), nil
}

// keywords are the lower-case keywords that `ssh -G` and `sshd -T` print, and
// their values, in order.
func keywords(stdout string) map[string][]string {
	values := map[string][]string{}
	for line := range strings.Lines(stdout) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		values[key] = append(values[key], value)
	}
	return values
}

// Connect runs `true` on host through a real connection, with the file as ssh's
// only configuration. The error quotes what ssh says.
func Connect(t testing.TB, file, host string) error {
	t.Helper()
	return run(t, os.Environ(), Require(t, "ssh"), "-F", file, "-T", "-o", "BatchMode=yes", "--", host, "true").failure()
}
