package counterpart_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

func TestHostsAreMachinesOfTheirOwn(t *testing.T) {
	t.Parallel()
	net := counterpart.NewNetwork(t)
	ada, bob := net.Host(t, "ada"), net.Host(t, "bob")
	for _, h := range []*counterpart.Host{ada, bob} {
		h.Must(t, "sh", "-c", "uname -n > /etc/who; touch /nix/there /root/there /var/lib/there /tmp/there")
	}
	if a, b := ada.Read(t, "/etc/who"), bob.Read(t, "/etc/who"); a != "ada\n" || b != "bob\n" {
		t.Errorf("the hosts are called %q and %q", a, b)
	}
	for _, path := range []string{"/etc/who", "/nix/there", "/root/there", "/var/lib/there", "/tmp/there"} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is on this machine, too: %v", path, err)
		}
	}
	if _, err := ada.Run(t, "touch", "/usr/there"); err == nil || !strings.Contains(err.Error(), "Read-only file system") {
		t.Errorf("programs can be changed: %v", err)
	}
	if out := ada.Must(t, "sh", "-c", "echo /proc/[0-9]*"); strings.Count(out, "/proc/") > 3 {
		t.Errorf("a host sees processes of others: %s", out)
	}
}

func TestHostsReachEachOther(t *testing.T) {
	t.Parallel()
	net := counterpart.NewNetwork(t)
	ada, bob := net.Host(t, "ada"), net.Host(t, "bob")
	pin := bob.SSHD(t, "127.0.0.2:22", "127.0.0.2:2222")
	key := ada.NewKey(t, "/root/.ssh/id_ed25519")
	ada.Write(t, "/root/.ssh/known_hosts", "127.0.0.2,[127.0.0.2]:2222 "+pin+"\n", 0o600)
	connect := func() error {
		out, err := ada.Run(t, "ssh", "-o", "BatchMode=yes", "127.0.0.2", "uname -n; ssh -V 2>&1")
		if err == nil && !strings.HasPrefix(out, "bob\n") {
			t.Errorf("got %q", out)
		}
		return err
	}
	wantError(t, connect(), "Permission denied")
	bob.Write(t, "/root/.ssh/authorized_keys", key+"\n", 0o600)
	wantError(t, connect(), "")
	ada.Must(t, "ssh", "-o", "BatchMode=yes", "-p", "2222", "127.0.0.2", "true")
}

func TestHostSyslog(t *testing.T) {
	t.Parallel()
	ada := counterpart.NewNetwork(t).Host(t, "ada")
	said := ada.Syslog(t)
	ada.Must(t, "logger", "-t", "me", "one")
	ada.Must(t, "logger", "-t", "me", "two")
	if got := said(); !strings.Contains(got, "me: one\n") || !strings.Contains(got, "me: two\n") {
		t.Errorf("got %q", got)
	}
}
