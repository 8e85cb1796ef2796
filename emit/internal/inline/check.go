package inline

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// cure ends the details of what only a stanza of ssh_config can say.
const cure = "Without --inline it goes into ssh_config."

// Check reports what the entries of c cannot say of how builders are reached,
// and that a pin in an entry is not the last word.
func Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c}
	for _, b := range c.Builders {
		k.builder(b)
	}
	k.sharedURIs()
	k.notExclusive()
	return k.diags
}

// CheckDisabled is Check for the builders that are disabled, for a format that
// lists them.
func CheckDisabled(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c}
	for _, b := range c.Disabled {
		k.builder(b)
	}
	return k.diags
}

type checker struct {
	client *plan.Client
	diags  hcl.Diagnostics
}

func (k *checker) report(b *plan.Builder, code diag.Code, path, format string, args ...any) {
	k.diags = append(k.diags, diag.New(code, b.Origins.At(path), format, args...))
}

func (k *checker) builder(b *plan.Builder) {
	if b.Protocol == "" {
		return
	}
	k.host(b)
	k.user(b)
	k.port(b)
	k.key(b)
	k.endpoints(b)
	k.ssh(b)
	k.pins(b)
}

// host reports a name that some version hands to ssh as another one.
func (k *checker) host(b *plan.Builder) {
	const path = "host_name"
	switch h := b.HostName; {
	case h == "localhost":
		// fakeSSH of libstore ssh.cc: always for the bare name, in Nix 2.31.0
		// to 2.31.2 with a user or port, too.
		k.report(b, diag.InlineConnection, path,
			"Nix builds here, without ssh, for a store on `localhost`. Write the address, \"127.0.0.1\" or \"::1\".")
	case strings.Contains(h, "%"):
		k.report(b, diag.InlineConnection, path,
			"Nix versions read the zone of %s in a store URI in three ways, and some not at all. %s", diag.Quote(h), cure)
	case strings.Contains(h, ":") && !k.client.Can(plan.IPv6URI):
		k.report(b, diag.InlineConnection, path,
			"What reads this file takes no IPv6 address from a store URI. Write a name, or an IPv4 address. %s", cure)
	case !isPlain(h) && !isIPv6(h):
		k.report(b, diag.InlineConnection, path,
			"%s is more than a name that every Nix hands to ssh as it is. %s", diag.Quote(h), cure)
	}
}

func (k *checker) user(b *plan.Builder) {
	if b.SSHUser != "" && !isPlain(b.SSHUser) {
		k.report(b, diag.InlineConnection, "ssh_user",
			"Nix before 2.31, and Lix, do not decode the user in a store URI, so %s cannot be written there. %s", diag.Quote(b.SSHUser), cure)
	}
}

// isIPv6 reports whether s is an address that fits between brackets.
func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}

// isPlain reports whether s needs no encoding in a URI, which only Nix since
// 2.31 undoes, and is no option to ssh.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return s != "" && s[0] != '-'
}

func (k *checker) port(b *plan.Builder) {
	c := k.client
	if b.Port != sshPort && !c.Can(plan.HostPortURI) && !c.Can(plan.QueryPortURI) {
		k.report(b, diag.InlinePort, "port",
			"What reads this file takes no port from a store URI. Nix does since 2.31 and Lix since 2.93, each in its own way, if the client's `nix` says so. %s", cure)
	}
}

// key reports a path that ssh itself changes: it expands `%` in the value of
// -i (readconf.c, ssh.c load_public_identity_files), after it has looked
// whether the file is there under its real name.
func (k *checker) key(b *plan.Builder) {
	if strings.Contains(b.SSHKey, "%") {
		k.report(b, diag.InlineConnection, "ssh_key",
			"ssh expands the `%%` in %s, and a machines file cannot keep it from doing so. Rename the file. %s", diag.Quote(b.SSHKey), cure)
	}
}

func (k *checker) endpoints(b *plan.Builder) {
	for i, e := range b.Endpoints {
		k.report(b, diag.InlineConnection, plan.Item("endpoints", i),
			"An entry has one address, so it cannot have the endpoint %s. %s", diag.Quote(e.Name), cure)
	}
}

// The defaults of the inventory language. An entry cannot say them, and they do
// not make it wrong; any other value was asked for.
const (
	connectTimeout      = 10
	serverAliveInterval = 15
)

func (k *checker) ssh(b *plan.Builder) {
	s := &b.SSH
	for _, a := range []struct {
		set  bool
		name string
	}{
		{len(s.ProxyJump) > 0, "proxy_jump"},
		{s.ProxyCommand != "", "proxy_command"},
		{s.ConnectTimeout != connectTimeout, "connect_timeout"},
		{s.ServerAliveInterval != serverAliveInterval, "server_alive_interval"},
		{s.IdentityAgent != "", "identity_agent"},
	} {
		if a.set {
			k.report(b, diag.InlineConnection, plan.Key("ssh", a.name), "An entry has no place for `ssh.%s`. %s", a.name, cure)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Options)) {
		k.report(b, diag.InlineConnection, plan.Key("ssh.options", name),
			"An entry has no place for the ssh option %s. %s", diag.Quote(name), cure)
	}
}

// sharedURIs reports builders that are one to Nix, because it counts slots per
// URI. The portable form tells them apart by their aliases.
func (k *checker) sharedURIs() {
	first := map[string]*plan.Builder{}
	for _, b := range k.client.Builders {
		uri := URI(k.client, b)
		if b.Protocol == "" {
			continue
		}
		if other := first[uri]; other != nil {
			k.report(b, diag.InlineConnection, "host_name",
				"The store URI is that of the builder %s, too, so Nix would share the slots of one between both. Make them one builder, or leave out --inline.", diag.Quote(other.Name))
			continue
		}
		first[uri] = b
	}
}
