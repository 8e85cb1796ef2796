// Package plan holds the result of compiling an inventory: plain values, one
// object per client and one per builder, with everything resolved. Emitters
// and the Nix modules read nothing else.
//
// The JSON form ([Encode], [Decode]) is the interface to other programs; it is
// described in docs/plan.md. A field is stated once, here: its tag is its name, the
// tag `unset` the value that is null in JSON, and its comment the description in
// docs/plan.md and docs/plan.schema.json, which are generated.
package plan

import (
	"slices"
	"strings"
)

// FormatVersion is the version of the JSON form. It rises when a reader of the
// old form would be misled; new fields alone do not raise it.
const FormatVersion = 1

// Plan is a compiled inventory. The slices are sorted by name.
type Plan struct {
	Builders []*Builder
	Clients  []*Client
	Jumps    []*Host
}

// Host is a machine that ssh connects to: what a builder and a jump share.
type Host struct {
	Name string `json:"-"` // the alias: the ssh host name in store URIs
	// DNS name or address, IPv6 without brackets. Unset if the store is not reached over ssh.
	HostName string `json:"host_name" unset:""`
	// The port of sshd. Unset if the store is not reached over ssh.
	Port int `json:"port" unset:"0"`
	// The account on the host. Unset is the name of the user who runs ssh.
	SSHUser string `json:"ssh_user" unset:""`
	// The absolute path of the client's private key, on the client.
	SSHKey string `json:"ssh_key" unset:""`
	// How ssh connects, apart from the address. Unset if the store is not reached over ssh.
	SSH SSH `json:"ssh" unset:""`

	// The key name: the name of the pins in known_hosts (HostKeyAlias). Unset without pins.
	KeyName string `json:"host_key_alias" unset:""`
	// Pins: host keys, as TYPE BASE64, without comment.
	PublicHostKeys []string `json:"public_host_keys"`
	// Pins: authorities that sign the host's certificate, as TYPE BASE64.
	HostCertificateAuthorities []string `json:"host_certificate_authorities"`

	// Other addresses of the same machine, tried in order before host_name.
	Endpoints []Endpoint `json:"endpoints"`
	Origins   Origins    `json:"-"`
}

// Pinned reports whether the inventory says how to recognise the host.
func (h *Host) Pinned() bool {
	return len(h.PublicHostKeys)+len(h.HostCertificateAuthorities) > 0
}

// SSH is what a host's stanza in ssh_config says beyond its address.
type SSH struct {
	// Names of jumps or builders to go through, the first hop first.
	ProxyJump []string `json:"proxy_jump"`
	// A command whose standard input and output are the connection.
	ProxyCommand string `json:"proxy_command" unset:""`
	// Seconds.
	ConnectTimeout int `json:"connect_timeout"`
	// Seconds.
	ServerAliveInterval int `json:"server_alive_interval"`
	// The socket of an agent, or SSH_AUTH_SOCK. Unset is no agent.
	IdentityAgent string `json:"identity_agent" unset:""`
	// More keywords of ssh_config.
	Options map[string]string `json:"options"`
}

// Endpoint is another address of the same machine.
type Endpoint struct {
	// The label.
	Name string `json:"name"`
	// DNS name or address, IPv6 without brackets.
	HostName string `json:"host_name"`
	// The port of sshd there.
	Port int `json:"port"`
	// A sh command whose success selects the endpoint, or `reachable`.
	When string `json:"when"`
}

// Reachable is the When of an endpoint that is selected if an ssh server
// answers there.
const Reachable = "reachable"

// Builder is a machine that builds for clients, as one client sees it, or as
// the inventory declares it ([Plan.Builders]).
type Builder struct {
	Host
	// Whether clients use it.
	Enable bool `json:"enable"`
	// The scheme of the store URI. Unset if the store is not reached over ssh.
	Protocol string `json:"protocol" unset:""`
	// The store URI with its parameters, percent-encoded.
	URI string `json:"uri"`
	// The parameters of the store URI, not encoded.
	URIParams map[string]string `json:"uri_params"`

	// Systems that it builds for.
	Systems []string `json:"systems"`
	// Systems that the builder emulates. They have a second entry with the same store URI.
	EmulatedSystems []string `json:"emulated_systems"`
	// The speed factor of the entry for emulated systems, for clients that read whole numbers only. Unset without such systems.
	EmulatedSpeedFactor float64 `json:"emulated_speed_factor" unset:"0"`
	// How many builds a client sends at once.
	MaxJobs int `json:"max_jobs"`
	// The speed relative to other builders.
	SpeedFactor float64 `json:"speed_factor"`
	// Features that a build may require.
	SupportedFeatures []string `json:"supported_features"`
	// Features that a build must require. They are not repeated in supported_features unless the inventory does.
	MandatoryFeatures []string `json:"mandatory_features"`

	// Builders with the same word are one machine.
	Machine string `json:"machine" unset:""`
	// Words that clients select by.
	Tags []string `json:"tags"`
	// The builder as a substituter. Unset if it is none.
	Cache *Cache `json:"cache"`
	// What to set up on the builder. Unset if the inventory does not set it up.
	Remote *Remote `json:"remote"`

	// The names of the clients that use the builder, sorted. Never in overrides.
	Clients []string `json:"clients"`
}

