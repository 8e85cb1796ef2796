package counterpart_test

import (
	"fmt"
	"os"
	"os/user"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

func TestSSHConfig(t *testing.T) {
	file := write(t, "Match originalhost ada localuser "+currentUser(t)+"\n  HostName ada.example.org\n  IdentityFile /k1\n  IdentityFile /k2\nMatch all\n")
	got := counterpart.SSHConfig(t, file, "ada", "SendEnv A\nHost *\n  Port 7\n  HostName other\n")
	for key, want := range map[string][]string{
		"hostname": {"ada.example.org"}, "identityfile": {"/k1", "/k2"}, "port": {"7"}, "sendenv": {"A"},
	} {
		if !slices.Equal(got[key], want) {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
	if got := counterpart.SSHConfig(t, file, "bob")["hostname"]; !slices.Equal(got, []string{"bob"}) {
		t.Errorf("bob is at %q", got)
	}
}

func TestReadSSHConfigQuotesSSH(t *testing.T) {
	_, err := counterpart.ReadSSHConfig(t, write(t, "Hostname a b\n"), "ada")
	if err == nil || !strings.Contains(err.Error(), "extra arguments") {
		t.Errorf("got %v", err)
	}
}

// stanza is a client's configuration for the alias "ada".
func stanza(t *testing.T, s *counterpart.SSHD, knownHosts string, more ...string) string {
	t.Helper()
	return write(t, fmt.Sprintf(`Host ada
  HostName %s
  Port %d
  User %s
  IdentityFile %s
  IdentitiesOnly yes
  HostKeyAlias ada
  UserKnownHostsFile %s
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
  %s
`, s.Host, s.Port, s.User, s.ClientKey, write(t, knownHosts), strings.Join(more, "\n  ")))
}

const refused = "Host key verification failed"

func TestConnect(t *testing.T) {
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{})
	for name, c := range map[string]struct{ knownHosts, err string }{
		"right ed25519 pin": {"ada " + s.HostKeys["ed25519"], ""},
		"right ecdsa pin":   {"ada " + s.HostKeys["ecdsa"], ""},
		"right rsa pin":     {"ada " + s.HostKeys["rsa"], ""},
		"wrong pin":         {"ada " + counterpart.NewPublicKey(t, "ed25519"), refused},
		"no pin":            {"", refused},
		"another's pin":     {"bob " + s.HostKeys["ed25519"], refused},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, counterpart.Connect(t, stanza(t, s, c.knownHosts+"\n"), "ada"), c.err)
		})
	}
}

func TestConnectWithACertificate(t *testing.T) {
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, Principals: []string{"ada"}})
	pin := "@cert-authority * " + s.Authority + "\n"
	wantError(t, counterpart.Connect(t, stanza(t, s, pin), "ada"), "")
	other := "@cert-authority * " + counterpart.NewPublicKey(t, "ed25519") + "\n"
	wantError(t, counterpart.Connect(t, stanza(t, s, other), "ada"), refused)
	// A certificate's principals are compared with HostKeyAlias.
	file := stanza(t, s, pin)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, counterpart.Connect(t, write(t, strings.Replace(string(text), "HostKeyAlias ada", "HostKeyAlias bob", 1)), "ada"), refused)
}

func TestConnectWithARestrictedKey(t *testing.T) {
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{KeyOptions: `restrict,command="exit 7"`})
	wantError(t, counterpart.Connect(t, stanza(t, s, "ada "+s.HostKeys["ed25519"]+"\n"), "ada"), "exit status 7")
	if log := s.Log(t); !strings.Contains(log, "Accepted publickey") {
		t.Error(log)
	}
}

func TestRemoteBuild(t *testing.T) {
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		remote := counterpart.NewRemote(t, n)
		s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, SetEnv: remote.Env()})
		right := stanza(t, s, "ada "+s.HostKeys["ed25519"]+"\n")
		wrong := stanza(t, s, "ada "+counterpart.NewPublicKey(t, "ed25519")+"\n")
		for _, scheme := range []string{"ssh", "ssh-ng"} {
			machines := write(t, scheme+"://ada "+system(t)+" - 1 1 - - -\n")
			wantError(t, remote.RemoteBuild(t, n, machines, wrong), "ada")
			wantError(t, remote.RemoteBuild(t, n, machines, right), "")
		}
	})
}

// Every version can build for every other.
func TestRemoteBuildBetweenVersions(t *testing.T) {
	nixes := counterpart.Nixes(t)
	oldest, newest := nixes[0], nixes[0]
	for _, n := range nixes {
		if n.Minor < oldest.Minor {
			oldest = n
		}
		if n.Minor > newest.Minor {
			newest = n
		}
	}
	for _, pair := range [][2]counterpart.Nix{{oldest, newest}, {newest, oldest}} {
		remote := counterpart.NewRemote(t, pair[1])
		s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, SetEnv: remote.Env()})
		machines := write(t, "ssh-ng://ada "+system(t)+" - 1 1 - - -\n")
		err := remote.RemoteBuild(t, pair[0], machines, stanza(t, s, "ada "+s.HostKeys["ed25519"]+"\n"))
		wantError(t, err, "")
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil {
		t.Error(err)
	}
	if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}

func currentUser(t *testing.T) string {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return me.Username
}

// system is the one that this machine builds for.
func system(t *testing.T) string {
	t.Helper()
	cpu, ok := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	if !ok {
		t.Skip("no Nix system is known for " + runtime.GOARCH)
	}
	return cpu + "-" + runtime.GOOS
}
