package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const farInventory = `
builder "ada" {
  systems  = ["x86_64-linux", "i686-linux"]
  ssh_user = "nix"
  remote {}
}
client "laptop" {}
`

// bootstrapAda is what the tests here run, in the folder of the inventory.
const bootstrapAda = "buildmachines bootstrap -f inventory.hcl ada --ssh machine"

// A stage is where a run stands, and does not go on.
type stage struct {
	script string // of the machine; it writes the file "here" then
	greet  string // not a machine: a port that says this
	hand   string // what comes to a port that says this, after the login
	config string // of the admin
	sshd   string // more lines of sshd_config
}

const here = ` echo > "$TMPDIR/here";`

// on is where the machine does something else for some commands.
func on(commands, instead string) string {
	return "case $SSH_ORIGINAL_COMMAND in " + commands + ")" + instead + " ;; esac;"
}

const theScript = `*"exec sh /"*`

var stages = map[string]stage{
	"before the greeting":      {greet: "\r\n"},
	"in the key exchange":      {greet: "SSH-2.0-OpenSSH_9.2\r\n"},
	"before there is a folder": {script: on("*mktemp*", here+counterpart.Stuck)},
	"in the copy":              {script: on(`*"cat >"*`, here+counterpart.Stuck)},
	"in the script":            {script: on(theScript, here+counterpart.Stuck)},
	"in a script that prints":  {script: on(theScript, here+" while sleep 0.01; do echo .; done")},
	"at the keys":              {script: on("*--host-keys*", here+counterpart.Stuck) + on(theScript, " exit")},
	"in a handshake": {
		script: on("*--host-keys*", " cat $KEYS; exit") + on(theScript, " exit"),
		hand:   "SSH-2.0-OpenSSH_9.2\r\n",
	},
}

// prepare makes the machine, and tells when a run stands there.
func (s stage) prepare(t *testing.T) (far *counterpart.Far, stands func() bool) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("inventory.hcl", []byte(farInventory), 0o644); err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Abs("keys")
	if err != nil {
		t.Fatal(err)
	}
	far = counterpart.StartFar(t, s.config, "KEYS="+keys+";"+s.script+counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519", "rsa"}, Config: s.sshd})
	if err := os.WriteFile("keys", []byte(far.HostKeys["rsa"]+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var addr string
	switch {
	case s.greet != "":
		addr, stands = counterpart.Tarpit(t, s.greet)
		far.Configure(t, "", addr)
	case s.hand != "":
		addr, stands = counterpart.Tarpit(t, s.hand)
		far.Configure(t, "", counterpart.FirstThen(t, far.Addr(), addr))
	default:
		stands = func() bool { return exists(filepath.Join(far.Temp, "here")) }
	}
	return far, stands
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// begin returns the run of a command line when it stands.
func begin(t *testing.T, line string, stderr io.Writer, stands func() bool) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sh", "-c", "exec "+line)
	cmd.Stderr = stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for !stands() {
		time.Sleep(time.Millisecond)
	}
	return cmd
}

// Whatever ends a run, wherever it stands, it leaves no connection, and no folder
// here or there.
func TestBootstrapLeavesNothing(t *testing.T) {
	counterpart.HangUp(t)
	signals := []syscall.Signal{syscall.SIGHUP, syscall.SIGKILL}
	if !testing.Short() {
		signals = append(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGPIPE, syscall.SIGQUIT)
	}
	for name, s := range stages {
		for _, sig := range signals {
			t.Run(name+"/"+sig.String(), func(t *testing.T) {
				far, stands := s.prepare(t)
				var stderr bytes.Buffer
				cmd := begin(t, bootstrapAda, &stderr, stands)
				if err := cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				err := cmd.Wait()
				var exit *exec.ExitError
				orderly := sig != syscall.SIGKILL && sig != syscall.SIGQUIT
				if orderly && (!errors.As(err, &exit) || exit.ExitCode() != exitFailure || !strings.HasSuffix(stderr.String(), "buildmachines: interrupted\n")) {
					t.Errorf("%v\n%s", err, stderr.String())
				}
				far.NothingIsLeft(t)
			})
		}
	}
}

// Nor does one whose process group is killed, with all that is in it.
func TestBootstrapThatIsKilledWithItsGroupLeavesNothing(t *testing.T) {
	far, stands := stages["in the script"].prepare(t)
	cmd := begin(t, bootstrapAda, nil, stands)
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	far.NothingIsLeft(t)
}

// waits is a script that goes on when there is the file "go".
const waits = here + ` while [ ! -e "$TMPDIR/go" ]; do sleep 0.01; done;`

// Nor does one whose reader is gone: the next line ends it.
func TestBootstrapWithoutAReaderLeavesNothing(t *testing.T) {
	far, stands := stage{script: on(theScript, waits+" while sleep 0.01; do echo .; done")}.prepare(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := begin(t, bootstrapAda, w, stands)
	if err := errors.Join(r.Close(), w.Close(), os.WriteFile(filepath.Join(far.Temp, "go"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("all is well without a reader")
	}
	far.NothingIsLeft(t)
}

// What nohup has it ignore is ignored.
func TestBootstrapHeedsNohup(t *testing.T) {
	far, stands := stage{script: on(theScript, waits+" echo went on; exit")}.prepare(t)
	var stderr bytes.Buffer
	cmd := begin(t, `sh -c 'trap "" HUP; exec `+bootstrapAda+` --dry-run'`, &stderr, stands)
	if err := errors.Join(cmd.Process.Signal(syscall.SIGHUP), os.WriteFile(filepath.Join(far.Temp, "go"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(stderr.String(), "went on\n") {
		t.Errorf("%v\n%s", err, stderr.String())
	}
	far.NothingIsLeft(t)
}
