package e2etest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Without private machines, the current user's account is the builder's, and
// sshd reads the compiled files where they lie.
func TestBuildOnThisMachine(t *testing.T) {
	t.Parallel()
	for _, nix := range counterpart.Nixes(t) {
		for _, protocol := range []string{"ssh", "ssh-ng"} {
			t.Run(protocol+" "+nix.String(), func(t *testing.T) {
				t.Parallel()
				p := newPlain(t, nix, protocol)
				p.install(t, p.sshd.HostKeys["ed25519"])
				if err := p.build(t); err != nil {
					t.Error(err)
				}
				wantError(t, counterpart.Connect(t, p.file("clients/laptop/ssh_config"), "ada"), "refused: true")

				p.install(t, counterpart.NewPublicKey(t, "ed25519"))
				wantError(t, p.build(t), "Host key verification failed")

				p.install(t, p.sshd.HostKeys["ed25519"])
				p.write(t, "keys", "")
				wantError(t, p.build(t), "Permission denied (publickey")
			})
		}
	}
}

// plain is a builder and a client in one folder.
type plain struct {
	dir      string
	nix      counterpart.Nix
	protocol string
	remote   *counterpart.Remote
	sshd     *counterpart.SSHD
}

func newPlain(t *testing.T, nix counterpart.Nix, protocol string) *plain {
	t.Helper()
	p := &plain{dir: t.TempDir(), nix: nix, protocol: protocol, remote: counterpart.NewRemote(t, nix)}
	p.sshd = counterpart.StartSSHD(t, counterpart.SSHDOptions{
		HostKeys: []string{"ed25519"},
		SetEnv:   p.remote.Env(),
		KeysFile: p.file("keys"),
	})
	return p
}

func (p *plain) file(name string) string { return filepath.Join(p.dir, name) }

func (p *plain) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(p.file(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.file(name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// install compiles an inventory that pins ada so, and writes all of its files.
func (p *plain) install(t *testing.T, pin string) {
	t.Helper()
	ada := block(`builder "ada"`,
		attribute("host_name", p.sshd.Host),
		attribute("port", p.sshd.Port),
		attribute("protocol", p.protocol),
		attribute("systems", []string{system()}),
		attribute("ssh_user", p.sshd.User),
		attribute("ssh_key", p.sshd.ClientKey),
		attribute("public_host_keys", []string{pin}),
		block("remote",
			attribute("platform", "linux"),
			attribute("install", "single-user"),
			attribute("nix_path", []string{p.nix.Bin}),
			attribute("wrapper_path", p.file("builders/ada/nix-ssh-wrapper")),
		),
	)
	laptop := block(`client "laptop"`,
		attribute("users", []string{p.sshd.User}),
		attribute("dir", p.file("clients/laptop")),
		attribute("ssh_public_keys", []string{p.sshd.ClientLine}),
	)
	for name, text := range compile(t, "version = 1\n"+ada+laptop) {
		p.write(t, name, text)
		if name == "builders/ada/authorized_keys" {
			p.write(t, "keys", text)
		}
	}
}

func (p *plain) build(t *testing.T) error {
	t.Helper()
	return p.remote.RemoteBuild(t, p.nix, p.file("clients/laptop/machines"), p.file("clients/laptop/ssh_config"))
}
