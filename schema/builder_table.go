package schema

import (
	"github.com/hashicorp/hcl/v2"
)

// builderTable is the table of builder, defaults, profile and override.
var builderTable = newTable(table[Builder]{
	Name: "builder", Label: "name",
	Doc: "A machine that builds for others. Its label is the ssh host name in every store URI. All other details of the connection are in the ssh stanza of that name.",
	Attrs: []attr[Builder]{
		{Row{Name: "name", Type: Text, In: InBuilder, HCLOnly: true, check: checkLabel, DefaultDoc: "`<label>-<key>`",
			Doc: "The name of an instance of `for_each`."},
			func(b *Builder) field { return &b.Name }},
		{Row{Name: "for_each", Type: Keys, In: InBuilder, HCLOnly: true,
			Doc: "Makes one builder for each element, in the order of the keys. `each.key` and `each.value` are the element."},
			func(b *Builder) field { return &b.ForEach }},
		{Row{Name: "enable", Type: Bool, In: Shared, Default: true, Foreign: []string{"enabled"},
			Doc: "`false` removes the builder from every client. Lix's machines.toml lists it as disabled."},
			func(b *Builder) field { return &b.Enable }},
		{Row{Name: "host_name", Type: Text, In: InBuilder | InOverride, DefaultDoc: "the label", check: checkHostName,
			Foreign: []string{"hostName", "hostname", "host", "address", "ansible_host", "host-name", "HostName", "addr"},
			Doc:     "A DNS name, an IPv4 address, or an IPv6 address without brackets; a zone (`fe80::1%eth0`) is allowed. Not a URI: put the user into `ssh_user` and the port into `port`."},
			func(b *Builder) field { return &b.HostName }},
		{Row{Name: "port", Type: Int, In: Everywhere, Default: 22, Min: 1, Max: 65535, Foreign: []string{"ansible_port", "ssh_port", "sshPort", "Port"},
			Doc: "The port of sshd. It is written to the ssh stanza, because Nix and Lix have no common syntax for a port in a store URI."},
			func(b *Builder) field { return &b.Port }},
		{Row{Name: "protocol", Type: Text, In: Everywhere, Default: "ssh-ng", Choices: []string{"ssh-ng", "ssh"},
			Doc: "With `ssh-ng`, Nix notices a dead daemon before it sends a build, and uses another machine. With `ssh` it does not. Hydra needs `ssh`, and so does Lix 2.94 and later with a builder on Nix 2.14 or earlier."},
			func(b *Builder) field { return &b.Protocol }},
		{Row{Name: "uri", Type: Text, In: InBuilder, check: checkStoreURI, Foreign: []string{"store", "store_uri", "storeUri", "url"},
			Doc: "The URI of a store that is not reached over ssh, such as `unix:///run/nix/socket`. It excludes `host_name`, `port`, `protocol`, `endpoint` and `ssh`."},
			func(b *Builder) field { return &b.URI }},
		{Row{Name: "uri_params", Type: Table, In: Shared, entry: checkURIParam, scalar: plainScalar, Foreign: []string{"uri-params", "uriParams", "params"},
			Doc: "Parameters of the store URI, such as `remote-program`, `remote-store`, `compress`. buildmachines percent-encodes them."},
			func(b *Builder) field { return &b.URIParams }},
		{Row{Name: "ssh_user", Type: Text, In: Everywhere, check: checkUser, Foreign: []string{"sshUser", "ssh-user", "user", "User", "ansible_user", "username"},
			Doc: "The account on the builder. If unset, ssh logs in under the name of the user who runs it, usually root."},
			func(b *Builder) field { return &b.SSHUser }},
		{Row{Name: "ssh_key", Type: Text, In: Everywhere, check: checkKeyPath, Foreign: []string{"sshKey", "ssh-key", "key", "identity_file", "IdentityFile", "ansible_ssh_private_key_file", "private_key", "keyFile"},
			Doc: "The absolute path of the client's private key, on the client. Not the key itself, and not a path in the Nix store."},
			func(b *Builder) field { return &b.SSHKey }},
		{Row{Name: "systems", Type: Words, In: Everywhere, Required: true, check: checkSystem, Foreign: []string{"system", "system-types", "system_types", "systemTypes", "platforms"},
			Doc: "The systems that the builder builds for, such as `x86_64-linux`. Nix compares them as text, so an unknown one is an error unless it is in `known_systems`."},
			func(b *Builder) field { return &b.Systems }},
		{Row{Name: "emulated_systems", Type: Words, In: Shared, check: checkSystem, Foreign: []string{"emulatedSystems", "emulated-systems", "binfmt"},
			Doc: "Systems that the builder emulates (binfmt). They get a second entry after all other builders, with `emulated_speed_factor`. It has the same store URI, so both entries share slots."},
			func(b *Builder) field { return &b.EmulatedSystems }},
		{Row{Name: "emulated_speed_factor", Type: Number, In: Shared, Min: 0.01, Max: 1000, Foreign: []string{"emulatedSpeedFactor", "emulated-speed-factor"},
			DefaultDoc: "a tenth of `speed_factor`; a whole number of at least 1 for clients that read whole numbers only",
			Doc:        "The speed of emulated builds, on the scale of `speed_factor`."},
			func(b *Builder) field { return &b.EmulatedSpeedFactor }},
		{Row{Name: "max_jobs", Type: Int, In: Everywhere, Default: 1, Min: 1, Max: 65535, Foreign: []string{"maxJobs", "max-jobs", "jobs", "maxjobs", "slots"},
			Doc: "How many builds a client sends to the builder at once. Each client counts only its own."},
			func(b *Builder) field { return &b.MaxJobs }},
		{Row{Name: "speed_factor", Type: Number, In: Everywhere, Default: 1.0, Min: 0.01, Max: 1000, Foreign: []string{"speedFactor", "speed-factor", "speed"},
			Doc: "The speed relative to other builders: Nix takes the builder with the fewest running builds per speed. Clients with Nix before 2.20 read whole numbers only, and so do the NixOS and nix-darwin modules."},
			func(b *Builder) field { return &b.SpeedFactor }},
		{Row{Name: "supported_features", Type: Words, In: Everywhere, check: checkFeature, Foreign: []string{"supportedFeatures", "supported-features", "features", "system-features", "system_features"},
			Doc: "Features that builds may require (`kvm`, `big-parallel`, `nixos-test`, `benchmark`, ...)."},
			func(b *Builder) field { return &b.SupportedFeatures }},
		{Row{Name: "mandatory_features", Type: Words, In: Everywhere, check: checkFeature, Foreign: []string{"mandatoryFeatures", "mandatory-features", "required_features"},
			Doc: "Nix sends only builds that require all of these features. You need not repeat them in `supported_features`."},
			func(b *Builder) field { return &b.MandatoryFeatures }},
		{Row{Name: "public_host_keys", Type: Words, In: InBuilder, check: checkHostKey, canon: withoutComment, Foreign: []string{"publicHostKey", "public_host_key", "publicHostKeys", "ssh-public-host-key", "base64-ssh-public-host-key", "host_key", "host_keys", "hostKey", "known_hosts"},
			Doc: "The host keys, as OpenSSH public key lines (`ssh-ed25519 AAAA...`). ssh trusts only these, and ignores the known_hosts of the user and of the system. If the host has several types of key, list them all, or at least ed25519."},
			func(b *Builder) field { return &b.PublicHostKeys }},
		{Row{Name: "public_host_key_files", Type: Words, In: InBuilder, Foreign: []string{"publicHostKeyFile", "public_host_key_file", "publicHostKeyFiles"},
			Doc: "Files with such lines (`ssh_host_ed25519_key.pub`), relative to the folder of the inventory and inside it."},
			func(b *Builder) field { return &b.PublicHostKeyFiles }},
		{Row{Name: "host_certificate_authorities", Type: Words, In: InBuilder, check: checkHostKey, canon: withoutComment, Foreign: []string{"host_ca", "certAuthority", "cert_authority", "host_certificate_authority"},
			Doc: "Public keys of the authorities that sign the host's certificate."},
			func(b *Builder) field { return &b.HostCertificateAuthorities }},
		{Row{Name: "host_key_alias", Type: Text, In: InBuilder, check: checkKeyName, Foreign: []string{"hostKeyAlias", "HostKeyAlias", "host-key-alias"},
			DefaultDoc: "`host_name` with authorities, else the label",
			Doc:        "The name that the host keys have in known_hosts. With authorities it must be a principal of the host's certificate."},
			func(b *Builder) field { return &b.HostKeyAlias }},
		{Row{Name: "machine", Type: Text, In: Shared, check: checkWord,
			Doc: "Says that builders with the same `machine` are one machine. Then there is no warning about it, and their jobs are added up."},
			func(b *Builder) field { return &b.Machine }},
		{Row{Name: "tags", Type: Words, In: Shared, check: checkWord, Foreign: []string{"groups", "labels"},
			Doc: "Words that clients select by: `use = [\"@fast\"]`."},
			func(b *Builder) field { return &b.Tags }},
		{Row{Name: "profiles", Type: Words, In: InBuilder, check: checkWord, Foreign: []string{"profile", "inherit", "imports"},
			Doc: "Names of profiles. A later one overrides an earlier one. They override `defaults`, and the builder's own attributes override them."},
			func(b *Builder) field { return &b.Profiles }},
	},
	Blocks: []subBlock[Builder]{
		{Name: "endpoint", Label: "name", name: checkWord, In: InBuilder, Foreign: []string{"endpoints", "route", "routes"},
			Doc:    "Another address of the same machine. ssh tries endpoints in order, before `host_name`. Slots and host keys are those of the builder.",
			inside: endpointTable.ours,
			decode: func(d *decoder, b *Builder, hb *hcl.Block) {
				e := Endpoint{At: hb.DefRange, Label: Value[string]{V: hb.Labels[0], At: hb.LabelRanges[0], State: Given}}
				inPlace(d, InOther, func() { block(d, endpointTable, hb.Body, &e) })
				b.Endpoints = append(b.Endpoints, e)
			}},
		{Name: "ssh", In: Everywhere,
			Doc:    "How ssh connects. These values go into the builder's stanza in ssh_config.",
			inside: sshTable.ours,
			decode: func(d *decoder, b *Builder, hb *hcl.Block) {
				b.SSH.At = hb.DefRange
				inPlace(d, InOther, func() { block(d, sshTable, hb.Body, &b.SSH) })
			}},
		{Name: "remote", In: Shared, Foreign: []string{"remote_setup", "bootstrap"},
			Doc:    "What to set up on the builder itself. Without this block, the builder gets no files.",
			inside: remoteTable.ours,
			decode: func(d *decoder, b *Builder, hb *hcl.Block) {
				b.Remote = &Remote{At: hb.DefRange}
				inPlace(d, InOther, func() { block(d, remoteTable, hb.Body, b.Remote) })
			}},
		{Name: "cache", In: Shared, Foreign: []string{"substituter", "binary_cache"},
			Doc:    "Makes the builder a substituter: clients also fetch store paths from it.",
			inside: cacheTable.ours,
			decode: func(d *decoder, b *Builder, hb *hcl.Block) {
				b.Cache = &Cache{At: hb.DefRange}
				inPlace(d, InOther, func() { block(d, cacheTable, hb.Body, b.Cache) })
			}},
	},
})

