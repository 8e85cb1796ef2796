package bootstrap_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// standIns are programs first in PATH that are not what they are called.
type standIns struct{ dir string }

func (r *room) standIns(t *testing.T) standIns {
	t.Helper()
	dir := t.TempDir()
	r.host(t, "chmod", "0755", filepath.Dir(dir), dir) // for the account, too
	r.bin = append([]string{dir}, r.bin...)
	return standIns{dir}
}

// add writes a program. In it, $dir is the folder, and `note` logs the call.
func (s standIns) add(t *testing.T, name, body string) {
	t.Helper()
	text := fmt.Sprintf("#!/bin/sh\ndir=%s\nnote() { printf '%%s\\n' \"${0##*/} $*\" >> \"$dir/log\"; }\n%s\n", s.dir, body)
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// log returns the calls that were noted, and forgets them.
func (s standIns) log(t *testing.T) string {
	t.Helper()
	path := filepath.Join(s.dir, "log")
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// changing are the programs with which the script changes anything.
var changing = []string{"cp", "mv", "rm", "mkdir", "rmdir", "chmod", "chown", "groupadd", "useradd", "usermod", "userdel", "groupdel"}

// counting makes each of them count. The call with the number in the file stop
// kills the script, and what it has started, before anything happens.
func (r *room) counting(t *testing.T) standIns {
	t.Helper()
	s := r.standIns(t)
	for _, name := range changing {
		s.add(t, name, `read -r n < "$dir/count"
echo $((n + 1)) > "$dir/count"
read -r stop < "$dir/stop"
[ "$n" != "$stop" ] || kill -KILL 0
exec `+counterpart.Require(t, name)+` "$@"`)
	}
	s.set(t, "count", 1)
	s.set(t, "stop", 0)
	return s
}

func (s standIns) set(t *testing.T, name string, n int) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(strconv.Itoa(n)+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
}

// count returns how many calls there were.
func (s standIns) count(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "count"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return n - 1
}
