package sshconfig_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// wrapper stands for the one that we install: it says what reached it. Its exit
// status is that of a refusal.
const wrapper = `echo "wrapper: $SSH_ORIGINAL_COMMAND agent=$SSH_AUTH_SOCK display=$DISPLAY"
test "$SSH_ORIGINAL_COMMAND" = "nix-daemon --stdio"
`

// login is a real sshd with the files of a setup. The account is that of the
// user who runs the test.
type login struct {
	*counterpart.SSHD
	t        *testing.T
	keysFile string
	setup    *plan.Setup
}

// newLogin starts sshd with our block, or without it, for a client whose keys
// the file is to hold.
func newLogin(t *testing.T, withBlock bool) *login {
	t.Helper()
	counterpart.Require(t, "ssh")
	dir := t.TempDir()
	a := &login{t: t, keysFile: filepath.Join(dir, "authorized_keys"), setup: setup()}
	a.setup.Remote.WrapperPath = filepath.Join(dir, "wrapper")
	if err := os.WriteFile(a.setup.Remote.WrapperPath, []byte(wrapper), 0o755); err != nil {
		t.Fatal(err)
	}
	config := "Subsystem sftp internal-sftp\n"
	if withBlock {
		a.setup.SSHUser = me(t)
		// What an admin allows everybody must not reach the account.
		config += "AllowTcpForwarding yes\nPermitTunnel yes\nX11Forwarding yes\n" +
			sshtext.Server{Setup: a.setup, KeysFile: a.keysFile}.MatchBlock()
	}
	a.SSHD = counterpart.StartSSHD(t, counterpart.SSHDOptions{Config: config, KeysFile: a.keysFile})
	return a
}

func me(t *testing.T) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

// admit writes the authorized_keys with the client's key.
func (a *login) admit(c *plan.Client) {
	a.t.Helper()
	c.SSHPublicKeys = append(c.SSHPublicKeys, a.ClientLine)
	a.setup.Visits = []plan.Visit{{Client: c, Builder: a.setup.Builder}}
	a.write(lines(a.t, a.setup) + "\n")
}

func (a *login) write(keys string) {
	a.t.Helper()
	if err := os.WriteFile(a.keysFile, []byte(keys), 0o644); err != nil {
		a.t.Fatal(err)
	}
}

// ssh runs a program of the ssh family as the client.
func (a *login) ssh(program string, args ...string) (string, error) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.t.Context(), counterpart.HangLimit)
	defer cancel()
	all := []string{
		"-F", "/dev/null", "-o", "IdentityFile=" + a.ClientKey, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=INFO",
		"-o", "Port=" + strconv.Itoa(a.Port), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
	}
	cmd := exec.CommandContext(ctx, program, append(all, args...)...)
	// scp and sftp start ssh, which would keep our pipes open.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "DISPLAY=:7", "SSH_AUTH_SOCK="+fakeAgent(a.t))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// fakeAgent is a socket that ssh finds worth forwarding, of an agent without
// keys.
func fakeAgent(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bm") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return filepath.Join(dir, "s")
}

func (a *login) target() string { return a.User + "@" + a.Host }

func TestKeyLogsInAndRunsTheWrapper(t *testing.T) {
	for _, withBlock := range []bool{false, true} {
		a := newLogin(t, withBlock)
		a.admit(visitor("ci", key(1)))
		out, err := a.ssh("ssh", a.target(), "nix-daemon --stdio")
		if err != nil || !strings.Contains(out, "wrapper: nix-daemon --stdio agent= display=\n") {
			t.Errorf("with our block: %t: %v\n%s", withBlock, err, out)
		}
		a.setup.Visits = nil
		a.write(lines(t, a.setup))
		if out, err := a.ssh("ssh", a.target(), "nix-daemon --stdio"); err == nil || !strings.Contains(out, "Permission denied (publickey)") {
			t.Errorf("with our block: %t: a client that left: %v\n%s", withBlock, err, out)
		}
	}
}

