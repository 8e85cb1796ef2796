package compiler

import (
	"math"
	"net/url"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
)

// lower turns a merged builder into the plan's. fractions says whether the
// client that it is for reads fractions of speed factors.
func lower(name string, b *schema.Builder, fractions bool) *plan.Builder {
	b.Fill()
	out := &plan.Builder{
		Host:                lowerHost(name, b),
		Enable:              b.Enable.V,
		URIParams:           b.URIParams.Strings(),
		Systems:             b.Systems.Strings(),
		EmulatedSystems:     b.EmulatedSystems.Strings(),
		EmulatedSpeedFactor: emulatedSpeed(b, fractions),
		MaxJobs:             b.MaxJobs.V,
		SpeedFactor:         b.SpeedFactor.V,
		SupportedFeatures:   b.SupportedFeatures.Strings(),
		MandatoryFeatures:   b.MandatoryFeatures.Strings(),
		Machine:             b.Machine.V,
		Tags:                b.Tags.Strings(),
	}
	if !b.URI.Set() {
		out.Protocol = b.Protocol.V
	}
	out.URI = storeURI(name, out.Protocol, b.URI.V, out.URIParams)
	if b.Cache != nil {
		out.Cache = &plan.Cache{
			PublicKey: b.Cache.PublicKey.V, SecretKeyFile: b.Cache.SecretKeyFile.V,
			Substituter: b.Cache.Substituter.V, Priority: b.Cache.Priority.V,
		}
	}
	if b.Remote != nil && !b.URI.Set() { // it may be inherited
		out.Remote = lowerRemote(b.Remote, b.SSHUser.V)
	}
	out.Origins.Block = b.At
	return out
}

func lowerHost(name string, b *schema.Builder) plan.Host {
	h := plan.Host{
		Name: name, HostName: b.HostName.V, Port: b.Port.V,
		SSHUser: b.SSHUser.V, SSHKey: b.SSHKey.V,
		PublicHostKeys:             b.PublicHostKeys.Strings(),
		HostCertificateAuthorities: b.HostCertificateAuthorities.Strings(),
		SSH: plan.SSH{
			ProxyJump: b.SSH.ProxyJump.Strings(), ProxyCommand: b.SSH.ProxyCommand.V,
			ConnectTimeout: b.SSH.ConnectTimeout.V, ServerAliveInterval: b.SSH.ServerAliveInterval.V,
			IdentityAgent: b.SSH.IdentityAgent.V, Options: b.SSH.Options.Strings(),
		},
	}
	if b.URI.Set() {
		h.Port, h.SSH = 0, plan.SSH{}
		return h
	}
	if h.HostName == "" {
		h.HostName = name
	}
	for i := range b.Endpoints {
		e := &b.Endpoints[i]
		ep := plan.Endpoint{Name: e.Label.V, HostName: e.HostName.V, Port: e.Port.V, When: e.When.V}
		if ep.Port == 0 {
			ep.Port = h.Port
		}
		if ep.When == "" {
			ep.When = plan.Reachable
		}
		h.Endpoints = append(h.Endpoints, ep)
	}
	h.KeyName = keyName(&h, b.HostKeyAlias.V)
	return h
}

// keyName returns the name under which the pins of h stand in known_hosts.
// With authorities that is the host name by default, because ssh compares it
// with the principals of the host's certificate (sshconnect.c check_host_cert).
func keyName(h *plan.Host, alias string) string {
	switch {
	case !h.Pinned():
		return ""
	case alias != "":
		return alias
	case len(h.HostCertificateAuthorities) > 0:
		return h.HostName
	}
	return h.Name
}

func lowerJump(j *schema.Jump) *plan.Host {
	j.Fill()
	h := &plan.Host{
		Name: j.Label.V, HostName: j.HostName.V, Port: j.Port.V, SSHUser: j.SSHUser.V, SSHKey: j.SSHKey.V,
		PublicHostKeys:             j.PublicHostKeys.Strings(),
		HostCertificateAuthorities: j.HostCertificateAuthorities.Strings(),
		SSH: plan.SSH{
			ProxyJump: j.ProxyJump.Strings(), Options: map[string]string{},
			ConnectTimeout: schema.DefaultConnectTimeout, ServerAliveInterval: schema.DefaultServerAliveInterval,
		},
	}
	if h.HostName == "" {
		h.HostName = h.Name
	}
	h.KeyName = keyName(h, j.HostKeyAlias.V)
	h.Origins = plan.Origins{Block: j.At, Places: j.Places}
	return h
}

// lowerRemote lowers what the block says. The rest depends on the clients, and
// comes when they are known (setUp).
func lowerRemote(r *schema.Remote, user string) *plan.Remote {
	cores := -1
	if r.Cores.Set() {
		cores = r.Cores.V
	}
	return &plan.Remote{
		Platform: r.Platform.V, Release: r.Release.V, Nix: r.Nix.V, Install: r.Install.V,
		NixPath: nixPath(r), StorePath: r.StorePath.V,
		Wrapper: r.Wrapper.V, WrapperPath: r.WrapperPath.V, Trusted: r.Trusted.V,
		From: r.From.Strings(), Home: home(r, user), UID: r.UID.V,
		MaxJobs: r.MaxJobs.V, Cores: cores, MaxStartups: r.MaxStartups.V, Settings: r.Settings.Strings(),
		Capabilities: remoteCapabilities(r),
	}
}

// emulatedSpeed returns a tenth of the speed factor unless the builder says
// otherwise; where fractions cannot be read, whole and at least 1.
func emulatedSpeed(b *schema.Builder, fractions bool) float64 {
	switch {
	case len(b.EmulatedSystems.Items) == 0:
		return 0
	case b.EmulatedSpeedFactor.Set():
		return b.EmulatedSpeedFactor.V
	case fractions:
		return max(math.Round(b.SpeedFactor.V*100)/1000, 0.001)
	}
	return max(math.Floor(b.SpeedFactor.V/10), 1)
}

// storeURI returns the portable store URI: the alias alone, since everything
// about the connection is in its ssh stanza, and parameters where there are any.
func storeURI(name, protocol, uri string, params map[string]string) string {
	if protocol != "" {
		uri = protocol + "://" + name
	}
	sep := byte('?')
	if strings.Contains(uri, "?") {
		sep = '&'
	}
	for _, k := range sortedKeys(params) {
		uri += string(sep) + escape(k) + "=" + escape(params[k])
		sep = '&'
	}
	return uri
}

// escape percent-encodes a parameter. "+" is a literal plus for Nix and blanks
// are "%20", unlike in forms; "/" and ":" are allowed in a query and stay
// readable.
func escape(s string) string {
	return strings.NewReplacer("+", "%20", "%2F", "/", "%3A", ":").Replace(url.QueryEscape(s))
}
