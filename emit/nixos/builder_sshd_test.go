package nixos_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// nixosDefault is the text that NixOS puts before everybody's extraConfig.
const nixosDefault = `Banner none
AddressFamily any
Port 22
Subsystem sftp /bin/sftp-server
AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u
`

// admins is what an administrator may have in extraConfig: values for all, some
// of which may not follow a Match, and a block that changes one of them.
const admins = `LoginGraceTime 33
AllowTcpForwarding no
AuthorizedKeysCommand /bin/others %u
AuthorizedKeysCommandUser nobody
Match User bob
  AllowTcpForwarding yes
  ForceCommand /bin/bobs
`

// want is what holds for the account, wherever the module is imported.
var wantAccount = map[string]string{
	"passwordauthentication": "no", "kbdinteractiveauthentication": "no", "allowtcpforwarding": "no",
	"permittty": "no", "x11forwarding": "no", "forcecommand": "none", "logingracetime": "33",
}

// sshd takes the text of NixOS, and everybody's lines mean what they did.
func TestSSHDReadsTheNixOSModule(t *testing.T) {
	for name := range setups {
		module := optionset.Eval(t, counterpart.Nixes(t)[0], setupGolden(name, "nixos.nix"))
		block, _ := optionset.Get(module, "services", "openssh", "extraConfig").(string)
		startups, _ := optionset.Get(module, "services", "openssh", "settings", "MaxStartups").(object)
		config := "MaxStartups " + startups["content"].(string) + "\n" + throughHeredoc(t, nixosDefault+"\n"+admins+"\n"+block)
		sshdSays(t, config, "nixremote", wantAccount)
		sshdSays(t, config, "nixremote", map[string]string{
			"authorizedkeysfile": "/etc/ssh/authorized_keys.d/%u", "authorizedkeyscommand": "none", "maxstartups": startups["content"].(string),
		})
		bobsAreBobs(t, config)
	}
}

// bobsAreBobs checks what admins say of bob, and of everybody else.
func bobsAreBobs(t *testing.T, config string) {
	t.Helper()
	sshdSays(t, config, "bob", map[string]string{"allowtcpforwarding": "yes", "forcecommand": "/bin/bobs", "permittty": "yes"})
	sshdSays(t, config, "carol", map[string]string{"allowtcpforwarding": "no", "forcecommand": "none", "permittty": "yes", "authorizedkeyscommand": "/bin/others %u"})
}

// Trap 23: NixOS makes sshd_config with `cat settings - >$out <<EOL`, so that the
// shell expands what it finds.
func throughHeredoc(t *testing.T, text string) string {
	t.Helper()
	out, err := exec.Command("/bin/sh", "-c", "cat <<EOL\n"+text+"\nEOL\n").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSuffix(string(out), "\n"); got != text {
		t.Errorf("the shell changes the text to %q", got)
	}
	return string(out)
}

// nix-darwin has a folder of files, of which ours comes after its own.
func TestSSHDReadsTheDarwinModule(t *testing.T) {
	const ours = "ssh/sshd_config.d/102-buildmachines.conf"
	for name := range setups {
		module := optionset.Eval(t, counterpart.Nixes(t)[0], setupGolden(name, "darwin.nix"))
		block, _ := optionset.Get(module, "environment", "etc", ours, "text").(string)
		dir := t.TempDir()
		write(t, filepath.Join(dir, "100-nix-darwin.conf"), []byte(admins))
		write(t, filepath.Join(dir, "101-authorized-keys.conf"), []byte("AuthorizedKeysCommand /bin/cat /etc/ssh/nix_authorized_keys.d/%u\nAuthorizedKeysCommandUser _sshd\n"))
		write(t, filepath.Join(dir, filepath.Base(ours)), []byte(block))
		config := "Include " + dir + "/*\nAuthorizedKeysFile .ssh/authorized_keys\nSubsystem sftp /usr/libexec/sftp-server\nPermitTTY yes\n"
		sshdSays(t, config, "nixremote", wantAccount)
		sshdSays(t, config, "nixremote", map[string]string{
			"authorizedkeysfile": "none", "authorizedkeyscommand": "/bin/cat /etc/ssh/nix_authorized_keys.d/%u", "authorizedkeyscommanduser": "nobody",
		})
		bobsAreBobs(t, config)
	}
}

func sshdSays(t *testing.T, config, user string, want map[string]string) {
	t.Helper()
	got, err := counterpart.SSHDConfig(t, config, user, "192.0.2.1")
	if err != nil {
		t.Fatalf("%v\n%s", err, config)
	}
	for keyword, value := range want {
		if have := strings.Join(got[keyword], " "); have != value {
			t.Errorf("%s for %s is %q, want %q in\n%s", keyword, user, have, value, config)
		}
	}
}
