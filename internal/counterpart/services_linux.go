package counterpart

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Daemon is a program that runs until the test's end.
type Daemon struct {
	cmd   *exec.Cmd
	log   string
	ended chan struct{}
}

// Daemon starts a program and waits until it is ready.
func (h *Host) Daemon(t testing.TB, ready func(log string) bool, argv ...string) *Daemon {
	t.Helper()
	command := h.command(argv)
	d := &Daemon{exec.Command(command[0], command[1:]...), filepath.Join(tempDir(t), "log"), make(chan struct{})}
	log, err := os.Create(d.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	d.cmd.Env = hostEnv
	d.cmd.Stdout, d.cmd.Stderr = log, log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := h.net.start(d.cmd.Start); err != nil {
		t.Fatal(err)
	}
	go func() { _ = d.cmd.Wait(); close(d.ended) }() // ends by our signal
	t.Cleanup(d.Stop)
	for range 1000 {
		if ready(d.Log(t)) {
			return d
		}
		select {
		case <-d.ended:
			t.Fatalf("%q ended:\n%s", argv, d.Log(t))
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatalf("%q does not start:\n%s", argv, d.Log(t))
	return nil
}

// Log returns what it has said so far.
func (d *Daemon) Log(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(d.log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Stop ends it.
func (d *Daemon) Stop() {
	_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGTERM)
	<-d.ended
}

// What the distributions have, but for PAM: without it sshd itself looks whether
// an account is locked. All forwarding is allowed.
const hostSSHD = `Include /etc/ssh/sshd_config.d/*.conf
LogLevel VERBOSE
UsePAM no
KbdInteractiveAuthentication no
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
`

// SSHD starts the host's ssh server at these addresses, with the configuration
// in /etc/ssh, and returns the host's public key, "type blob".
func (h *Host) SSHD(t testing.TB, addresses ...string) string {
	t.Helper()
	sshd, line := Require(t, "sshd"), h.HostKey(t)
	config, want := hostSSHD, []string{}
	for _, a := range addresses {
		config += "ListenAddress " + a + "\n"
		address, port, _ := strings.Cut(a, ":")
		want = append(want, fmt.Sprintf("Server listening on %s port %s", address, port))
	}
	h.Write(t, "/etc/ssh/sshd_config", config, 0o644)
	h.Daemon(t, func(log string) bool {
		return !slices.ContainsFunc(want, func(line string) bool { return !strings.Contains(log, line) })
	}, sshd, "-D", "-e")
	return line
}

// NixDaemon starts Nix's daemon, as an installation for many users has it.
func (h *Host) NixDaemon(t testing.TB, nix Nix) *Daemon {
	t.Helper()
	const socket = "/nix/var/nix/daemon-socket/socket"
	_ = os.Remove(h.Path(socket)) // of an earlier daemon, if any
	return h.Daemon(t, func(string) bool {
		_, err := os.Stat(h.Path(socket))
		return err == nil
	}, filepath.Join(nix.Bin, "nix-daemon"))
}

// Syslog starts to collect what programs on the host say to syslog. The function
// returns that.
func (h *Host) Syslog(t testing.TB) func() string {
	t.Helper()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: h.Path("/dev/log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	if err := os.Chmod(h.Path("/dev/log"), 0o666); err != nil {
		t.Fatal(err)
	}
	var all []byte
	return func() string {
		buf := make([]byte, 8192)
		for {
			// What has been said by programs that have ended is there at once.
			_ = socket.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) // fails on a closed socket only, as Read does
			n, err := socket.Read(buf)
			if err != nil {
				return string(all)
			}
			all = append(append(all, buf[:n]...), '\n')
		}
	}
}
