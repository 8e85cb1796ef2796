package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Decode reads the JSON form. It ignores fields that it does not know, and
// refuses a higher format version. Origins are not a part of it.
func Decode(r io.Reader) (*Plan, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var in planJSON
	if err := decodeForm(text, &in); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	p := &Plan{}
	hosts := map[string]*Host{}
	for name, f := range in.Jumps {
		h := hostOfJump(name, f)
		p.Jumps = append(p.Jumps, h)
		hosts[name] = h
	}
	for name, f := range in.Builders {
		b := builderOf(name, f)
		p.Builders = append(p.Builders, b)
		hosts[name] = &b.Host
	}
	p.Sort()
	for _, name := range slices.Sorted(maps.Keys(in.Clients)) {
		c, err := clientOf(name, in.Clients[name], p, in.Builders)
		if err != nil {
			return nil, fmt.Errorf("plan: client %s: %w", name, err)
		}
		c.FindHops(hosts)
		p.Clients = append(p.Clients, c)
	}
	return p, nil
}

// decodeForm reads the version before all else, since another version may have
// another form.
func decodeForm(text []byte, in *planJSON) error {
	var v struct {
		FormatVersion int `json:"format_version"`
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	if v.FormatVersion < 1 || v.FormatVersion > FormatVersion {
		return fmt.Errorf("format version %d; this program reads versions 1 to %d", v.FormatVersion, FormatVersion)
	}
	if err := json.Unmarshal(text, in); err != nil {
		return err
	}
	return errors.Join(noNull("jump", in.Jumps), noNull("builder", in.Builders), noNull("client", in.Clients))
}

func noNull[F any](what string, forms map[string]*F) error {
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		if forms[name] == nil {
			return fmt.Errorf("the %s %s is null", what, name)
		}
	}
	return nil
}

// Sort puts the slices of p into the order that Plan promises: by name.
func (p *Plan) Sort() {
	slices.SortFunc(p.Builders, func(a, b *Builder) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Clients, func(a, b *Client) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Jumps, func(a, b *Host) int { return strings.Compare(a.Name, b.Name) })
}

func hostOfJump(name string, f *jumpJSON) *Host {
	return &Host{
		Name: name, HostName: f.HostName, Port: f.Port, SSHUser: value(f.SSHUser, ""), SSHKey: value(f.SSHKey, ""),
		SSH: sshOf(f.SSH), KeyName: value(f.HostKeyAlias, ""),
		PublicHostKeys: f.PublicHostKeys, HostCertificateAuthorities: f.HostCertificateAuthorities,
	}
}

func sshOf(f *sshJSON) SSH {
	if f == nil {
		return SSH{}
	}
	return SSH{
		ProxyJump: f.ProxyJump, ProxyCommand: value(f.ProxyCommand, ""), ConnectTimeout: f.ConnectTimeout,
		ServerAliveInterval: f.ServerAliveInterval, IdentityAgent: value(f.IdentityAgent, ""), Options: f.Options,
	}
}

func builderOf(name string, f *builderJSON) *Builder {
	b := &Builder{
		Host: Host{
			Name: name, HostName: value(f.HostName, ""), Port: value(f.Port, 0), SSHUser: value(f.SSHUser, ""), SSHKey: value(f.SSHKey, ""),
			SSH: sshOf(f.SSH), KeyName: value(f.HostKeyAlias, ""),
			PublicHostKeys: f.PublicHostKeys, HostCertificateAuthorities: f.HostCertificateAuthorities,
		},
		Enable: f.Enable, Protocol: value(f.Protocol, ""), URI: f.URI, URIParams: f.URIParams,
		Systems: f.Systems, EmulatedSystems: f.EmulatedSystems, EmulatedSpeedFactor: value(f.EmulatedSpeedFactor, 0),
		MaxJobs: f.MaxJobs, SpeedFactor: f.SpeedFactor, SupportedFeatures: f.SupportedFeatures, MandatoryFeatures: f.MandatoryFeatures,
		Machine: value(f.Machine, ""), Tags: f.Tags, Clients: f.Clients,
	}
	for _, e := range f.Endpoints {
		b.Endpoints = append(b.Endpoints, Endpoint{Name: e.Name, HostName: e.HostName, Port: e.Port, When: e.When})
	}
	if c := f.Cache; c != nil {
		b.Cache = &Cache{PublicKey: c.PublicKey, SecretKeyFile: value(c.SecretKeyFile, ""), Substituter: c.Substituter, Priority: value(c.Priority, 0)}
	}
	if f.Remote != nil {
		b.Remote = remoteOf(f.Remote)
	}
	return b
}

func remoteOf(f *remoteJSON) *Remote {
	r := &Remote{
		Platform: f.Platform, Release: value(f.Release, ""), Nix: value(f.Nix, ""), Install: f.Install, NixPath: f.NixPath,
		StorePath: value(f.StorePath, ""), Wrapper: f.Wrapper, WrapperPath: f.WrapperPath, Trusted: f.Trusted, ClientStores: f.ClientStores, From: f.From,
		Home: value(f.Home, ""), UID: value(f.UID, 0), MaxJobs: value(f.MaxJobs, 0), Cores: value(f.Cores, -1),
		MaxStartups: f.MaxStartups, Settings: f.Settings, SystemFeatures: f.SystemFeatures, ExtraPlatforms: f.ExtraPlatforms,
		TrustedPublicKeys: f.TrustedPublicKeys, Capabilities: f.Capabilities,
	}
	for _, c := range f.Commands {
		r.Commands = append(r.Commands, Command{Sent: c.Sent, Argv: c.Argv})
	}
	for _, name := range slices.Sorted(maps.Keys(f.Logins)) {
		r.Logins = append(r.Logins, Login{Client: name, From: f.Logins[name]})
	}
	return r
}

func clientOf(name string, f *clientJSON, p *Plan, base map[string]*builderJSON) (*Client, error) {
	c := &Client{
		Name: name, Platform: f.Platform, Release: value(f.Release, ""), Nix: value(f.Nix, ""), MachinesFormat: f.MachinesFormat,
		Dir: f.Dir, HostNames: f.HostNames, Users: f.Users, SSHPublicKeys: f.SSHPublicKeys, From: f.From,
		MaxJobs: value(f.MaxJobs, -1), BuildersUseSubstitutes: f.BuildersUseSubstitutes,
		SigningPublicKey: value(f.SigningPublicKey, ""), SigningSecretKeyFile: value(f.SigningSecretKeyFile, ""),
		Settings: f.Settings, Capabilities: f.Capabilities,
	}
	for _, set := range []struct {
		names []string
		into  *[]*Builder
	}{{f.Builders, &c.Builders}, {f.DisabledBuilders, &c.Disabled}} {
		for _, n := range set.names {
			b := p.Builder(n)
			if b == nil {
				return nil, fmt.Errorf("no builder is named %q", n)
			}
			if diff := f.Overrides[n]; diff != nil {
				form, err := overridden(base[n], diff)
				if err != nil {
					return nil, fmt.Errorf("overrides of %s: %w", n, err)
				}
				b = builderOf(n, form)
				b.Clients = nil
			}
			*set.into = append(*set.into, b)
		}
	}
	return c, nil
}

// overridden returns base with the attributes of diff in place of its own.
func overridden(base *builderJSON, diff map[string]json.RawMessage) (*builderJSON, error) {
	attrs, err := attributes(base)
	if err != nil {
		return nil, err
	}
	maps.Copy(attrs, diff)
	text, err := json.Marshal(attrs)
	if err != nil {
		return nil, err
	}
	out := &builderJSON{}
	return out, json.Unmarshal(text, out)
}
