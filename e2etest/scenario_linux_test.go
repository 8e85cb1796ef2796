package e2etest_test

import (
	"cmp"
	"fmt"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A scenario is one way in which a client reaches a builder.
type scenario struct {
	client, builder counterpart.Nix
	protocol        string
	port            int
	jump            bool
	bare            bool   // no wrapper
	single          bool   // the builder's Nix has no daemon, and is somebody's own
	untrusted       bool   // remote.trusted = false
	stores          bool   // each client has a store of its own
	claim           string // the dialect that the inventory gives for both, if not the true ones
}

// plainly is the scenario of most tests: one version of Nix, and nothing special.
func plainly(nix counterpart.Nix) scenario {
	return scenario{client: nix, builder: nix, protocol: "ssh-ng", port: 22}
}

// String is the name of its subtest.
func (s scenario) String() string {
	name := fmt.Sprintf("%s, 2.%d to 2.%d, port %d", s.protocol, s.client.Minor, s.builder.Minor, s.port)
	if s.jump {
		name += ", jump"
	}
	if s.bare {
		name += ", no wrapper"
	}
	return name
}

const (
	builderAddress = "127.0.0.2"
	jumpAddress    = "127.0.0.3"

	account  = "nixremote" // made for builds
	person   = "alice"     // has an account already
	keyPath  = "/etc/nix/builder_ed25519"
	jumpPath = "/etc/nix/jump_ed25519"
)

// user is whom the client logs in as.
func (s scenario) user() string {
	if s.single {
		return person
	}
	return account
}

// inventory says of the machines what the site knows.
func (w *site) inventory() string {
	text := "version = 1\n"
	way := ""
	if w.jump {
		way = block("ssh", attribute("proxy_jump", []string{"gate"}))
		text += block(`jump "gate"`,
			attribute("host_name", jumpAddress),
			attribute("ssh_user", "jump"),
			attribute("ssh_key", jumpPath),
			attribute("public_host_keys", []string{w.gatePin}),
		)
	}
	text += block(`builder "ada"`,
		attribute("host_name", builderAddress),
		attribute("port", w.port),
		attribute("protocol", w.protocol),
		attribute("systems", []string{system()}),
		attribute("ssh_user", w.user()),
		attribute("ssh_key", keyPath),
		attribute("public_host_keys", []string{w.pin}),
		w.remote(),
		way,
	)
	laptop := append(w.signing,
		attribute("nix", cmp.Or(w.claim, w.client.String())),
		attribute("ssh_public_keys", []string{w.key}),
	)
	return text + block(`client "laptop"`, laptop...)
}

func (w *site) remote() string {
	lines := []string{
		attribute("platform", "linux"),
		attribute("nix", cmp.Or(w.claim, w.builder.String())),
		attribute("nix_path", []string{w.builder.Bin}),
		attribute("wrapper", !w.bare),
		attribute("trusted", !w.untrusted && !w.stores),
	}
	if w.stores {
		lines = append(lines, attribute("client_stores", true))
	}
	if w.single {
		lines = append(lines,
			attribute("install", "single-user"),
			attribute("wrapper_path", "/home/"+person+"/.local/share/buildmachines/nix-ssh-wrapper"),
		)
	}
	return block("remote", lines...)
}
