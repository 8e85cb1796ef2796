package schema

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/internal/platform"
)

// Client is a client block or client_defaults.
type Client struct {
	At    hcl.Range
	Label Value[string]

	Name                   Value[string]
	ForEach                Value[string] // never set: the compiler evaluates it
	Platform               Value[string]
	Release                Value[string]
	Nix                    Value[string]
	MachinesFormat         Value[string]
	Use                    List
	Exclude                List
	HostNames              List
	SSHPublicKeys          List
	SSHPublicKeyFiles      List
	From                   List
	Users                  List
	Dir                    Value[string]
	MaxJobs                Value[int]
	BuildersUseSubstitutes Value[bool]
	SigningPublicKey       Value[string]
	SigningSecretKeyFile   Value[string]
	Settings               Map

	Overrides []*Override
}

// Override is an override block: what is different for one client.
type Override struct {
	At     hcl.Range
	Target Value[string] // a builder, "@TAG" or "*"
	Shared bool          // it stands in client_defaults
	Builder
}

// Overlay merges src over c. Override blocks add up: those of client_defaults
// come first, so that the client's own win.
func (c *Client) Overlay(src *Client) {
	clientTable.overlay(c, src)
	c.Overrides = append(c.Overrides[:len(c.Overrides):len(c.Overrides)], src.Overrides...)
}

// Fill gives every attribute that was not written its built-in default.
func (c *Client) Fill() { clientTable.fill(c) }

// Places calls add with the path and place of everything in c that was written.
func (c *Client) Places(add func(path string, at hcl.Range)) { clientTable.places(c, "", add) }