// What a key may do is refused twice: by its own options, and by our block.
func TestKeyDoesNothingElse(t *testing.T) {
	options := newLogin(t, false)
	options.admit(visitor("ci"))
	block := newLogin(t, true)
	block.write(`command="/bin/sh ` + block.setup.Remote.WrapperPath + `" ` + block.ClientLine + "\n")
	remote := filepath.Join(t.TempDir(), "copy")
	for name, a := range map[string]*login{"by its options": options, "by the block": block} {
		forwarded := "127.0.0.1:" + strconv.Itoa(a.Port)
		for _, tt := range []struct {
			what string
			argv []string
			want string
		}{
			{"a shell", []string{"ssh", a.target()}, "wrapper:  agent="},
			{"a command", []string{"ssh", a.target(), "id"}, "wrapper: id agent="},
			{"scp", []string{"scp", a.ClientKey, a.target() + ":" + remote}, ""},
			{"scp of old", []string{"scp", "-O", a.ClientKey, a.target() + ":" + remote}, "wrapper: scp"},
			{"sftp", []string{"sftp", a.target()}, "message too long"},
			{"a terminal", []string{"ssh", "-tt", a.target(), "nix-store"}, "PTY allocation request failed"},
			{"an agent", []string{"ssh", "-A", a.target(), "x"}, "agent= "},
			{"a display", []string{"ssh", "-Y", a.target(), "x"}, "display=\n"},
			{"a connection from there", []string{"ssh", "-W", forwarded, a.target()}, "administratively prohibited"},
			{"a port there", []string{"ssh", "-o", "ExitOnForwardFailure=yes", "-R", "0:" + forwarded, a.target(), "x"}, "remote port forwarding failed"},
			{"a socket there", []string{"ssh", "-o", "ExitOnForwardFailure=yes", "-R", "/tmp/bm-never:" + forwarded, a.target(), "x"}, "remote port forwarding failed"},
		} {
			out, err := a.ssh(tt.argv[0], tt.argv[1:]...)
			if err == nil || !strings.Contains(out, tt.want) || strings.Contains(out, "uid=") {
				t.Errorf("%s, %s: %v, want %q\n%s", tt.what, name, err, tt.want, out)
			}
		}
	}
	if _, err := os.Stat(remote); !os.IsNotExist(err) {
		t.Errorf("a file was copied: %v", err)
	}
}

func TestUnknownKeyIsRefused(t *testing.T) {
	for _, withBlock := range []bool{false, true} {
		a := newLogin(t, withBlock)
		a.admit(visitor("ci"))
		a.ClientKey = filepath.Join(t.TempDir(), "other")
		clientKey(t, a.ClientKey)
		if out, err := a.ssh("ssh", a.target(), "nix-daemon --stdio"); err == nil || !strings.Contains(out, "Permission denied (publickey)") {
			t.Errorf("with our block: %t: %v\n%s", withBlock, err, out)
		}
	}
}

func TestKeyComesFromItsAddressesOnly(t *testing.T) {
	a := newLogin(t, true)
	for _, tt := range []struct {
		builder, client []string
		in              bool
	}{
		{[]string{"127.0.0.1"}, nil, true},
		{nil, []string{"10.0.0.0/8", "127.0.0.0/8"}, true},
		{[]string{"127.0.0.0/8"}, []string{"127.0.0.1"}, true},
		{[]string{"10.0.0.0/8"}, nil, false},
		{nil, []string{"10.0.0.0/8", "::1"}, false},
		{[]string{"127.0.0.0/8", "10.0.0.0/8"}, []string{"10.1.0.0/16"}, false},
		{[]string{"127.0.0.0/16", "10.0.0.0/8"}, []string{"127.0.0.2", "10.1.0.0/16"}, false},
	} {
		c := visitor("ci")
		c.From, a.setup.Remote.From = tt.client, tt.builder
		a.admit(c)
		if out, err := a.ssh("ssh", a.target(), "nix-daemon --stdio"); (err == nil) != tt.in {
			t.Errorf("remote.from %v, from %v: %v, want in: %t\n%s", tt.builder, tt.client, err, tt.in, out)
		}
	}
}

// Without a wrapper Nix is found all the same.
func TestPathReachesTheSession(t *testing.T) {
	a := &login{t: t, keysFile: filepath.Join(t.TempDir(), "authorized_keys"), setup: setup()}
	a.setup.SSHUser, a.setup.Remote.Wrapper = me(t), false
	a.SSHD = counterpart.StartSSHD(t, counterpart.SSHDOptions{
		Config: sshtext.Server{Setup: a.setup, KeysFile: a.keysFile}.MatchBlock(), KeysFile: a.keysFile})
	a.admit(visitor("ci"))
	out, err := a.ssh("ssh", a.target(), "echo $PATH")
	if err != nil || !strings.Contains(out, a.setup.Remote.NixPath[0]+":/usr/local/bin:/usr/bin") {
		t.Errorf("%v\n%s", err, out)
	}
}

// lines returns the keys as a module has them.
func lines(t *testing.T, s *plan.Setup) string {
	t.Helper()
	lines, diags := sshtext.AuthorizedKeys{Setup: s}.Lines()
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return strings.Join(lines, "\n")
}