// inPlace decodes an inner block, whose attributes have no place but their own.
func inPlace(d *decoder, p Place, decode func()) {
	outer := d.place
	d.place = p
	decode()
	d.place = outer
}

var endpointTable = newTable(table[Endpoint]{
	Name: "endpoint", Label: "name",
	Attrs: []attr[Endpoint]{
		{Row{Name: "host_name", Type: Text, In: InOther, Required: true, check: checkHostName, Foreign: []string{"hostName", "address", "host"},
			Doc: "As `host_name` of the builder."},
			func(e *Endpoint) field { return &e.HostName }},
		{Row{Name: "port", Type: Int, In: InOther, DefaultDoc: "the builder's", Min: 1, Max: 65535,
			Doc: "As `port` of the builder."},
			func(e *Endpoint) field { return &e.Port }},
		{Row{Name: "when", Type: Text, In: InOther, Default: "reachable",
			Doc: "With `reachable`, ssh uses the endpoint if an ssh server answers there within a second. It then connects directly, without `proxy_jump` or `proxy_command`. Any other value is a sh command, and ssh uses the endpoint if the command succeeds. The daemon user runs it for every connection, so keep it quick."},
			func(e *Endpoint) field { return &e.When }},
	},
})

var sshTable = newTable(table[SSH]{
	Name: "ssh",
	Attrs: []attr[SSH]{
		{Row{Name: "proxy_jump", Type: Words, In: InOther, check: checkWord, Foreign: []string{"ProxyJump", "proxyJump", "jump"},
			Doc: "Names of jumps or builders to go through, the first hop first. Each has its own stanza and pins."},
			func(s *SSH) field { return &s.ProxyJump }},
		{Row{Name: "proxy_command", Type: Text, In: InOther, Foreign: []string{"ProxyCommand", "proxyCommand"},
			Doc: "A command whose standard input and output are the connection. It may use ssh's tokens `%h`, `%p`, `%r` and `%%`. It excludes `proxy_jump`."},
			func(s *SSH) field { return &s.ProxyCommand }},
		{Row{Name: "connect_timeout", Type: Int, In: InOther, Default: DefaultConnectTimeout, Min: 1, Max: 3600, Foreign: []string{"ConnectTimeout", "connect-timeout", "timeout"},
			Doc: "Seconds. Without a limit, a dead builder delays every build by the kernel's timeout. nix.conf's connect-timeout is for downloads only."},
			func(s *SSH) field { return &s.ConnectTimeout }},
		{Row{Name: "server_alive_interval", Type: Int, In: InOther, Default: DefaultServerAliveInterval, Min: 1, Max: 3600, Foreign: []string{"ServerAliveInterval"},
			Doc: "Seconds between checks whether the server is alive. After four checks without an answer, ssh closes the connection."},
			func(s *SSH) field { return &s.ServerAliveInterval }},
		{Row{Name: "identity_agent", Type: Text, In: InOther, check: checkAgent, DefaultDoc: "none", Foreign: []string{"IdentityAgent", "agent"},
			Doc: "The absolute path of an ssh agent's socket that the daemon user can use, or `SSH_AUTH_SOCK`."},
			func(s *SSH) field { return &s.IdentityAgent }},
		{Row{Name: "options", Type: Table, In: InOther, entry: checkSSHOption, scalar: numberScalar, Foreign: []string{"extra_options", "extraOptions", "config"},
			Doc: "More ssh_config keywords. Keywords that OpenSSH 7.6 does not know, that run programs, or that weaken pins are refused; see [ssh-options.md](ssh-options.md)."},
			func(s *SSH) field { return &s.Options }},
	},
})

