package nixos

import (
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// morePlatforms is `extra-` and the setting extra-platforms.
const morePlatforms = "extra-extra-platforms"

// builderSettings returns the builder's part of nix.conf.
//
// Both module systems write nix.settings sorted, those with `extra-` last, and
// then extraOptions. So extra-extra-platforms would come before extra-platforms,
// which boot.binfmt.emulatedSystems sets, and would be lost.
func builderSettings(s *plan.Setup) nixprint.Set {
	settings := settingSet{values: map[string]nixprint.Value{}}
	var platforms []nixsetting.Setting
	for _, set := range nixsetting.OfBuilder(s) {
		switch set.Name {
		case morePlatforms:
			platforms = append(platforms, set)
		case "extra-trusted-users":
			settings.add("trusted-users", trustedUsers(s))
		default:
			settings.add(set.Name, typed(set))
		}
	}
	out := nixprint.Set{nixprint.At(settings.attrs(), "nix", "settings")}
	if len(platforms) > 0 {
		var lines strings.Builder
		_ = nixsetting.Write(&lines, platforms) // a strings.Builder takes everything
		out = append(out, nixprint.At(last(nixprint.String(lines.String())), "nix", "extraOptions"))
	}
	return out
}

// nixSettings returns the settings by their names in nix.conf, for a module that
// writes them in an order of its own.
func nixSettings(settings []nixsetting.Setting) nixprint.Set {
	out := settingSet{values: map[string]nixprint.Value{}}
	for _, s := range settings {
		out.add(s.Name, typed(s))
	}
	return out.attrs()
}

// trustedUsers are given by the plain name, because it is a declared option: an
// administrator's list stands beside ours, lib.mkForce of theirs beats it, and
// other modules can see who is trusted. Up to NixOS 24.05 a definition replaces
// root, the default. Trap 12.
func trustedUsers(s *plan.Setup) nixprint.Strings {
	if s.Remote.Can(plan.TrustedUsersMerge) {
		return nixprint.Strings{s.SSHUser}
	}
	return nixprint.Strings{"root", s.SSHUser}
}

// settingSet are settings, each of which is said once.
type settingSet struct {
	names  []string // in the order of the module
	values map[string]nixprint.Value
}

// add joins lists. Nothing but lists is said both by the inventory's own
// settings and by what follows from it.
func (s *settingSet) add(name string, v nixprint.Value) {
	if was, ok := s.values[name]; ok {
		s.values[name] = append(was.(nixprint.Strings), v.(nixprint.Strings)...)
		return
	}
	s.names = append(s.names, name)
	s.values[name] = v
}

func (s *settingSet) attrs() nixprint.Set {
	var out nixprint.Set
	for _, name := range s.names {
		out = append(out, nixprint.At(s.values[name], name))
	}
	return out
}

// last is a text behind that of everybody else, lib.mkAfter's 1500 included.
// After "Match All", sshd takes lines that were for all accounts for those of a
// Match, and the first Match wins: an administrator's `Match User` behind ours
// could no longer change what they say for all.
func last(content nixprint.Value) nixprint.Set {
	return nixprint.Set{
		nixprint.At(nixprint.String("order"), "_type"),
		nixprint.At(nixprint.Int(2000), "priority"),
		nixprint.At(content, "content"),
	}
}

// unlessSaid is a value that any other replaces, even one from lib.mkDefault,
// whose priority is 1000.
func unlessSaid(content nixprint.Value) nixprint.Set {
	return nixprint.Set{
		nixprint.At(nixprint.String("override"), "_type"),
		nixprint.At(nixprint.Int(1250), "priority"),
		nixprint.At(content, "content"),
	}
}
