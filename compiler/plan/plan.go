// Package plan holds the result of compiling an inventory: plain values, one
// object per client and one per builder, with everything resolved. Emitters
// and the Nix modules read nothing else.
//
// The JSON form ([Encode], [Decode]) is the interface to other programs; it is
// described in docs/plan.md.
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
	Name     string // the alias: the ssh host name in store URIs
	HostName string // DNS name or address, IPv6 without brackets
	Port     int
	SSHUser  string // "" is unset: ssh's own default, the local user's name
	SSHKey   string // absolute path; "" is unset
	SSH      SSH

	// KeyName is the name under which the pins stand in known_hosts
	// (HostKeyAlias). It is "" when there is no pin.
	KeyName string
	// PublicHostKeys and HostCertificateAuthorities are the pins: OpenSSH
	// public key lines, "TYPE BLOB", without comment.
	PublicHostKeys             []string
	HostCertificateAuthorities []string

	Endpoints []Endpoint // tried in order before HostName
	Origins   Origins
}

// Pinned reports whether the inventory says how to recognise the host.
func (h *Host) Pinned() bool {
	return len(h.PublicHostKeys)+len(h.HostCertificateAuthorities) > 0
}

// SSH is what a host's stanza in ssh_config says beyond its address.
type SSH struct {
	ProxyJump           []string // names of jumps or builders, first hop first
	ProxyCommand        string   // "" is none
	ConnectTimeout      int      // seconds
	ServerAliveInterval int      // seconds
	IdentityAgent       string   // absolute path or SSH_AUTH_SOCK; "" is none
	Options             map[string]string
}

// Endpoint is another address of the same machine.
type Endpoint struct {
	Name     string
	HostName string
	Port     int
	When     string // a sh command whose success selects the endpoint, or Reachable
}

// Reachable is the When of an endpoint that is selected if an ssh server
// answers there.
const Reachable = "reachable"

// Builder is a machine that builds for clients, as one client sees it, or as
// the inventory declares it ([Plan.Builders]).
type Builder struct {
	Host
	Enable    bool
	Protocol  string // "ssh", "ssh-ng"; "" for a store that is not reached by ssh
	URI       string // the store URI, percent-encoded, with parameters
	URIParams map[string]string

	Systems             []string
	EmulatedSystems     []string
	EmulatedSpeedFactor float64 // 0 when there are no emulated systems
	MaxJobs             int
	SpeedFactor         float64
	SupportedFeatures   []string
	MandatoryFeatures   []string

	Machine string // "" is unset
	Tags    []string
	Cache   *Cache  // nil when the builder is no substituter
	Remote  *Remote // nil when the builder side is not ours

	// Clients are the names of the clients that use the builder, sorted. It
	// is set in Plan.Builders only.
	Clients []string
}

// Is reports whether a selector stands for the builder: its name, "@TAG" or "*".
func (b *Builder) Is(selector string) bool {
	tag, isTag := strings.CutPrefix(selector, "@")
	return selector == "*" || selector == b.Name || isTag && slices.Contains(b.Tags, tag)
}

// Cache is a builder as a substituter.
type Cache struct {
	PublicKey     string // NAME:BASE64
	SecretKeyFile string // absolute path on the builder; "" is unset
	Substituter   string // "yes", "trusted", "no"
	Priority      int    // 0 is unset
}

// Remote is what to set up on the builder itself.
type Remote struct {
	Platform    string // "nixos", "nix-darwin", "linux", "macos"
	Release     string // "" is unset
	Nix         string // dialect, such as "nix 2.31"; "" is unset
	Install     string // "multi-user", "single-user", "nix-user-chroot", "proot"
	NixPath     []string
	StorePath   string // "" is unset: ~/.nix of the account
	Wrapper     bool
	WrapperPath string
	Trusted     bool
	// ClientStores says that each client has a store of its own below the home
	// of the account. Trusted is false then.
	ClientStores bool
	From         []string // addresses and ranges
	Home         string   // "" is the home that the account has
	UID          int      // 0 is unset
	MaxJobs      int      // 0 is unset
	Cores        int      // -1 is unset; 0 means all cores, as in nix.conf
	MaxStartups  int      // how many connections may wait for sshd
	Settings     map[string]string

	// What follows from the clients that use the builder.

	// Commands are what their ssh asks for: the allow-list of the wrapper,
	// sorted by Sent.
	Commands []Command
	// SystemFeatures and ExtraPlatforms are what they were promised, sorted.
	SystemFeatures []string
	ExtraPlatforms []string
	// Logins are the clients that may log in, sorted by name.
	Logins []Login
	// TrustedPublicKeys are the signing keys of clients, if the builder does
	// not trust its user, sorted.
	TrustedPublicKeys []string

	Capabilities []string // what the platform's release can, sorted; see the table of releases
}

// Command is one command that a client's ssh asks for.
type Command struct {
	Sent string   // exactly as it arrives in SSH_ORIGINAL_COMMAND
	Argv []string // what it means
}

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
	Name           string
	Platform       string
	Release        string // "" is unset
	Nix            string // dialect, such as "lix 2.95"; "" is unset: the portable one
	MachinesFormat string // "legacy", "toml"
	Dir            string // where the files are installed
	HostNames      []string
	Users          []string // the daemon users, who run ssh
	SSHPublicKeys  []string // "TYPE BLOB"
	From           []string

	MaxJobs                int // the local max-jobs; -1 is unset
	BuildersUseSubstitutes bool
	SigningPublicKey       string // "" is unset
	SigningSecretKeyFile   string // "" is unset
	Settings               map[string]string
	Capabilities           []string // what the dialect can read, sorted; see the dialect table

	// Builders are those that the client uses, in the order that breaks ties
	// in Nix. An element is the same pointer as in Plan.Builders unless an
	// override changes it for this client.
	Builders []*Builder
	// Disabled are the builders that it would use if they were enabled.
	Disabled []*Builder
	// Hops are the hosts that proxy_jump of Builders leads through, in turn,
	// and that are not in Builders themselves; sorted by name.
	Hops []*Host

	Origins Origins
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
