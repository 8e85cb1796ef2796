package nixos

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
)

// setupChecker collects what the module of a builder cannot carry.
type setupChecker struct {
	*plan.Setup
	diags hcl.Diagnostics
}

func (k *setupChecker) report(code diag.Code, path, format string, args ...any) {
	k.diags = append(k.diags, diag.New(code, k.Origins.At(path), format, args...))
}

// all checks what both modules have.
func (k *setupChecker) all(server sshtext.Server) {
	k.diags = append(k.diags, sshtext.AuthorizedKeys{Setup: k.Setup}.Check()...)
	k.diags = append(k.diags, server.Check()...)
	k.diags = append(k.diags, nixsetting.CheckBuilder(k.Setup)...)
	k.texts()
	if !k.Remote.HasDaemon() {
		k.report(diag.ModuleValue, "remote.install", "NixOS and nix-darwin run Nix with a daemon, and this builder has none (install is %s).", diag.Quote(k.Remote.Install))
	}
	if k.Remote.Wrapper {
		k.wrapper()
	}
}

// texts checks what goes into the module as it is.
func (k *setupChecker) texts() {
	for _, s := range nixsetting.OfBuilder(k.Setup) {
		for _, v := range s.Values {
			if err := nixprint.Check(v.Text); err != nil {
				k.diags = append(k.diags, diag.New(diag.NixConfValue, v.Owner.At(v.Path), "The value of the setting %s has a fault: %v.", diag.Quote(s.Name), err))
			}
		}
	}
	if err := nixprint.Check(k.Remote.Home); err != nil {
		k.report(diag.ModuleValue, "remote.home", "The home of the account has a fault: %v.", err)
	}
}

func (k *setupChecker) wrapper() {
	k.diags = append(k.diags, wrapper.Check(k.Setup)...)
	if _, ok := belowEtc(k.Remote.WrapperPath); !ok {
		k.report(diag.ModuleValue, "remote.wrapper_path", "A module installs files below /etc only, and %s is not there. Leave wrapper_path out, or choose a path below /etc.", diag.Quote(k.Remote.WrapperPath))
	}
}

// belowEtc returns the name that environment.etc has for a file.
func belowEtc(file string) (name string, ok bool) {
	name, ok = strings.CutPrefix(file, "/etc/")
	return name, ok && name != "" && path.Clean(file) == file
}

// maxUserName is how long the name of a user or a group may be
// (nixos/modules/config/users-groups.nix).
const maxUserName = 31

// passwd checks what becomes a line of /etc/passwd, whose fields a colon ends.
func (k *setupChecker) passwd() {
	if len(k.SSHUser) > maxUserName {
		k.report(diag.ModuleValue, "ssh_user", "%s is longer than %d characters, which NixOS does not allow.", diag.Quote(k.SSHUser), maxUserName)
	}
	if strings.ContainsAny(k.Remote.Home, ":\n") {
		k.report(diag.ModuleValue, "remote.home", "%s contains a colon or a line break, which NixOS allows in no home.", diag.Quote(k.Remote.Home))
	}
}

// uid checks that there is a number: nix-darwin has no default, and macOS
// chooses one only for accounts that it makes itself.
func (k *setupChecker) uid() {
	if k.Remote.UID == 0 {
		k.report(diag.MissingAttribute, "remote.uid", "nix-darwin makes no account without a number. Say which: uid = 550, if no account or group of that machine has it.")
	}
}
