package schema

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Builder is a builder block, or a part of one: defaults, a profile, an
// override.
type Builder struct {
	At    hcl.Range // the header of the block
	Label Value[string]

	Name                       Value[string]
	ForEach                    Value[string] // never set: the compiler evaluates it
	Enable                     Value[bool]
	HostName                   Value[string]
	Port                       Value[int]
	Protocol                   Value[string]
	URI                        Value[string]
	URIParams                  Map
	SSHUser                    Value[string]
	SSHKey                     Value[string]
	Systems                    List
	EmulatedSystems            List
	EmulatedSpeedFactor        Value[float64]
	MaxJobs                    Value[int]
	SpeedFactor                Value[float64]
	SupportedFeatures          List
	MandatoryFeatures          List
	PublicHostKeys             List
	PublicHostKeyFiles         List
	HostCertificateAuthorities List
	HostKeyAlias               Value[string]
	Machine                    Value[string]
	Tags                       List
	Profiles                   List

	Endpoints []Endpoint
	SSH       SSH
	Remote    *Remote // nil when there is no such block
	Cache     *Cache  // nil when there is no such block
}

// Endpoint is another address of the same machine.
type Endpoint struct {
	At       hcl.Range
	Label    Value[string]
	HostName Value[string]
	Port     Value[int]
	When     Value[string]
}

// SSH is the ssh block: how the connection is made.
type SSH struct {
	At                  hcl.Range
	ProxyJump           List
	ProxyCommand        Value[string]
	ConnectTimeout      Value[int]
	ServerAliveInterval Value[int]
	IdentityAgent       Value[string]
	Options             Map
}

// The defaults of the ssh block, in seconds; jumps have them too.
const (
	DefaultConnectTimeout      = 10
	DefaultServerAliveInterval = 15
)

// Cache is the cache block: the builder as a substituter.
type Cache struct {
	At            hcl.Range
	PublicKey     Value[string]
	SecretKeyFile Value[string]
	Substituter   Value[string]
	Priority      Value[int]
}

// Jump is a jump block: a bastion that ssh goes through.
type Jump struct {
	At    hcl.Range
	Label Value[string]

	HostName                   Value[string]
	Port                       Value[int]
	SSHUser                    Value[string]
	SSHKey                     Value[string]
	PublicHostKeys             List
	PublicHostKeyFiles         List
	HostCertificateAuthorities List
	HostKeyAlias               Value[string]
	ProxyJump                  List
}

// Overlay merges src over b: attributes of src win, lists replace lists, maps
// merge key by key, blocks attribute by attribute, endpoints as a set.
func (b *Builder) Overlay(src *Builder) {
	builderTable.overlay(b, src)
	sshTable.overlay(&b.SSH, &src.SSH)
	if src.SSH.At.Filename != "" {
		b.SSH.At = src.SSH.At
	}
	if src.Remote != nil {
		b.Remote = remoteTable.over(b.Remote, src.Remote)
		b.Remote.At = src.Remote.At
	}
	if src.Cache != nil {
		b.Cache = cacheTable.over(b.Cache, src.Cache)
		b.Cache.At = src.Cache.At
	}
	if len(src.Endpoints) > 0 {
		b.Endpoints = src.Endpoints
	}
}

// Items returns how many elements all lists, maps and endpoints of b have: how
// much work it is to inherit them.
func (b *Builder) Items() int {
	n := builderTable.items(b) + sshTable.items(&b.SSH) + len(b.Endpoints)
	if b.Remote != nil {
		n += remoteTable.items(b.Remote)
	}
	return n
}

// Fill gives every attribute that was not written its built-in default.
func (b *Builder) Fill() {
	builderTable.fill(b)
	sshTable.fill(&b.SSH)
	b.Remote = remoteTable.filled(b.Remote)
	b.Cache = cacheTable.filled(b.Cache)
}

// Places calls add with the path and place of everything in b that was written.
func (b *Builder) Places(add func(path string, at hcl.Range)) {
	builderTable.places(b, "", add)
	if b.SSH.At.Filename != "" {
		add("ssh", b.SSH.At)
		sshTable.places(&b.SSH, "ssh.", add)
	}
	if b.Remote != nil {
		add("remote", b.Remote.At)
		remoteTable.places(b.Remote, "remote.", add)
	}
	if b.Cache != nil {
		add("cache", b.Cache.At)
		cacheTable.places(b.Cache, "cache.", add)
	}
	for i := range b.Endpoints {
		path := itemPath("endpoints", i)
		add(path, b.Endpoints[i].At)
		endpointTable.places(&b.Endpoints[i], path+".", add)
	}
}

// Places calls add with the path and place of everything in j that was written.
// The path of proxy_jump is that of builders, which have it in their ssh block:
// for the plan both are hosts.
func (j *Jump) Places(add func(path string, at hcl.Range)) {
	jumpTable.places(j, "", func(path string, at hcl.Range) {
		if strings.HasPrefix(path, "proxy_jump") {
			path = "ssh." + path
		}
		add(path, at)
	})
}

// Fill gives every attribute that was not written its built-in default.
func (j *Jump) Fill() { jumpTable.fill(j) }