// clientTable is the table of client and client_defaults.
var clientTable = newTable(table[Client]{
	Name: "client", Label: "name",
	Doc: "A machine that sends builds. An inventory without client blocks has one client, `default`, on platform `linux`.",
	Attrs: []attr[Client]{
		{Row{Name: "name", Type: Text, In: InClient, HCLOnly: true, check: checkLabel, DefaultDoc: "`<label>-<key>`",
			Doc: "The name of an instance of `for_each`."},
			func(c *Client) field { return &c.Name }},
		{Row{Name: "for_each", Type: Keys, In: InClient, HCLOnly: true,
			Doc: "Makes one client for each element. `each.key` and `each.value` are the element."},
			func(c *Client) field { return &c.ForEach }},
		{Row{Name: "platform", Type: Text, In: OnClients, Default: platform.Default, Foreign: []string{"os", "target"},
			Choices: platform.Clients(),
			Doc:     "The system of the client. It decides which files `--out` writes. `determinate` is Determinate Nix on macOS."},
			func(c *Client) field { return &c.Platform }},
		{Row{Name: "release", Type: Text, In: OnClients, check: checkRelease, DefaultDoc: "every release since 24.05",
			Doc: "The release of NixOS, nix-darwin or home-manager, `\"24.05\"` to `\"26.11\"`."},
			func(c *Client) field { return &c.Release }},
		{Row{Name: "nix", Type: Text, In: OnClients, check: checkDialect, DefaultDoc: "every supported version", Foreign: []string{"nix_version", "implementation"},
			Doc: "The implementation and version that reads the files: `\"nix 2.8\"` to `\"nix 2.36\"`, `\"lix 2.90\"` to `\"lix 2.95\"`, `\"lix main\"`. For Determinate Nix, give the version of Nix that it is based on."},
			func(c *Client) field { return &c.Nix }},
		{Row{Name: "machines_format", Type: Text, In: OnClients, Default: "legacy", Choices: []string{"legacy", "toml"},
			Doc: "The format of the machines file. `toml` is machines.toml and needs Lix 2.95 or later."},
			func(c *Client) field { return &c.MachinesFormat }},
		{Row{Name: "use", Type: Words, In: OnClients, check: checkSelector, DefaultDoc: "every enabled builder, in the order of declaration", Foreign: []string{"builders", "buildMachines", "machines"},
			Doc: "Names of builders, `@tag` or `*`. The order matters: when two builders are equally good, Nix takes the earlier one."},
			func(c *Client) field { return &c.Use }},
		{Row{Name: "exclude", Type: Words, In: OnClients, check: checkSelector, Foreign: []string{"without"},
			Doc: "Names of builders, `@tag` or `*`, to remove from `use`."},
			func(c *Client) field { return &c.Exclude }},
		{Row{Name: "host_names", Type: Words, In: InClient, check: checkHostName, DefaultDoc: "the label", Foreign: []string{"hostName", "hostname", "host_name", "hostNames"},
			Doc: "Names and addresses of this machine. The client does not use builders that have one of them, nor builders with the same `machine` as such a builder, because a machine that sends builds to itself can deadlock."},
			func(c *Client) field { return &c.HostNames }},
		{Row{Name: "ssh_public_keys", Type: Words, In: InClient, check: checkClientKey, canon: withoutComment, Foreign: []string{"sshPublicKeys", "public_keys", "publicKey", "ssh_public_key", "authorizedKeys"},
			Doc: "OpenSSH public key lines. They go to the authorized_keys of every builder that the client uses."},
			func(c *Client) field { return &c.SSHPublicKeys }},
		{Row{Name: "ssh_public_key_files", Type: Words, In: InClient, Foreign: []string{"ssh_public_key_file"},
			Doc: "Files with such lines, relative to the folder of the inventory and inside it."},
			func(c *Client) field { return &c.SSHPublicKeyFiles }},
		{Row{Name: "from", Type: Words, In: OnClients, check: checkCIDR,
			Doc: "Addresses and ranges from which builders accept the client's keys."},
			func(c *Client) field { return &c.From }},
		{Row{Name: "users", Type: Words, In: OnClients, Default: []string{"root"}, check: checkUser, Foreign: []string{"user", "daemon_users"},
			Doc: "The users who run ssh for Nix: root with a daemon, else the users themselves. The stanzas apply only to them."},
			func(c *Client) field { return &c.Users }},
		{Row{Name: "dir", Type: Text, In: OnClients, Default: "/etc/buildmachines", check: checkDir,
			Doc: "The folder for machines, machines.toml, known_hosts and nix.conf."},
			func(c *Client) field { return &c.Dir }},
		{Row{Name: "max_jobs", Type: Int, In: OnClients, Min: 0, Max: 65535, DefaultDoc: "not set", Foreign: []string{"maxJobs", "max-jobs"},
			Doc: "max-jobs of the client itself. With 0 it builds nothing locally."},
			func(c *Client) field { return &c.MaxJobs }},
		{Row{Name: "builders_use_substitutes", Type: Bool, In: OnClients, Default: true, Foreign: []string{"buildersUseSubstitutes", "builders-use-substitutes"},
			Doc: "Builders fetch inputs from their own substituters rather than from the client."},
			func(c *Client) field { return &c.BuildersUseSubstitutes }},
		{Row{Name: "signing_public_key", Type: Text, In: OnClients, check: checkSigningKey, Foreign: []string{"signingPublicKey"},
			Doc: "The public half of the key that the client signs with, for builders with `trusted = false`. Those trust it as they trust a cache: whatever it signs can become what root installs there."},
			func(c *Client) field { return &c.SigningPublicKey }},
		{Row{Name: "signing_secret_key_file", Type: Text, In: OnClients, check: checkKeyPath, Foreign: []string{"signingSecretKeyFile", "secret-key-files", "secret_key_files"},
			Doc: "The absolute path of the secret half, on the client."},
			func(c *Client) field { return &c.SigningSecretKeyFile }},
		{Row{Name: "settings", Type: Table, In: OnClients, entry: checkClientSetting, scalar: settingScalar, Foreign: []string{"nix_conf", "extraOptions", "extra_options"},
			Doc: "More settings for nix.conf. Settings that other attributes set, and secrets, are refused."},
			func(c *Client) field { return &c.Settings }},
	},
	Blocks: []subBlock[Client]{
		{Name: "override", Label: "target", name: checkSelector, In: OnClients, Repeats: true, Foreign: []string{"overrides"},
			Doc: "Changes builders for this client alone. The label is a builder, `@tag` or `*`. Blocks apply in order.",
			decode: func(d *decoder, c *Client, hb *hcl.Block) {
				o := &Override{At: hb.DefRange, Shared: d.place == InClientDefaults, Target: Value[string]{V: hb.Labels[0], At: hb.LabelRanges[0], State: Given}}
				inPlace(d, InOverride, func() { block(d, builderTable, hb.Body, &o.Builder) })
				c.Overrides = append(c.Overrides, o)
			}},
	},
})

// Require is a require block: what must be buildable.
type Require struct {
	At       hcl.Range
	Label    Value[string]
	System   Value[string]
	Features List
	Clients  List
}

// requireTable is the table of require.
var requireTable = newTable(table[Require]{
	Name: "require", Label: "name",
	Doc: "A build that must be possible. Compiling fails if a client has no builder for it.",
	Attrs: []attr[Require]{
		{Row{Name: "system", Type: Text, In: InOther, Required: true, check: checkSystem, Foreign: []string{"systems"},
			Doc: "The system of the build."},
			func(r *Require) field { return &r.System }},
		{Row{Name: "features", Type: Words, In: InOther, check: checkFeature, Foreign: []string{"requiredSystemFeatures", "supported_features"},
			Doc: "The features that the build requires."},
			func(r *Require) field { return &r.Features }},
		{Row{Name: "clients", Type: Words, In: InOther, check: checkWord, DefaultDoc: "every client",
			Doc: "The clients that must have a builder for it."},
			func(r *Require) field { return &r.Clients }},
	},
})
