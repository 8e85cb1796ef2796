package nixos

import (
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
)

// BuilderNixOS is the target builder-nixos, for the builder's own machine.
type BuilderNixOS struct{}

// Check reports every value of s that a NixOS module cannot carry.
func (BuilderNixOS) Check(s *plan.Setup) hcl.Diagnostics {
	k := setupChecker{Setup: s}
	k.all(nixosServer(s))
	k.passwd()
	return k.diags
}

// Emit writes the module. The account is a system user with the shell of
// ordinary ones, since sshd runs forced commands through it (trap 13). Every
// release makes /etc/ssh/sshd_config of settings and then extraConfig.
func (BuilderNixOS) Emit(w io.Writer, s *plan.Setup) error {
	attrs, err := nixosBuilder(s)
	if err != nil {
		return err
	}
	return nixprint.WriteModule(w, header, attrs)
}

// nixosBuilder returns the options of a builder with NixOS.
func nixosBuilder(s *plan.Setup) (nixprint.Set, error) {
	server := nixosServer(s)
	return withNix(s, nixprint.Set{
		nixprint.At(nixosAccount(s), "users", "users", s.SSHUser),
		nixprint.At(nixprint.Set{}, "users", "groups", s.SSHUser),
		nixprint.At(nixprint.Bool(true), "services", "openssh", "enable"),
		nixprint.At(unlessSaid(nixprint.String(server.MaxStartups())), "services", "openssh", "settings", "MaxStartups"),
		nixprint.At(last(nixprint.String(server.MatchBlock())), "services", "openssh", "extraConfig"),
	})
}

// nixosServer has the keys where NixOS puts those of users.users, and not those
// in the account's home as well, where who logs in could let others in.
func nixosServer(s *plan.Setup) sshtext.Server {
	return sshtext.Server{Setup: s, KeysFile: "/etc/ssh/authorized_keys.d/%u"}
}

func nixosAccount(s *plan.Setup) nixprint.Set {
	out := nixprint.Set{
		nixprint.At(nixprint.Bool(true), "isSystemUser"),
		nixprint.At(nixprint.String(s.SSHUser), "group"),
		nixprint.At(nixprint.Bool(true), "useDefaultShell"),
		// NixOS would write "!", which is a locked account to an sshd without PAM.
		nixprint.At(nixprint.String("*"), "hashedPassword"),
	}
	if s.Remote.UID > 0 {
		out = append(out, nixprint.At(nixprint.Int(s.Remote.UID), "uid"))
	}
	return append(out, account(s)...)
}

// BuilderDarwin is the target builder-nix-darwin, for the builder's own
// machine, where nix-darwin manages Nix.
type BuilderDarwin struct{}

// Check reports every value of s that a nix-darwin module cannot carry.
func (BuilderDarwin) Check(s *plan.Setup) hcl.Diagnostics {
	k := setupChecker{Setup: s}
	k.all(darwinServer(s))
	k.uid()
	return k.diags
}

// Emit writes the module. It says nix.enable for the reason that Darwin does.
// launchd starts an sshd for each connection, so that MaxStartups would count
// nothing. services.openssh.extraConfig is not there before 25.11, so the block
// is a file of its own; a Match ends with its file. nix-darwin's own files begin
// with 100 and 101.
func (BuilderDarwin) Emit(w io.Writer, s *plan.Setup) error {
	attrs, err := darwinBuilder(s)
	if err != nil {
		return err
	}
	enable := nixprint.At(nixprint.Bool(true), "nix", "enable")
	return nixprint.WriteModule(w, header, append(nixprint.Set{enable}, attrs...))
}

// darwinBuilder returns the options of a builder with nix-darwin, for a module
// that finds out itself who manages Nix.
func darwinBuilder(s *plan.Setup) (nixprint.Set, error) {
	user := s.SSHUser
	return withNix(s, nixprint.Set{
		// Without these two, nix-darwin makes no account and no group.
		nixprint.At(nixprint.Strings{user}, "users", "knownUsers"),
		nixprint.At(nixprint.Strings{user}, "users", "knownGroups"),
		nixprint.At(darwinAccount(s), "users", "users", user),
		nixprint.At(nixprint.Int(s.Remote.UID), "users", "groups", user, "gid"),
		nixprint.At(nixprint.Bool(true), "services", "openssh", "enable"),
		etcFile("ssh/sshd_config.d/102-buildmachines.conf", header+"\n"+darwinServer(s).MatchBlock()),
	})
}

// darwinServer has the keys where nix-darwin puts those of users.users. It shows
// them to sshd with a command, which is said again, because the first value wins
// where it is not below a Match.
func darwinServer(s *plan.Setup) sshtext.Server {
	return sshtext.Server{Setup: s, KeysFile: "none", KeysCommand: "/bin/cat /etc/ssh/nix_authorized_keys.d/%u"}
}

// darwinAccount has a group of its own, with the same number: the default is
// staff, which may read the homes of the people there. /bin/zsh is the one shell
// of macOS that reads a file with a PATH, /etc/zshenv, without a terminal.
func darwinAccount(s *plan.Setup) nixprint.Set {
	return append(nixprint.Set{
		nixprint.At(nixprint.Int(s.Remote.UID), "uid"),
		nixprint.At(nixprint.Int(s.Remote.UID), "gid"),
		nixprint.At(nixprint.String("/bin/zsh"), "shell"),
	}, account(s)...)
}

// account is what both platforms say of the account.
func account(s *plan.Setup) nixprint.Set {
	keys, _ := sshtext.AuthorizedKeys{Setup: s}.Lines() // as Check has found
	return nixprint.Set{
		nixprint.At(nixprint.String("Nix builds for other machines"), "description"),
		nixprint.At(nixprint.String(s.Remote.Home), "home"),
		nixprint.At(nixprint.Bool(true), "createHome"),
		nixprint.At(nixprint.Strings(keys), "openssh", "authorizedKeys", "keys"),
	}
}

// withNix adds the options of Nix and of the wrapper.
func withNix(s *plan.Setup, attrs nixprint.Set) (nixprint.Set, error) {
	if s.Remote.Wrapper {
		var text strings.Builder
		if err := wrapper.Emit(&text, s); err != nil {
			return nil, err
		}
		name, _ := belowEtc(s.Remote.WrapperPath)
		attrs = append(attrs, etcFile(name, text.String()))
	}
	return append(attrs, builderSettings(s)...), nil
}

// etcFile is a file that everybody can read. The command of authorized_keys
// runs the wrapper with /bin/sh, so that it need not be executable.
func etcFile(name, text string) nixprint.Attr {
	return nixprint.At(nixprint.String(text), "environment", "etc", name, "text")
}
