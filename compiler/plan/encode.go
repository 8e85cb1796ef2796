package plan

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// Encode writes the JSON form of p, which is part of the program's interface:
// indented by two blanks, keys sorted, one line feed at the end.
func Encode(w io.Writer, p *Plan) error {
	base := make(map[string]*Builder, len(p.Builders))
	for _, b := range p.Builders {
		base[b.Name] = b
	}
	diffs := map[*Builder]map[string]json.RawMessage{}
	e := newEncoder(w)
	e.text("{\n  \"builders\": ")
	e.objects(len(p.Builders), func(i int) (string, any, error) { return p.Builders[i].Name, builderForm(p.Builders[i]), nil })
	e.text(",\n  \"clients\": ")
	e.objects(len(p.Clients), func(i int) (string, any, error) {
		form, err := clientForm(p.Clients[i], base, diffs)
		return p.Clients[i].Name, form, err
	})
	e.text(",\n  \"format_version\": " + strconv.Itoa(FormatVersion) + ",\n  \"jumps\": ")
	e.objects(len(p.Jumps), func(i int) (string, any, error) { return p.Jumps[i].Name, jumpForm(p.Jumps[i]), nil })
	e.text("\n}\n")
	return e.flush(0)
}

func builderForm(b *Builder) *builderJSON {
	out := &builderJSON{
		Clients: list(b.Clients), EmulatedSpeedFactor: unless(b.EmulatedSpeedFactor, 0), EmulatedSystems: list(b.EmulatedSystems),
		Enable: b.Enable, Endpoints: []endpointJSON{}, HostCertificateAuthorities: list(b.HostCertificateAuthorities),
		HostKeyAlias: unless(b.KeyName, ""), HostName: unless(b.HostName, ""), Machine: unless(b.Machine, ""),
		MandatoryFeatures: list(b.MandatoryFeatures), MaxJobs: b.MaxJobs, Port: unless(b.Port, 0), Protocol: unless(b.Protocol, ""),
		PublicHostKeys: list(b.PublicHostKeys), SpeedFactor: b.SpeedFactor,
		SSHKey: unless(b.SSHKey, ""), SSHUser: unless(b.SSHUser, ""), SupportedFeatures: list(b.SupportedFeatures),
		Systems: list(b.Systems), Tags: list(b.Tags), URI: b.URI, URIParams: table(b.URIParams),
	}
	for _, e := range b.Endpoints {
		out.Endpoints = append(out.Endpoints, endpointJSON{HostName: e.HostName, Name: e.Name, Port: e.Port, When: e.When})
	}
	if b.Protocol != "" {
		out.SSH = sshForm(&b.SSH)
	}
	if c := b.Cache; c != nil {
		out.Cache = &cacheJSON{Priority: unless(c.Priority, 0), PublicKey: c.PublicKey, SecretKeyFile: unless(c.SecretKeyFile, ""), Substituter: c.Substituter}
	}
	if b.Remote != nil {
		out.Remote = remoteForm(b.Remote)
	}
	return out
}

func remoteForm(r *Remote) *remoteJSON {
	out := &remoteJSON{
		Capabilities: list(r.Capabilities), ClientStores: r.ClientStores, Commands: []commandJSON{}, Cores: unless(r.Cores, -1), ExtraPlatforms: list(r.ExtraPlatforms),
		From: list(r.From), Home: unless(r.Home, ""), Install: r.Install, Logins: map[string][]string{}, MaxJobs: unless(r.MaxJobs, 0), MaxStartups: r.MaxStartups,
		Nix: unless(r.Nix, ""), NixPath: list(r.NixPath), Platform: r.Platform, Release: unless(r.Release, ""), Settings: table(r.Settings),
		StorePath: unless(r.StorePath, ""), SystemFeatures: list(r.SystemFeatures), Trusted: r.Trusted,
		TrustedPublicKeys: list(r.TrustedPublicKeys), UID: unless(r.UID, 0), Wrapper: r.Wrapper, WrapperPath: r.WrapperPath,
	}
	for _, c := range r.Commands {
		out.Commands = append(out.Commands, commandJSON{Argv: list(c.Argv), Sent: c.Sent})
	}
	for _, l := range r.Logins {
		out.Logins[l.Client] = list(l.From)
	}
	return out
}

func sshForm(s *SSH) *sshJSON {
	return &sshJSON{
		ConnectTimeout: s.ConnectTimeout, IdentityAgent: unless(s.IdentityAgent, ""), Options: table(s.Options),
		ProxyCommand: unless(s.ProxyCommand, ""), ProxyJump: list(s.ProxyJump), ServerAliveInterval: s.ServerAliveInterval,
	}
}

func jumpForm(h *Host) *jumpJSON {
	return &jumpJSON{
		HostCertificateAuthorities: list(h.HostCertificateAuthorities), HostKeyAlias: unless(h.KeyName, ""), HostName: h.HostName,
		Port: h.Port, PublicHostKeys: list(h.PublicHostKeys), SSH: sshForm(&h.SSH), SSHKey: unless(h.SSHKey, ""), SSHUser: unless(h.SSHUser, ""),
	}
}

func clientForm(c *Client, base map[string]*Builder, diffs map[*Builder]map[string]json.RawMessage) (*clientJSON, error) {
	out := &clientJSON{
		Builders: names(c.Builders), BuildersUseSubstitutes: c.BuildersUseSubstitutes, Capabilities: list(c.Capabilities), Dir: c.Dir,
		DisabledBuilders: names(c.Disabled), From: list(c.From), HostNames: list(c.HostNames), MachinesFormat: c.MachinesFormat,
		MaxJobs: unless(c.MaxJobs, -1), Nix: unless(c.Nix, ""), Overrides: map[string]map[string]json.RawMessage{}, Platform: c.Platform,
		Release: unless(c.Release, ""), Settings: table(c.Settings), SigningPublicKey: unless(c.SigningPublicKey, ""),
		SigningSecretKeyFile: unless(c.SigningSecretKeyFile, ""), SSHPublicKeys: list(c.SSHPublicKeys), Users: list(c.Users),
	}
	for _, b := range append(slices.Clone(c.Builders), c.Disabled...) {
		if b == base[b.Name] {
			continue
		}
		diff, ok := diffs[b]
		if !ok {
			var err error
			if diff, err = difference(base[b.Name], b); err != nil {
				return nil, err
			}
			diffs[b] = diff
		}
		if len(diff) > 0 {
			out.Overrides[b.Name] = diff
		}
	}
	return out, nil
}

// difference returns the attributes of b that are not as in base.
func difference(base, b *Builder) (map[string]json.RawMessage, error) {
	from, to := builderForm(base), builderForm(b)
	to.Clients = from.Clients // of the base only
	old, err := attributes(from)
	if err != nil {
		return nil, err
	}
	diff, err := attributes(to)
	if err != nil {
		return nil, err
	}
	for k, v := range diff {
		if bytes.Equal(v, old[k]) {
			delete(diff, k)
		}
	}
	return diff, nil
}

func attributes(b *builderJSON) (map[string]json.RawMessage, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // as in the whole form
	if err := enc.Encode(b); err != nil {
		return nil, err
	}
	var out map[string]json.RawMessage
	return out, json.Unmarshal(text.Bytes(), &out)
}

func names(bs []*Builder) []string {
	out := make([]string, len(bs))
	for i, b := range bs {
		out[i] = b.Name
	}
	return out
}
