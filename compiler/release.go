package compiler

import (
	"slices"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/schema"
)

// ModuleCapability is one row of the table of releases: an option, or what it
// takes, that the modules of some releases have and others not.
type ModuleCapability struct {
	Name        string
	Means       string // what a release with it has
	NixOS       Release
	Darwin      Release // nix-darwin, with or without Determinate
	HomeManager Release
	Source      string // where the fact comes from
	Checked     string // the newest revisions that were looked at
}

// Release is the first release that has a capability. Releases sort as text.
type Release string

// The ends of the scale.
const (
	EveryRelease Release = "every release"
	NoRelease    Release = ""
)

// The names of capabilities of modules. Those of clients are in their plan.
const (
	ModuleFloatSpeedFactor = "module-float-speed-factor"
	ModuleLixMachines      = "module-lix-machines"
	HomeMachines           = "module-home-machines"
	TrustedUsersMerge      = plan.TrustedUsersMerge
	ExtraHostNames         = "module-extra-host-names"
	SSHDExtraConfig        = "module-sshd-extra-config"
)

const checkedModules = "nixpkgs, nix-darwin, home-manager of mid 2026, Determinate 3"

// ModuleCapabilities is the table of releases.
var ModuleCapabilities = []ModuleCapability{
	{ModuleFloatSpeedFactor, "`nix.buildMachines.*.speedFactor` accepts a fraction. Other releases accept whole numbers only.",
		"26.11", NoRelease, NoRelease, "nixos/modules/config/nix-remote-build.nix", checkedModules},
	{ModuleLixMachines, "Has `lix.buildMachines`. It needs `nix.distributedBuilds`, Lix 2.95, and no `nix.buildMachines`.",
		"26.11", NoRelease, NoRelease, "nixos/modules/config/lix-remote-build.nix (nixpkgs#537162)", checkedModules},
	{HomeMachines, "home-manager has `nix.buildMachines` and `nix.distributedBuilds`.",
		NoRelease, NoRelease, "25.11", "home-manager modules/misc/nix-remote-build.nix (2025-09)", checkedModules},
	{TrustedUsersMerge, "A definition of `nix.settings.trusted-users` keeps `root`. In other releases it replaces `root`.",
		"24.11", "24.11", NoRelease, "nixpkgs#318635, nix-darwin#1257", checkedModules},
	{ExtraHostNames, "Has `programs.ssh.knownHosts.*.extraHostNames`.",
		EveryRelease, "25.11", NoRelease, "nix-darwin modules/programs/ssh", checkedModules},
	{SSHDExtraConfig, "Has `services.openssh.extraConfig`.",
		EveryRelease, "25.11", NoRelease, "nix-darwin modules/services/openssh.nix", checkedModules},
}

// moduleCan reports whether the modules of a platform's release have a
// capability. Platforms without modules have none.
func moduleCan(name, on, release string) bool {
	i := slices.IndexFunc(ModuleCapabilities, func(m ModuleCapability) bool { return m.Name == name })
	p := platform.Of(on)
	first := ModuleCapabilities[i].since(p.System)
	if release == "" {
		release = p.OldestRelease
	}
	return first == EveryRelease || first != NoRelease && Release(release) >= first
}

// moduleTakesFractions reports whether no module of a platform's release stands
// between a speed factor with a fraction and Nix.
func moduleTakesFractions(on, release string) bool {
	return !platform.Of(on).Declarative() || moduleCan(ModuleFloatSpeedFactor, on, release)
}

// since is the first release of a module system that has the capability.
func (m *ModuleCapability) since(system platform.System) Release {
	switch system {
	case platform.NixOS:
		return m.NixOS
	case platform.NixDarwin:
		return m.Darwin
	case platform.HomeManager:
		return m.HomeManager
	}
	return NoRelease
}

// clientCapabilities returns the names of all capabilities that the plan of a
// client has, sorted: those of its dialect, and those of its modules that an
// emitter asks for.
func clientCapabilities(d schema.Dialect, on, release string) []string {
	out := capabilities(d)
	for _, name := range []string{ModuleFloatSpeedFactor, ModuleLixMachines} {
		if moduleCan(name, on, release) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
