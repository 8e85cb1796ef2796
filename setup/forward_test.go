package setup_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// forwarding hands everything over that ssh can, to every host.
const forwarding = `Host *
  ForwardAgent yes
  ForwardX11 yes
  ForwardX11Trusted yes
  SendEnv *
  SetEnv HANDED=over
  LocalForward %[1]s/local localhost:1
  RemoteForward %[1]s/remote localhost:1
  DynamicForward %[2]d
  Tunnel yes
  GSSAPIDelegateCredentials yes
  RemoteCommand echo other
  PermitLocalCommand yes
  LocalCommand touch %[1]s/command
  RequestTTY force
  ControlMaster auto
  ControlPath %[1]s/control
  ControlPersist yes
`

// generous takes everything that is handed over.
const generous = "AcceptEnv *\nX11Forwarding yes\nAllowAgentForwarding yes\nAllowTcpForwarding yes\nAllowStreamLocalForwarding yes\nPermitTunnel yes\n"

// holdings prints what a session there has of the admin's.
const holdings = `echo "agent=${SSH_AUTH_SOCK-none} display=${DISPLAY-none} set=${HANDED-none} sent=${ADMIN_TOKEN-none}"` + "\n"

// Nothing of the admin's goes to the machine, whatever their config says. That the
// machine would take it shows in a login without us.
func TestNothingIsHandedOver(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ADMIN_TOKEN", "secret")
	t.Setenv("DISPLAY", "127.0.0.1:99")
	t.Setenv("SSH_AUTH_SOCK", startAgent(t))
	m := startWith(t, fmt.Sprintf(forwarding, dir, freePort(t)), counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, Config: generous})

	out, err := exec.Command("ssh", "-o", "RemoteCommand=none", "-o", "RequestTTY=no", "-o", "ControlPath=none", "-o", "ClearAllForwardings=yes", "-o", "Tunnel=no", "machine", holdings).CombinedOutput()
	if text := string(out); err != nil || strings.Contains(text, "agent=none") || !strings.Contains(text, "set=over sent=secret") {
		t.Fatalf("nothing is handed over by ssh itself, so this proves nothing: %v\n%s", err, text)
	}
	_ = os.Remove(filepath.Join(dir, "command"))

	if err := m.put(t, holdings).Run(false); err != nil {
		t.Fatalf("%v\n%s", err, m.said.String())
	}
	if want := "agent=none display=none set=none sent=none\n"; m.said.String() != want {
		t.Errorf("got %q, want %q", m.said.String(), want)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("there are tunnels, masters or commands: %v %v", left, err)
	}
}

// Each ssh that reads the admin's config is asked what it makes of it.
func TestNothingIsHandedOverByWord(t *testing.T) {
	m := startWith(t, fmt.Sprintf(forwarding, t.TempDir(), freePort(t)), counterpart.Asked, counterpart.SSHDOptions{})
	if _, err := m.put(t, shows(m.HostKeys["ed25519"], counterpart.NewPublicKey(t, "rsa"))).HostKeys(); err != nil {
		t.Fatalf("%v\n%s", err, m.said.String())
	}
	asked := 0
	for line := range strings.Lines(m.Calls(t)) {
		words := strings.Fields(line)[1:]
		if words[0] == "-F" || words[0] == "-O" || strings.Contains(line, " -G ") {
			continue // reads none, or connects to nothing
		}
		asked++
		words[slices.Index(words, "-E")+1] = "/dev/null" // nobody reads the pipe any more
		out, err := exec.Command("ssh", append([]string{"-G"}, words...)...).Output()
		if err != nil {
			t.Fatalf("%v: %s", words, out)
		}
		for option, want := range map[string]string{
			"forwardagent": "no", "forwardx11": "no", "clearallforwardings": "yes", "tunnel": "false", "permitlocalcommand": "no",
			"gssapidelegatecredentials": "no", "setenv": "BUILDMACHINES_NONE=", "sessiontype": "none", "nohostauthenticationforlocalhost": "no",
			"remotecommand": "", "connecttimeout": "60", "serveraliveinterval": "15",
		} {
			if got := valueOf(string(out), option); got != want {
				t.Errorf("%s is %q, want %q, in %v", option, got, want, words)
			}
		}
	}
	if asked != 2 {
		t.Errorf("%d ssh are asked, want the login and a handshake", asked)
	}
}

func valueOf(config, option string) string {
	for line := range strings.Lines(config) {
		if value, ok := strings.CutPrefix(line, option+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// The admin's own limits count, and so do those for a person who types.
func TestOwnLimitsCount(t *testing.T) {
	m := start(t, "ConnectTimeout 7\nServerAliveInterval 8\nServerAliveCountMax 9\n")
	m.connect(t)
	if calls := m.Calls(t); strings.Contains(calls, "ConnectTimeout") || strings.Contains(calls, "ServerAlive") {
		t.Errorf("the admin's limits are replaced:\n%s", calls)
	}
}

// startAgent starts an agent without keys, and returns its socket.
func startAgent(t *testing.T) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	cmd := exec.Command(counterpart.Require(t, "ssh-agent"), "-D", "-a", socket)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 6000 {
		if c, err := net.Dial("unix", socket); err == nil {
			c.Close()
			return socket
		}
	}
	t.Fatal("no agent")
	return ""
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// The admin's own way to the machine stays: their jumps and proxies.
func TestOwnWayStays(t *testing.T) {
	jump := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	known := filepath.Join(t.TempDir(), "known_hosts")
	text(t, known, "jump "+jump.HostKeys["ed25519"]+"\n")
	stanza := fmt.Sprintf("Host jump\n  HostName %s\n  Port %d\n  User %s\n  IdentityFile %s\n  HostKeyAlias jump\n  UserKnownHostsFile %s\n", jump.Host, jump.Port, jump.User, jump.ClientKey, known)
	for name, way := range map[string]string{
		"ProxyJump":    "ProxyJump jump",
		"ProxyCommand": "ProxyCommand ssh -W %h:%p jump",
	} {
		t.Run(name, func(t *testing.T) {
			m := startWith(t, stanza+"Host machine\n  "+way+"\n", counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519", "rsa"}})
			keys, err := m.put(t, shows(m.HostKeys["ed25519"], m.HostKeys["rsa"])).HostKeys()
			if err != nil || len(keys) != 2 || keys[0].Unproven != "" || keys[1].Unproven != "" {
				t.Errorf("%+v: %v\n%s", keys, err, m.said.String())
			}
			if n := strings.Count(jump.Log(t), "Accepted publickey"); n < 2 {
				t.Errorf("the jump was used %d times", n)
			}
		})
	}
}
