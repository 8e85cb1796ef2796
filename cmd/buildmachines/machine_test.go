package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const machineInventory = `
builder "ada" {
  host_name        = "ada.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["aarch64-linux"]
  public_host_keys = ["` + fleetKey + `"]
}
client "laptop" {
  users = ["root", "nixuser", "nobody-here"]
}
`

// onMachine runs a shell script as root on a machine of its own, which this one
// does not notice, and returns what it says on both streams.
func onMachine(t *testing.T, script string) string {
	t.Helper()
	words := counterpart.PrivateMounts(t)
	counterpart.Require(t, "ssh")
	machine, err := filepath.Abs("testdata/install/machine.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"script.sh": script, "inventory.hcl": machineInventory} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	words = append(words, "sh", "-eu", machine, dir, filepath.Join(dir, "script.sh"))
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// says wants every line in out, in this order.
func says(t *testing.T, out string, lines ...string) {
	t.Helper()
	rest := out
	for _, line := range lines {
		_, after, ok := strings.Cut(rest, line)
		if !ok {
			t.Fatalf("%q is not said, or not there:\n%s", line, out)
		}
		rest = after
	}
}

func TestInstallIsVerifiedByAskingSSH(t *testing.T) {
	out := onMachine(t, `
buildmachines install -f inventory.hcl --yes
ssh -G ada | grep -E '^(hostname|port|user|identityfile|hostkeyalias|userknownhostsfile|stricthostkeychecking) ' | sort
ssh -G stranger | grep '^stricthostkeychecking'
mkdir -p -m 700 /etc/nix
(umask 077; echo x > /etc/nix/builder_ed25519)
echo "second run"
buildmachines install -f inventory.hcl --yes --restart
`)
	says(t, out,
		"not verified: there is no user nobody-here on this machine\n",
		"/etc/nix/builder_ed25519 is of no use to root: it is not there\n",
		"verified: ssh of root does what the plan says (hosts: 1)\n",
		"verified: ssh of nixuser does what the plan says (hosts: 1)\n",
		"hostkeyalias ada\n", "hostname ada.example.org\n", "identityfile /etc/nix/builder_ed25519\n", "port 22\n",
		"stricthostkeychecking true\n", "user nixremote\n", "userknownhostsfile /etc/buildmachines/known_hosts\n",
		"stricthostkeychecking ask\n",
		"second run\n", "nothing to do\n",
		"/etc/nix/builder_ed25519 is of no use to nixuser: it belongs to user 0",
	)
	_, second, _ := strings.Cut(out, "second run")
	if strings.Contains(second, "called") || strings.Contains(second, "no use to root") {
		t.Errorf("the second run:\n%s", second)
	}
}

func TestUserConfigThatWinsIsFound(t *testing.T) {
	out := onMachine(t, `
mkdir /run/root/.ssh
cat > /run/root/.ssh/config <<'.'
Host *
  Port 2222
  User mallory
  ProxyJump evil
  StrictHostKeyChecking no
.
cp /run/root/.ssh/config before
buildmachines install -f inventory.hcl --yes || echo "exit $?"
buildmachines install -f inventory.hcl --fix-user-config --yes || echo "exit $?"
head -n 2 /run/root/.ssh/config
buildmachines install -f inventory.hcl && echo "stays"
buildmachines install --rollback --yes
cmp before /run/root/.ssh/config
echo 'IdentityFile /run/root/mine' | cat - before > /run/root/.ssh/config
buildmachines install -f inventory.hcl --fix-user-config --yes || echo "exit $?"
`)
	says(t, out,
		"ssh of root, host ada: port is 2222, not 22, because of /run/root/.ssh/config\n",
		"ssh of root, host ada: proxyjump is evil, not unset, because of /run/root/.ssh/config\n",
		"ssh of root, host ada: stricthostkeychecking is false, not true, because of /run/root/.ssh/config\n",
		"ssh of root, host ada: user is mallory, not nixremote, because of /run/root/.ssh/config\n",
		"hint: make this the first line of /run/root/.ssh/config, or use --fix-user-config: Include /etc/ssh/ssh_config.d/10-buildmachines.conf\n",
		"verified: ssh of nixuser",
		"exit 1\n",
		"verified: ssh of root",
		"# buildmachines\nInclude /etc/ssh/ssh_config.d/10-buildmachines.conf\n",
		"nothing to do", "stays\n",
		"rolled back: 1 restored, 0 removed\n",
		"identityfile is /etc/nix/builder_ed25519, /run/root/mine, not /etc/nix/builder_ed25519, because of /run/root/.ssh/config\n",
		"hint: /run/root/.ssh/config begins with our stanzas already",
		"exit 1\n",
	)
}

// As root we write nothing into a folder in which somebody else can put links.
func TestConfigInTheHomeOfAnotherIsLeftAlone(t *testing.T) {
	says(t, onMachine(t, `
echo 'User mallory' > /run/nixuser/.ssh/config
buildmachines install -f inventory.hcl --yes --fix-user-config || echo "exit $?"
cat /run/nixuser/.ssh/config
`),
		"/run/nixuser/.ssh/config is left alone: the folder /run/nixuser belongs to user 31001",
		"5 written",
		"ssh of nixuser, host ada: user is mallory, not nixremote, because of /run/nixuser/.ssh/config\n",
		"hint: make this the first line of /run/nixuser/.ssh/config",
		"exit 1\nUser mallory\n",
	)
}

func TestSystemConfigThatWinsIsFound(t *testing.T) {
	says(t, onMachine(t, `
printf 'Host *\n  Port 2222\n' > /etc/ssh/ssh_config.d/05-early.conf
buildmachines install -f inventory.hcl --yes || echo "exit $?"
`),
		"ssh of root, host ada: port is 2222, not 22, because of a file of the system that ssh reads before ours\n",
		"exit 1\n",
	)
}

func TestDaemonIsRestartedWhenNixConfChanges(t *testing.T) {
	out := onMachine(t, `
buildmachines install -f inventory.hcl --yes
echo "with --restart"
buildmachines install --rollback --yes --restart
buildmachines install -f inventory.hcl --yes --restart
echo "without a change of nix.conf"
sed -i 's/aarch64/riscv64/' inventory.hcl
buildmachines install -f inventory.hcl --yes --restart
echo "without a daemon"
rm /etc/systemd/system/nix-daemon.service
buildmachines install --rollback --yes
buildmachines install -f inventory.hcl --yes
sed -i 's/users .*/max_jobs = 0/' inventory.hcl
buildmachines install -f inventory.hcl --yes --restart
`)
	says(t, out,
		"nix.conf changed, which the Nix daemon reads when it starts: run `systemctl restart nix-daemon.service`, or use --restart\n",
		"with --restart\n",
		"called: systemctl restart nix-daemon.service\n", "the Nix daemon was restarted by systemd\n",
		"called: systemctl restart nix-daemon.service\n",
		"without a change of nix.conf\n", "1 written", "the Nix daemon needs no restart",
		"without a daemon\n", "nix.conf changed, but no Nix daemon was found under systemd, OpenRC or launchd",
	)
	if n := strings.Count(out, "called:"); n != 2 {
		t.Errorf("%d restarts, want 2:\n%s", n, out)
	}
}

// Nix itself reads what is installed, by way of the line in /etc/nix/nix.conf.
func TestNixReadsWhatIsInstalled(t *testing.T) {
	for _, nix := range counterpart.Nixes(t) {
		show := "config show"
		if nix.Minor < 20 {
			show = "show-config"
		}
		says(t, onMachine(t, `
mkdir /etc/nix
printf 'builders = @/etc/nix/machines\nmax-jobs = 3' > /etc/nix/nix.conf
buildmachines install -f inventory.hcl --yes
`+nix.Bin+`/nix --extra-experimental-features nix-command `+show+` | grep -E '^(builders|max-jobs) ' | sort
`),
			"hint: /etc/nix/nix.conf:1 sets builders, which our nix.conf comes after and replaces\n",
			"builders = @/etc/buildmachines/machines\n", "max-jobs = 3\n")
	}
}