var cacheTable = newTable(table[Cache]{
	Name: "cache",
	Attrs: []attr[Cache]{
		{Row{Name: "public_key", Type: Text, In: InOther, check: checkSigningKey, Required: true, Foreign: []string{"publicKey", "public-key", "trusted-public-keys"},
			Doc: "The public half of the builder's signing key, `name:base64`."},
			func(c *Cache) field { return &c.PublicKey }},
		{Row{Name: "secret_key_file", Type: Text, In: InOther, check: checkKeyPath, Foreign: []string{"secretKeyFile", "secret-key-files", "secret_key_files"},
			Doc: "The absolute path of the secret half, on the builder."},
			func(c *Cache) field { return &c.SecretKeyFile }},
		{Row{Name: "substituter", Type: Text, In: InOther, Default: "yes", Choices: []string{"yes", "trusted", "no"},
			Doc: "`yes`: clients fetch from the builder (extra-substituters). `trusted`: untrusted users of a client may choose it (extra-trusted-substituters). `no`: clients only trust its key."},
			func(c *Cache) field { return &c.Substituter }},
		{Row{Name: "priority", Type: Int, In: InOther, Min: 1, Max: 10000, DefaultDoc: "that of the store",
			Doc: "Nix asks a substituter with a lower number first; cache.nixos.org has 40."},
			func(c *Cache) field { return &c.Priority }},
	},
})

