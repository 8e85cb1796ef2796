package counterpart

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Far is a machine that the admin's ssh knows as "machine", and which keeps the
// books: what was begun, here and there, should have an end.
type Far struct {
	*SSHD
	Temp string // the folder for temporary files there
	dir  string // of ssh and its files
}

// Asked runs what ssh asks for, at the end of a script for a Far.
const Asked = ` exec sh -c "$SSH_ORIGINAL_COMMAND"`

// Stuck does not end before the test.
const Stuck = ` while [ -e "$TMPDIR" ]; do sleep 0.1; done`

// StartFar starts a machine that runs the script for each command, and puts an ssh
// first in PATH that reads this config, and then what leads to the machine.
func StartFar(t testing.TB, config, script string, o SSHDOptions) *Far {
	t.Helper()
	f := &Far{dir: tempDir(t), Temp: tempDir(t)}
	// Its parent has the connection.
	far := writeFile(t, filepath.Join(f.dir, "far.sh"), "echo $PPID >> "+f.dir+"/connections\n"+script+"\n", 0o600)
	o.KeyOptions = `command="sh ` + far + `"`
	o.SetEnv = map[string]string{"TMPDIR": f.Temp}
	f.SSHD = StartSSHD(t, o)
	f.Configure(t, config, f.Addr())
	writeFile(t, filepath.Join(f.dir, "ssh"), fmt.Sprintf("#!/bin/sh\nprintf '%%s %%s\\n' $$ \"$*\" >> %s/calls\nexec %s -F %s/config \"$@\"\n", f.dir, Require(t, "ssh"), f.dir), 0o755)
	t.Setenv("PATH", f.dir+":"+os.Getenv("PATH"))
	return f
}

// Addr is where its sshd listens.
func (f *Far) Addr() string { return net.JoinHostPort(f.Host, strconv.Itoa(f.Port)) }

// Configure says anew how the machine is reached.
func (f *Far) Configure(t testing.TB, config, addr string) {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	known := writeFile(t, filepath.Join(f.dir, "known_hosts"), "machine "+f.HostKeys["ed25519"]+"\n", 0o600)
	writeFile(t, filepath.Join(f.dir, "config"), fmt.Sprintf(`%s
Host machine
  HostName %s
  Port %s
  User %s
  IdentityFile %s
  HostKeyAlias machine
  UserKnownHostsFile %s
`, config, host, port, f.User, f.ClientKey, known), 0o600)
}

// Calls has a line for each ssh: its number and its words.
func (f *Far) Calls(t testing.TB) string {
	t.Helper()
	return f.book(t, "calls")
}

func (f *Far) book(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

// NothingIsLeft waits until no ssh runs here, no connection is served there, and
// the folders on both sides are gone. The limit only means that it hangs.
func (f *Far) NothingIsLeft(t testing.TB) {
	t.Helper()
	for range 12000 {
		if f.left(t) == "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("left: %s", f.left(t))
}

var (
	socketWord = regexp.MustCompile(` -S (/tmp/bm[0-9]+)/s `)
	lineNumber = regexp.MustCompile(`(?m)^[0-9]+\b`)
)

func (f *Far) left(t testing.TB) string {
	t.Helper()
	calls := f.Calls(t)
	for _, pid := range lineNumber.FindAllString(calls+f.book(t, "connections"), -1) {
		if runs(pid) {
			return "process " + pid
		}
	}
	for _, s := range socketWord.FindAllStringSubmatch(calls, -1) {
		if _, err := os.Lstat(s[1]); err == nil {
			return s[1]
		}
	}
	folders, err := filepath.Glob(filepath.Join(f.Temp, "buildmachines.*"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(folders, " ")
}

// runs reports whether a process does: one that has ended, and that nobody waits
// for, does not. Only Linux tells.
func runs(pid string) bool {
	n, err := strconv.Atoi(pid)
	if err != nil || syscall.Kill(n, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || !strings.HasPrefix(state, "Z")
}
