package pipelinestest_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A farm is a laptop and two builders, each a machine of its own. The laptop has
// a daemon, and alice, who reaches the store through it alone.
type farm struct {
	nix              counterpart.Nix
	laptop, ada, bob *counterpart.Host
	daemon           *counterpart.Daemon
}

var addresses = map[string]string{"ada": "127.0.0.2", "bob": "127.0.0.3"}

const keyPath = "/etc/nix/builder_ed25519"

// newFarm makes the machines, and installs on the laptop what the inventory says.
func newFarm(t *testing.T, nix counterpart.Nix) *farm {
	t.Helper()
	net := counterpart.NewNetwork(t)
	f := &farm{nix: nix, laptop: net.Host(t, "laptop"), ada: net.Host(t, "ada"), bob: net.Host(t, "bob")}
	key := f.laptop.NewKey(t, keyPath)
	pins := map[string]string{}
	for name, h := range f.builders() {
		h.Write(t, "/root/.ssh/authorized_keys", key+"\n", 0o600)
		h.Write(t, "/etc/ssh/sshd_config.d/path.conf", "SetEnv PATH="+nix.Bin+":/usr/bin:/bin\n", 0o644)
		pins[name] = h.SSHD(t, addresses[name]+":22")
	}
	f.laptop.Copy(t, command(t), "/opt/bin/buildmachines")
	f.laptop.Write(t, "/opt/buildmachines.hcl", inventory(nix, pins), 0o644)
	f.laptop.Write(t, "/opt/build.nix", buildNix, 0o644)
	f.laptop.Append(t, "/etc/passwd", "alice:x:2000:2000::/home/alice:/bin/sh\n")
	f.laptop.Append(t, "/etc/shadow", "alice:*:19000:0:99999:7:::\n")
	f.laptop.Append(t, "/etc/group", "alice:x:2000:\nwheel:x:2001:alice\n")
	f.laptop.Must(t, "install", "-d", "-o", "alice", "/home/alice")
	f.daemon = f.laptop.NixDaemon(t, nix)
	f.as(t, "root", "buildmachines install -f /opt/buildmachines.hcl --client laptop --yes")
	f.restart(t)
	return f
}

func (f *farm) builders() map[string]*counterpart.Host {
	return map[string]*counterpart.Host{"ada": f.ada, "bob": f.bob}
}

// restart lets the daemon read its nix.conf.
func (f *farm) restart(t *testing.T) {
	t.Helper()
	f.daemon.Stop()
	f.daemon = f.laptop.NixDaemon(t, f.nix)
}

func inventory(nix counterpart.Nix, pins map[string]string) string {
	var b strings.Builder
	for _, name := range []string{"ada", "bob"} {
		fmt.Fprintf(&b, `builder %q {
  host_name        = %q
  systems          = ["%s-linux"]
  ssh_user         = "root"
  ssh_key          = %q
  tags             = ["of-%s"]
  public_host_keys = [%q]
}
`, name, addresses[name], map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH], keyPath, name, pins[name])
	}
	fmt.Fprintf(&b, "client \"desk\" {}\nclient \"laptop\" {\n  nix = %q\n}\n", nix)
	return b.String()
}

// buildNix is something new for each seed.
const buildNix = `{ seed }: derivation {
  name = "exec-${seed}"; system = builtins.currentSystem; builder = "/bin/sh"; inherit seed;
  args = [ "-c" "echo $seed > $out" ];
}
`

// as runs a line of shell as somebody on the laptop, with streams for what is
// said, and returns both.
func (f *farm) as(t *testing.T, user, line string) (stdout, stderr string) {
	t.Helper()
	stdout, stderr, err := f.try(t, user, line)
	if err != nil {
		t.Fatalf("%s: %s: %v\n%s", user, line, err, stderr)
	}
	return stdout, stderr
}

func (f *farm) try(t *testing.T, user, line string) (stdout, stderr string, err error) {
	t.Helper()
	const said = "/tmp/said"
	f.laptop.Write(t, said, "", 0o666)
	script := fmt.Sprintf("cd /opt; export PATH=/opt/bin:%s:$PATH NIX_CONFIG='sandbox = false' GORACE=%s; %s 2> %s", f.nix.Bin, noWait, line, said)
	stdout, err = f.laptop.Run(t, "su", user, "-c", script)
	return strings.TrimSpace(stdout), f.laptop.Read(t, said), err
}

// builds builds something by way of exec, and returns the builders that have
// built it.
func (f *farm) builds(t *testing.T, user, exec, seed string, more ...string) (where []string, stderr string) {
	t.Helper()
	argv := append([]string{exec, "nix-build --no-out-link build.nix --argstr seed", seed}, more...)
	path, stderr := f.as(t, user, strings.Join(argv, " "))
	for _, name := range []string{"ada", "bob"} {
		if _, err := f.builders()[name].Run(t, filepath.Join(f.nix.Bin, "nix-store"), "--check-validity", path); err == nil {
			where = append(where, name)
		}
	}
	if text := f.laptop.Read(t, path); text != seed+"\n" {
		t.Errorf("the output is %q", text)
	}
	return where, stderr
}