// jumpTable is the table of jump.
var jumpTable = newTable(table[Jump]{
	Name: "jump", Label: "name",
	Doc: "A bastion that ssh goes through. It has its own stanza and pins, because ssh uses none of the destination's settings for it.",
	Attrs: []attr[Jump]{
		{Row{Name: "host_name", Type: Text, In: InOther, DefaultDoc: "the label", check: checkHostName, Foreign: []string{"hostName", "address", "host", "HostName"},
			Doc: "As `host_name` of a builder."},
			func(j *Jump) field { return &j.HostName }},
		{Row{Name: "port", Type: Int, In: InOther, Default: 22, Min: 1, Max: 65535, Foreign: []string{"Port"},
			Doc: "The port of sshd."},
			func(j *Jump) field { return &j.Port }},
		{Row{Name: "ssh_user", Type: Text, In: InOther, check: checkUser, Foreign: []string{"sshUser", "user", "User"},
			Doc: "The account on the bastion."},
			func(j *Jump) field { return &j.SSHUser }},
		{Row{Name: "ssh_key", Type: Text, In: InOther, check: checkKeyPath, Foreign: []string{"sshKey", "key", "IdentityFile"},
			Doc: "The absolute path of the key for the bastion, on the client. If unset, ssh tries the keys in ~/.ssh of the daemon user. `defaults` do not apply; they are for builders."},
			func(j *Jump) field { return &j.SSHKey }},
		{Row{Name: "public_host_keys", Type: Words, In: InOther, check: checkHostKey, canon: withoutComment, Foreign: []string{"publicHostKey", "public_host_key", "publicHostKeys"},
			Doc: "As `public_host_keys` of a builder."},
			func(j *Jump) field { return &j.PublicHostKeys }},
		{Row{Name: "public_host_key_files", Type: Words, In: InOther, Foreign: []string{"publicHostKeyFile", "public_host_key_file"},
			Doc: "As `public_host_key_files` of a builder."},
			func(j *Jump) field { return &j.PublicHostKeyFiles }},
		{Row{Name: "host_certificate_authorities", Type: Words, In: InOther, check: checkHostKey, canon: withoutComment, Foreign: []string{"certAuthority"},
			Doc: "As `host_certificate_authorities` of a builder."},
			func(j *Jump) field { return &j.HostCertificateAuthorities }},
		{Row{Name: "host_key_alias", Type: Text, In: InOther, check: checkKeyName, Foreign: []string{"hostKeyAlias", "HostKeyAlias"},
			DefaultDoc: "`host_name` with authorities, else the label",
			Doc:        "As `host_key_alias` of a builder."},
			func(j *Jump) field { return &j.HostKeyAlias }},
		{Row{Name: "proxy_jump", Type: Words, In: InOther, check: checkWord, Foreign: []string{"ProxyJump", "proxyJump"},
			Doc: "Jumps to go through to reach this one."},
			func(j *Jump) field { return &j.ProxyJump }},
	},
})
