package compiler

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
)

// Capability is one row of the dialect table: something that some versions
// read or do, and others not.
type Capability struct {
	Name    string
	Means   string // what a dialect with it does
	Nix     Since
	Lix     Since
	Source  string // where the fact comes from
	Checked string // the newest versions that were looked at
}

// Since is the range of versions that have a capability: from First up to, and
// not including, Before, which is zero where there is no end. The zero Since
// is: none.
type Since struct {
	Ever          bool
	First, Before schema.Dialect
	Except        string // one release in the range that does not, as it is written in full
}

func from(major, minor, patch int) Since {
	return Since{Ever: true, First: schema.Dialect{Major: major, Minor: minor, Patch: patch}}
}

func (s Since) before(major, minor, patch int) Since {
	s.Before = schema.Dialect{Major: major, Minor: minor, Patch: patch}
	return s
}

const checked = "Nix 2.36, Lix 2.95.3 and main (2026-08)"

var all = Since{Ever: true}

// Capabilities is the dialect table. docs/dialects.md is generated from it.
var Capabilities = []Capability{
	{plan.FloatSpeedFactor, "Reads a speed factor with a fraction. Other versions refuse the whole machines file.",
		from(2, 20, 0), all, "libstore/machines.cc, 2.19.0 and 2.20.0 (1e24db6f9a)", checked},
	{plan.HostPortURI, "Reads a port in `ssh://host:2222`. Other versions look for a host named `host:2222`.",
		from(2, 31, 0), Since{}, "rl-2.31.md, libstore/ssh.cc (49ba06175e)", checked},
	{plan.QueryPortURI, "Reads a port in `ssh://host?port=2222`. Other versions warn and use port 22.",
		Since{}, from(2, 93, 0), "rl-2.93.md, libstore/ssh-store.hh", checked},
	{plan.IPv6URI, "Reads an IPv6 address in brackets. Versions differ in how they read a zone (`%eth0`).",
		all, all, "libstore/store-api.cc extractConnStr, store-reference.cc", checked},
	{plan.LixTOML, "Reads machines.toml. Other versions read its lines as builders, or fail every build.",
		Since{}, from(2, 95, 0), "lix/libstore/machines.cc 2.95.0, lix-rs/src/machines.rs", checked},
	{plan.CommentsFirst, "Removes comments before it splits at `;`. Other versions read the text after a `;` in a comment as a builder.",
		from(2, 28, 2), Since{}, "libstore/machines.cc expandBuilderLines (f8b13cce19); also 2.24.15", checked},
	{plan.RelativeKeyPath, "Passes a relative key path on to ssh. Other versions refuse it.",
		all.before(2, 34, 0), all, "libstore/common-ssh-store-config.hh 2.34.0", checked},
	{plan.TrustlessBuilds, "Builds over ssh-ng on a builder that does not trust its user, if every input is signed.",
		from(2, 16, 0), all, "build-remote.cc 2.16.0 trustedOrLegacy", checked},
	{plan.SendsCommand, "Sends `nix-store --serve --write` or `nix-daemon --stdio` as the ssh command. Lix 2.93.0 sends `bash` and the command on its standard input.",
		all, Since{Ever: true, Except: "lix 2.93.0"}, "lix/libstore/ssh.cc 2.93.0, 2.93.1", checked},
	{plan.OldWorkerProtocol, "Can use ssh-ng with a builder whose worker protocol is older than 1.35.",
		all, all.before(2, 94, 0), "lix rl-2.94.md, worker-protocol.hh", checked},
	{plan.NewWorkerProtocol, "Has worker protocol 1.35 or later.",
		from(2, 15, 0), all, "libstore/worker-protocol.hh 2.15.0", checked},
	{plan.ArgvRemoteProgram, "Splits `remote-program` at spaces and appends `--store` without quotes, so the remote shell sees `?` and `&`.",
		from(2, 20, 0), Since{}, "libstore/ssh-store.cc 2.20.0", checked},
}

// Has reports whether a version is in the range. One without a patch level is
// the first of its release.
func (s Since) Has(d schema.Dialect) bool {
	full := d
	full.Exact = true
	return s.Ever && full.String() != s.Except && d.Compare(s.First) >= 0 &&
		(s.Before == schema.Dialect{} || d.Compare(s.Before) < 0)
}

// can reports whether a dialect has a capability. The portable dialect has
// what every supported version has.
func can(d schema.Dialect, name string) bool {
	i := slices.IndexFunc(Capabilities, func(c Capability) bool { return c.Name == name })
	c := &Capabilities[i]
	switch {
	case d == schema.Dialect{}:
		return c.Nix == all && c.Lix == all
	case d.Lix:
		return c.Lix.Has(d)
	}
	return c.Nix.Has(d)
}

// capabilities returns the names of all capabilities of a dialect, sorted.
func capabilities(d schema.Dialect) []string {
	var out []string
	for _, c := range Capabilities {
		if can(d, c.Name) {
			out = append(out, c.Name)
		}
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
