package nixos

import (
	"slices"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
)

// sshFiles is how a module system gives ssh its stanzas and pins. The pins are
// in a file of our own, which the stanzas name, so that no other known host
// counts for our builders, nor ours for other hosts. Trap 6.
type sshFiles struct {
	knownHosts string   // as ssh_config says it
	pins       []string // the option with the text of that file
	stanzas    func(text nixprint.Text) nixprint.Set
}

// etc is for systems: what they configure is below /etc.
var etc = sshFiles{
	knownHosts: "/etc/ssh/buildmachines_known_hosts",
	pins:       []string{"environment", "etc", "ssh/buildmachines_known_hosts", "text"},
	stanzas: func(text nixprint.Text) nixprint.Set {
		return nixprint.Set{nixprint.At(before(text), "programs", "ssh", "extraConfig")}
	},
}

// home is for a user. home-manager writes its own blocks before extraConfig, and
// a block for all hosts last, so the stanzas are a file of their own: it writes
// includes first. It writes nothing at all unless programs.ssh is enabled.
var home = sshFiles{
	knownHosts: "~/.ssh/buildmachines_known_hosts",
	pins:       []string{"home", "file", ".ssh/buildmachines_known_hosts", "text"},
	stanzas: func(text nixprint.Text) nixprint.Set {
		return nixprint.Set{
			nixprint.At(text, "home", "file", ".ssh/buildmachines_config", "text"),
			nixprint.At(nixprint.Bool(true), "programs", "ssh", "enable"),
			nixprint.At(before(nixprint.Strings{"~/.ssh/buildmachines_config"}), "programs", "ssh", "includes"),
		}
	},
}

// before is what lib.mkBefore returns: in ssh_config the first value wins, also
// among included files. The text ends with "Match all", so what follows it is
// for all hosts again.
func before(content nixprint.Value) nixprint.Set {
	return nixprint.Set{
		nixprint.At(nixprint.String("order"), "_type"),
		nixprint.At(nixprint.Int(500), "priority"),
		nixprint.At(content, "content"),
	}
}

func (s sshFiles) config(c *plan.Client) sshtext.Config {
	return sshtext.Config{Client: c, KnownHosts: s.knownHosts}
}

// attrs returns the options for ssh: none without a host that it connects to.
func (s sshFiles) attrs(c *plan.Client) nixprint.Set {
	hosts := c.Hosts()
	if len(hosts) == 0 {
		return nil
	}
	var out nixprint.Set
	if slices.ContainsFunc(hosts, (*plan.Host).Pinned) {
		out = append(out, nixprint.At(nixprint.Text(sshtext.KnownHosts{Client: c}.Emit), s.pins...))
	}
	return append(out, s.stanzas(s.config(c).Emit)...)
}