// Is reports whether a selector stands for the builder: its name, "@TAG" or "*".
func (b *Builder) Is(selector string) bool {
	tag, isTag := strings.CutPrefix(selector, "@")
	return selector == "*" || selector == b.Name || isTag && slices.Contains(b.Tags, tag)
}

// Cache is a builder as a substituter.
type Cache struct {
	// NAME:BASE64.
	PublicKey string `json:"public_key"`
	// The path of the secret half, on the builder.
	SecretKeyFile string `json:"secret_key_file" unset:""`
	// Whether clients fetch from the builder.
	Substituter string `json:"substituter"`
	// Nix asks a substituter with a lower number first. Unset is the priority of the store.
	Priority int `json:"priority" unset:"0"`
}

// Remote is what to set up on the builder itself.
type Remote struct {
	// The system of the builder.
	Platform string `json:"platform"`
	// The release of NixOS or nix-darwin on the builder.
	Release string `json:"release" unset:""`
	// The dialect on the builder, such as `nix 2.31`.
	Nix string `json:"nix" unset:""`
	// How Nix is installed on the builder.
	Install string `json:"install"`
	// Folders to put first in PATH. None is the account's own profile.
	NixPath []string `json:"nix_path"`
	// The folder that is mounted as /nix. Unset is ~/.nix of the account.
	StorePath string `json:"store_path" unset:""`
	// Whether client keys are bound to the wrapper.
	Wrapper bool `json:"wrapper"`
	// The path of the wrapper.
	WrapperPath string `json:"wrapper_path"`
	// Whether the account is a trusted user.
	Trusted bool `json:"trusted"`
	// Whether each client has its own store below the home of the account, which is not trusted then.
	ClientStores bool `json:"client_stores"`
	// Addresses and ranges from which any client may log in.
	From []string `json:"from"`
	// The home of the account. Unset keeps the home that it has.
	Home string `json:"home" unset:""`
	// The user ID of the account.
	UID int `json:"uid" unset:"0"`
	// max-jobs in its nix.conf.
	MaxJobs int `json:"max_jobs" unset:"0"`
	// cores in its nix.conf. 0 means all.
	Cores int `json:"cores" unset:"-1"`
	// How many connections may be logging in at once (MaxStartups).
	MaxStartups int `json:"max_startups"`
	// More settings for its nix.conf.
	Settings map[string]string `json:"settings"`

	// What follows from the clients that use the builder.

	// The commands that its clients send, which are the only ones that the wrapper allows, sorted by sent.
	Commands []Command `json:"commands"`
	// The features that clients expect, sorted.
	SystemFeatures []string `json:"system_features"`
	// The systems that clients expect, sorted.
	ExtraPlatforms []string `json:"extra_platforms"`
	// The clients that may log in, by name, each with the addresses and ranges that it may log in from. None is anywhere.
	Logins Logins `json:"logins"`
	// The signing keys of its clients, sorted, if the account is not trusted.
	TrustedPublicKeys []string `json:"trusted_public_keys"`

	// The capabilities of the modules of its release, sorted: see dialects.md.
	Capabilities []string `json:"capabilities"`
}

// Command is one command that a client's ssh asks for.
type Command struct {
	// The command exactly as it arrives in SSH_ORIGINAL_COMMAND.
	Sent string `json:"sent"`
	// What the command means, word by word.
	Argv []string `json:"argv"`
}

// Logins are the clients that may log in, sorted by name.
type Logins []Login

// Login is a client that may log in to a builder.
type Login struct {
	Client string
	From   []string // addresses and ranges; none is anywhere
}

// HasDaemon reports whether builds there are a daemon's, and the account is made
// for them. Otherwise the account is somebody's own, and builds are too.
func (r *Remote) HasDaemon() bool { return r.Install == "multi-user" }

