package compiler

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/schema/check"
)

// checkMerged checks one builder after merging, with or without overrides,
// before built-in defaults are filled in.
func (c *compilation) checkMerged(in *instance, b *schema.Builder) {
	if b.SSH.ProxyCommand.Set() && len(b.SSH.ProxyJump.Items) > 0 {
		c.add(diag.ConflictingValues, b.SSH.ProxyCommand.At, "ssh takes either proxy_command or proxy_jump (%s). Set one of them to null, or leave it out.", diag.Place(b.SSH.ProxyJump.At))
	}
	for _, s := range b.EmulatedSystems.Items {
		if slices.Contains(b.Systems.Strings(), s.V) {
			c.add(diag.ConflictingValues, s.At, "%s is in systems too, and no machine emulates what it is. Leave it out of one list.", s.V)
		}
	}
	if !b.URI.Set() {
		c.checkAddress(in.name, &b.HostName, in.merged.Label.At)
	}
	if b.Remote != nil && !b.URI.Set() {
		c.checkRemote(in, b)
	}
	if len(b.EmulatedSystems.Items) > 0 && c.byName[in.name+"-emulated"] != nil {
		c.add(diag.DuplicateName, b.EmulatedSystems.At, "The entry for emulated systems is named %s, and another builder has that name. Rename one of the two.", diag.Quote(in.name+"-emulated"))
	}
	if enabled := !b.Enable.Set() || b.Enable.V; enabled && slices.Contains(b.Systems.Strings(), "x86_64-linux") && !slices.Contains(b.Systems.Strings(), "i686-linux") {
		c.add(diag.MissingI686, b.Systems.At, "A machine that builds x86_64-linux also builds i686-linux, and is never asked to unless systems has it.")
	}
}

// checkAddress checks a name that is also the address, since nothing else is
// given for it.
func (c *compilation) checkAddress(name string, hostName *schema.Value[string], label hcl.Range) {
	if hostName.Set() || hostName.State == schema.Refused || check.Label(name) != nil {
		return
	}
	if p := check.HostName(name); p != nil {
		c.add(p.Code, label, "Without host_name the name is the address. %s", p.Detail)
	}
}

func (c *compilation) checkRemote(in *instance, b *schema.Builder) {
	r, on := b.Remote, platform.Of(b.Remote.Platform.V)
	if !b.SSHUser.Set() && b.SSHUser.State != schema.Refused && !in.partial {
		c.add(diag.RemoteNeedsUser, r.At, "remote sets up the account that clients log in to. Name it with ssh_user.")
	}
	chroot := r.Install.V == "nix-user-chroot" || r.Install.V == "proot"
	if chroot && r.Wrapper.Set() && !r.Wrapper.V {
		c.add(diag.WrapperConflict, r.Wrapper.At, "Without the wrapper nothing enters the %s that Nix lives in. Leave wrapper out.", r.Install.V)
	}
	if chroot && on.Darwin && !on.Declarative() {
		c.add(diag.ConflictingValues, r.Install.At, "%s needs the namespaces or ptrace of Linux, and platform is %s. Use multi-user or single-user.", r.Install.V, on.Name)
	}
	if r.StorePath.Set() && !chroot && r.Install.State != schema.Refused {
		c.add(diag.ConflictingValues, r.StorePath.At, "store_path is for nix-user-chroot and proot. Elsewhere the store is /nix/store.")
	}
	if on.Declarative() && r.Install.Set() && r.Install.V != "multi-user" {
		c.add(diag.ConflictingValues, r.Install.At, "On %s, Nix is always multi-user. Leave install out.", r.Platform.V)
	}
	if r.Release.Set() && !on.Declarative() && r.Platform.State != schema.Refused {
		c.add(diag.ConflictingValues, r.Release.At, "release is that of NixOS or nix-darwin, and platform is %s.", orDefault(r.Platform.V, platform.Default))
	}
	if on.NumberedAccounts && !r.UID.Set() && r.UID.State != schema.Refused && !in.partial {
		c.add(diag.MissingAttribute, r.At, "%s makes no account without a number. Say which: uid = 550, if no account or group of that machine has it.", on.Name)
	}
	if r.Trusted.Set() && !r.Trusted.V && r.Install.Set() && r.Install.V != "multi-user" {
		c.add(diag.SingleUserTrust, r.Trusted.At, "trusted = false means nothing with %s: every build runs as the account itself.", r.Install.V)
	}
	c.checkOffered(b)
}

// checkOffered compares the builder's own nix.conf with what clients are told.
func (c *compilation) checkOffered(b *schema.Builder) {
	set := b.Remote.Settings.Strings()
	own, ok := set["system-features"]
	if !ok {
		return
	}
	own += " " + set["extra-system-features"]
	for _, l := range []*schema.List{&b.SupportedFeatures, &b.MandatoryFeatures} {
		for _, f := range l.Items {
			if !slices.Contains(strings.Fields(own), f.V) {
				c.add(diag.FeaturesNotOffered, f.At, "remote.settings.system-features leaves out %s, so builds that need it are sent there and fail there.", diag.Quote(f.V))
			}
		}
	}
}
