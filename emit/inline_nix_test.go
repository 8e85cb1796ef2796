package emit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// onEachNix runs a test with every Nix.
func onEachNix(t *testing.T, test func(t *testing.T, n counterpart.Nix)) {
	t.Helper()
	for _, n := range counterpart.Nixes(t) {
		t.Run(n.String(), func(t *testing.T) { test(t, n) })
	}
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// machinesFor writes the machines file of n for a builder with these attributes.
func machinesFor(t *testing.T, n counterpart.Nix, builder string) string {
	t.Helper()
	text, diags := inline(t, compile(t, n.String(), builder), "machines")
	if all := codes(diags); len(all) > 0 {
		t.Fatal(diags)
	}
	return writeFile(t, text)
}

// TestRealNixPassesTheConnectionOn: the words after ssh's own options are the
// user and the host, and the file with the pin names that host.
func TestRealNixPassesTheConnectionOn(t *testing.T) {
	type call struct{ Destination, Key, Port, KnownHosts string }
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		key := fmt.Sprintf("ssh_key = \"/etc/nix/a,key\"\npublic_host_keys = [%q]\n", ed25519Key)
		cases := map[string]call{
			`host_name = "192.0.2.7"`:                               {"192.0.2.7", "", "", ""},
			key + `ssh_user = "nix.remote"`:                         {"nix.remote@ada", "/etc/nix/a,key", "", "ada " + ed25519Key},
			key + `host_name = "2001:db8::7"`:                       {"2001:db8::7", "/etc/nix/a,key", "", "2001:db8::7 " + ed25519Key},
			key + "host_name = \"2001:db8::7\"\nssh_user = \"nix\"": {"nix@2001:db8::7", "/etc/nix/a,key", "", "2001:db8::7 " + ed25519Key},
			key + `uri_params = { remote-store = "/srv" }`:          {"ada", "/etc/nix/a,key", "", "ada " + ed25519Key},
		}
		if n.Minor >= 31 {
			cases[key+"port = 2222\nssh_user = \"nix\""] = call{"nix@ada", "/etc/nix/a,key", "2222", "ada " + ed25519Key}
			cases[key+"port = 2222\nhost_name = \"2001:db8::7\""] = call{"2001:db8::7", "/etc/nix/a,key", "2222", "2001:db8::7 " + ed25519Key}
		}
		for builder, want := range cases {
			for _, protocol := range []string{"ssh", "ssh-ng"} {
				file := machinesFor(t, n, builder+"\nprotocol = \""+protocol+`"`)
				tried := n.Attempts(t, file, "x86_64-linux")
				if len(tried) != 1 {
					t.Fatalf("%s: %d attempts", builder, len(tried))
				}
				ssh := tried[0].SSH
				got := call{Key: after(ssh, "-i"), KnownHosts: strings.TrimSpace(tried[0].KnownHosts)}
				for _, arg := range ssh {
					if port, ok := strings.CutPrefix(arg, "-p"); ok {
						got.Port = port
					}
				}
				if slices.Contains(ssh, want.Destination) {
					got.Destination = want.Destination
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s over %s calls ssh %q: %s", builder, protocol, ssh, d)
				}
			}
		}
	})
}

func after(args []string, option string) string {
	if i := slices.Index(args, option); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

// noConfig is an ssh_config that says nothing of any builder.
const noConfig = "GlobalKnownHostsFile /dev/null\nUserKnownHostsFile /dev/null\nIdentityAgent none\n"

// TestRealBuildWithoutSSHConfig builds on a port that is not 22.
func TestRealBuildWithoutSSHConfig(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		if n.Minor < 31 {
			return // TestInlineDialects: the port is refused
		}
		remote := counterpart.NewRemote(t, n)
		s := counterpart.StartSSHD(t, counterpart.SSHDOptions{SetEnv: remote.Env()})
		builder := func(protocol, pin string) string {
			return fmt.Sprintf("systems = [%q]\nprotocol = %q\nhost_name = %q\nport = %d\nssh_user = %q\nssh_key = %q\npublic_host_keys = [%q, %q]",
				system(t), protocol, s.Host, s.Port, s.User, s.ClientKey, s.HostKeys["rsa"], pin)
		}
		for _, protocol := range []string{"ssh", "ssh-ng"} {
			right := machinesFor(t, n, builder(protocol, s.HostKeys["ed25519"]))
			if err := remote.RemoteBuild(t, n, right, writeFile(t, noConfig)); err != nil {
				t.Errorf("%s: %v", protocol, err)
			}
			wrong := machinesFor(t, n, builder(protocol, counterpart.NewPublicKey(t, "ed25519")))
			if err := remote.RemoteBuild(t, n, wrong, writeFile(t, noConfig)); err == nil {
				t.Errorf("%s builds with a wrong pin", protocol)
			}
		}
	})
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

// TestWhatSSHDoesWithAPinOnAnotherPort shows why a pin there has to be of type
// ed25519, and what the page on --inline warns of. The known_hosts file is as
// Nix writes it: without the port.
func TestWhatSSHDoesWithAPinOnAnotherPort(t *testing.T) {
	counterpart.Require(t, "ssh")
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{})
	for _, c := range []struct {
		pin, checking string
		connects      bool
	}{
		{s.HostKeys["ed25519"], "yes", true},
		{s.HostKeys["ecdsa"], "yes", false},
		{s.HostKeys["rsa"], "yes", false},
		{counterpart.NewPublicKey(t, "ed25519"), "yes", false},
		{counterpart.NewPublicKey(t, "ed25519"), "ask", false},
		{counterpart.NewPublicKey(t, "ed25519"), "accept-new", true},
		{counterpart.NewPublicKey(t, "ed25519"), "no", true},
	} {
		config := fmt.Sprintf("Port %d\nUser %s\nIdentityFile %s\nUserKnownHostsFile %s\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking %s\n",
			s.Port, s.User, s.ClientKey, writeFile(t, s.Host+" "+c.pin+"\n"), c.checking)
		err := counterpart.Connect(t, writeFile(t, config), s.Host)
		if connects := err == nil; connects != c.connects {
			t.Errorf("%s with StrictHostKeyChecking %s: %v", c.pin[:20], c.checking, err)
		}
	}
}
