package counterpart

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Host is a machine with a host name, a file system, processes and accounts of
// its own. All hosts of a [Network] share its addresses.
type Host struct {
	net *Network
	pid int // of the process that keeps it
}

//go:embed host.sh
var hostScript string

// Accounts that every host has. No account can use a password, and none is
// locked. Nix builds as a member of nixbld.
const (
	passwd = `root:x:0:0:root:/root:/bin/sh
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
nixbld1:x:30001:30000:Nix build user 1:/var/empty:/usr/sbin/nologin
nixbld2:x:30002:30000:Nix build user 2:/var/empty:/usr/sbin/nologin
`
	group = `root:x:0:
shadow:x:42:
nixbld:x:30000:nixbld1,nixbld2
nogroup:x:65534:
`
	shadow = `root:*:19000:0:99999:7:::
sshd:*:19000:0:99999:7:::
nobody:*:19000:0:99999:7:::
nixbld1:*:19000:0:99999:7:::
nixbld2:*:19000:0:99999:7:::
`
	// There is no sandbox in a sandbox, and no network.
	hostNixConf = `# The machine's own.
sandbox = false
substituters =
experimental-features = nix-command
`
)

// Host adds a machine to the network. What [HostNixes] finds is there, at the
// same paths.
func (n *Network) Host(t testing.TB, name string) *Host {
	t.Helper()
	root := tempDir(t)
	cmd := exec.Command("/bin/sh", append([]string{"-c", hostScript, "host.sh", root, name}, sharedFolders()...)...)
	cmd.Env = hostEnv
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS,
		Setpgid:    true,
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe() // never written to: the host ends with it, so with us
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.start(cmd.Start); errors.Is(err, syscall.EPERM) {
		t.Skipf("no private machines: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	h := &Host{n, cmd.Process.Pid}
	t.Cleanup(func() {
		stdin.Close()
		_ = cmd.Process.Kill() // the kernel ends all of a host's processes with the first
		// Until it has undone the mounts, too, a second can pass.
		go func() { _ = cmd.Wait() }()
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		_ = cmd.Wait() // for the rest of stderr
		if mayNot.MatchString(stderr.String()) {
			t.Skipf("no private machines: %s", stderr.String())
		}
		t.Fatalf("%q, %v: %s", line, err, stderr.String())
	}
	h.Write(t, "/etc/passwd", passwd, 0o644)
	h.Write(t, "/etc/group", group, 0o644)
	h.Write(t, "/etc/shadow", shadow, 0o600)
	h.Write(t, "/etc/nix/nix.conf", hostNixConf, 0o644)
	h.Write(t, "/etc/ssh/ssh_config", "Include /etc/ssh/ssh_config.d/*.conf\n", 0o644)
	return h
}

// mayNot is what is said where a container keeps mounts from everybody, or has no
// other users than root.
var mayNot = regexp.MustCompile("^mount: .*: ([Pp]ermission denied|[Oo]peration not permitted)|^chown: .*: Invalid argument")

// sharedFolders are those outside of /usr that hold a Nix.
func sharedFolders() []string {
	if root := os.Getenv("BUILDMACHINES_NIXES"); root != "" {
		return []string{root}
	}
	return nil
}

// HostNixes returns those of [Nixes] that are on every host: not one that lives
// in the real /nix. Without any the test is skipped.
func HostNixes(t testing.TB) []Nix {
	t.Helper()
	seen := append(sharedFolders(), "/usr")
	found := slices.DeleteFunc(Nixes(t), func(n Nix) bool {
		return !slices.ContainsFunc(seen, func(dir string) bool { return strings.HasPrefix(n.Bin, dir+"/") })
	})
	if len(found) == 0 {
		t.Skip("no private machines: no Nix in /usr")
	}
	return found
}

var hostEnv = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "USER=root", "LOGNAME=root"}

// Path returns where a file of the host is for us.
func (h *Host) Path(path string) string {
	return filepath.Join("/proc", strconv.Itoa(h.pid), "root", path)
}

// Write writes a file of root's.
func (h *Host) Write(t testing.TB, path, text string, mode os.FileMode) {
	t.Helper()
	writeFile(t, h.Path(path), text, mode)
	if err := os.Chmod(h.Path(path), mode); err != nil { // of a file that was there
		t.Fatal(err)
	}
}

// Append adds text to a file that is there.
func (h *Host) Append(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(h.Path(path), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Copy puts a program of ours onto the host.
func (h *Host) Copy(t testing.TB, program, path string) {
	t.Helper()
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	h.Write(t, path, string(text), 0o755)
}

// Read returns the text of a file.
func (h *Host) Read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(h.Path(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (h *Host) command(argv []string) []string {
	nsenter := []string{"nsenter", "--target", strconv.Itoa(h.pid), "--mount", "--pid", "--uts", "--"}
	return append(nsenter, argv...)
}

// Run runs a program as root and returns its output. The error quotes stderr.
func (h *Host) Run(t testing.TB, argv ...string) (stdout string, err error) {
	t.Helper()
	out := runBy(t, h.net.start, hostEnv, h.command(argv)...)
	return out.stdout, out.failure()
}

// Must is Run for what has to work.
func (h *Host) Must(t testing.TB, argv ...string) string {
	t.Helper()
	stdout, err := h.Run(t, argv...)
	if err != nil {
		t.Fatalf("%q: %v\n%s", argv, err, stdout)
	}
	return stdout
}

// HostKey returns the host's public key, which it makes when it has none.
func (h *Host) HostKey(t testing.TB) string {
	t.Helper()
	const path = "/etc/ssh/ssh_host_ed25519_key"
	if _, err := os.Stat(h.Path(path)); err != nil {
		h.Write(t, path+".pub", h.NewKey(t, path)+" root@host\n", 0o644)
	}
	words := strings.Fields(h.Read(t, path+".pub"))
	return words[0] + " " + words[1]
}

// NewKey makes an ssh key and returns its public half, "type blob".
func (h *Host) NewKey(t testing.TB, path string) string {
	t.Helper()
	k := newKey(t, "ed25519")
	k.write(t, h.Path(path))
	return k.line()
}