// Can reports whether the builder's platform has a capability of the table in
// docs/dialects.md.
func (r *Remote) Can(capability string) bool {
	_, ok := slices.BinarySearch(r.Capabilities, capability)
	return ok
}

// Client is a machine that sends builds.
type Client struct {
	Name string `json:"-"`
	// The system of the client.
	Platform string `json:"platform"`
	// The release of NixOS, nix-darwin or home-manager.
	Release string `json:"release" unset:""`
	// The dialect that reads its files, such as `lix 2.95`. Unset is every supported version.
	Nix string `json:"nix" unset:""`
	// The format of its machines file.
	MachinesFormat string `json:"machines_format"`
	// The folder for machines, machines.toml, known_hosts and nix.conf.
	Dir string `json:"dir"`
	// Names and addresses of the machine.
	HostNames []string `json:"host_names"`
	// The users who run ssh for Nix.
	Users []string `json:"users"`
	// Its keys, as TYPE BASE64. They go to the authorized_keys of its builders.
	SSHPublicKeys []string `json:"ssh_public_keys"`
	// Addresses and ranges from which builders accept its keys.
	From []string `json:"from"`

	// max-jobs in its nix.conf. 0 builds nothing locally.
	MaxJobs int `json:"max_jobs" unset:"-1"`
	// builders-use-substitutes in its nix.conf.
	BuildersUseSubstitutes bool `json:"builders_use_substitutes"`
	// The public half of the key that it signs with.
	SigningPublicKey string `json:"signing_public_key" unset:""`
	// The path of the secret half, on the client.
	SigningSecretKeyFile string `json:"signing_secret_key_file" unset:""`
	// More settings for its nix.conf.
	Settings map[string]string `json:"settings"`
	// The capabilities of its dialect and of the modules of its release, sorted: see dialects.md.
	Capabilities []string `json:"capabilities"`

	// Builders are those that the client uses, in the order that breaks ties
	// in Nix. An element is the same pointer as in Plan.Builders unless an
	// override changes it for this client.
	Builders []*Builder `json:"-"`
	// Disabled are the builders that it would use if they were enabled.
	Disabled []*Builder `json:"-"`
	// Hops are the hosts that proxy_jump of Builders leads through, in turn,
	// and that are not in Builders themselves; sorted by name.
	Hops []*Host `json:"-"`

	Origins Origins `json:"-"`
}

// Can reports whether the client's dialect has a capability of the table in
// docs/dialects.md.
func (c *Client) Can(capability string) bool {
	_, ok := slices.BinarySearch(c.Capabilities, capability)
	return ok
}

// Hosts returns every host that ssh needs a stanza for: the builders that are
// reached by ssh, then the hops.
func (c *Client) Hosts() []*Host {
	out := make([]*Host, 0, len(c.Builders)+len(c.Hops))
	for _, b := range c.Builders {
		if b.Protocol != "" {
			out = append(out, &b.Host)
		}
	}
	return append(out, c.Hops...)
}

// Client returns the client of that name, or nil.
func (p *Plan) Client(name string) *Client {
	i, ok := slices.BinarySearchFunc(p.Clients, name, func(c *Client, n string) int { return strings.Compare(c.Name, n) })
	if !ok {
		return nil
	}
	return p.Clients[i]
}

// Builder returns the builder of that name, or nil.
func (p *Plan) Builder(name string) *Builder {
	i, ok := slices.BinarySearchFunc(p.Builders, name, func(b *Builder, n string) int { return strings.Compare(b.Name, n) })
	if !ok {
		return nil
	}
	return p.Builders[i]
}

// Only returns the part of p that concerns one client: the client, its
// builders, enabled or not, and the jumps on the way to them.
func (p *Plan) Only(c *Client) *Plan {
	keep := map[string]bool{}
	for _, b := range slices.Concat(c.Builders, c.Disabled) {
		keep[b.Name] = true
	}
	for _, h := range c.Hops {
		keep[h.Name] = true
	}
	out := &Plan{Clients: []*Client{c}}
	for _, b := range p.Builders {
		if !keep[b.Name] {
			continue
		}
		part := *b
		part.Clients = slices.DeleteFunc(slices.Clone(b.Clients), func(n string) bool { return n != c.Name })
		out.Builders = append(out.Builders, &part)
	}
	for _, j := range p.Jumps {
		if keep[j.Name] {
			out.Jumps = append(out.Jumps, j)
		}
	}
	return out
}
