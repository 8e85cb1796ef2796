package inline

import (
	"slices"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// pins reports what one host key under the name of the host cannot say. Nix
// writes "HOST KEY" into a file, and names that to ssh (libstore ssh.cc).
func (k *checker) pins(b *plan.Builder) {
	if len(b.HostCertificateAuthorities) > 0 {
		k.report(b, diag.InlinePin, "host_certificate_authorities",
			"An entry holds one plain host key, and no authority. Write the host's own key into `public_host_keys`. %s", cure)
	}
	// The name that is the default, the builder's, is no demand.
	if b.KeyName != "" && b.KeyName != b.Name && b.KeyName != b.HostName {
		k.report(b, diag.InlinePin, "host_key_alias",
			"Nix looks the key of an entry up under the name of the host, %s, and no other. Leave `host_key_alias` out. %s", diag.Quote(b.HostName), cure)
	}
	pin := HostKey(&b.Host)
	if pin == "" {
		return
	}
	k.oneOfItsType(b, pin)
	// OpenSSH orders the key types by what known_hosts has under
	// "[host]:port", and falls back to "host" only to compare keys. So it asks
	// for its own favourite, which is ed25519 since 8.5.
	if b.Port != sshPort && keyType(pin) != ssh.KeyAlgoED25519 {
		k.report(b, diag.InlinePin, "public_host_keys",
			"On another port than 22, ssh asks the builder for its ed25519 key, whatever type the pin has, and then refuses what it gets. Add the ed25519 key to `public_host_keys`. %s", cure)
	}
}

// oneOfItsType reports a second key of the type of pin: ssh knows keys of other
// types by their type, but which of two the builder has, nobody knows.
func (k *checker) oneOfItsType(b *plan.Builder, pin string) {
	for i, line := range b.PublicHostKeys {
		if line != pin && keyType(line) == keyType(pin) {
			k.report(b, diag.InlinePin, plan.Item("public_host_keys", i),
				"An entry holds one host key, and there are two of the type %s. Keep the one that the builder has. %s", keyType(pin), cure)
		}
	}
}

// notExclusive tells once what a reader of the file could not guess.
func (k *checker) notExclusive() {
	pinned := func(b *plan.Builder) bool { return len(b.PublicHostKeys) > 0 }
	if !slices.ContainsFunc(k.client.Builders, pinned) {
		return
	}
	detail := "ssh also takes what /etc/ssh/ssh_known_hosts says of a builder, and settings of NIX_SSHOPTS come before the pin. Only the stanzas of ssh_config, without --inline, make pins exclusive."
	if slices.ContainsFunc(k.client.Builders, func(b *plan.Builder) bool { return pinned(b) && b.Port != sshPort }) {
		detail += " On another port than 22, `StrictHostKeyChecking accept-new` in an ssh_config makes ssh take any key."
	}
	k.diags = append(k.diags, diag.New(diag.InlinePinNotExclusive, k.client.Origins.Block, "%s", detail))
}
