package nixos

import (
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
)

// form is how a module says where builders are: by their aliases, with
// everything else in ssh's stanzas, or inline, in the fields of each machine.
type form struct {
	client *plan.Client
	inline bool
}

// storeURI returns the store URI of a substituter.
func (f form) storeURI(b *plan.Builder) string {
	if f.inline {
		return inline.SubstituterURI(f.client, b)
	}
	return b.URI
}

// machineURI returns the store URI of b without its user, which has a field of
// its own.
func (f form) machineURI(b *plan.Builder) string {
	if !f.inline {
		return b.URI
	}
	return strings.Replace(inline.URI(f.client, b), "://"+b.SSHUser+"@", "://", 1)
}

// fields returns user, key and pin of an inline machine, as the option of
// every module system but Lix's names them.
func (f form) fields(b *plan.Builder) nixprint.Set {
	if !f.hasFields(b) {
		return nil
	}
	return set([]field{{"sshUser", b.SSHUser}, {"sshKey", b.SSHKey}, {"publicHostKey", inline.Base64HostKey(&b.Host)}})
}

// tomlFields is fields for lix.buildMachines, which has the plain key and the
// user in the URI.
func (f form) tomlFields(b *plan.Builder) nixprint.Set {
	if !f.hasFields(b) {
		return nil
	}
	return set([]field{{"ssh-key", b.SSHKey}, {"ssh-public-host-key", inline.HostKey(&b.Host)}})
}

func (f form) hasFields(b *plan.Builder) bool { return f.inline && b.Protocol != "" }

type field struct{ name, value string }

// set returns the fields that have a value.
func set(fields []field) nixprint.Set {
	var out nixprint.Set
	for _, f := range fields {
		if f.value != "" {
			out = append(out, nixprint.At(nixprint.String(f.value), f.name))
		}
	}
	return out
}

// inlined checks what an inline machine has to say beside its entry.
func (k *checker) inlined() {
	c := k.client
	k.diags = append(k.diags, inline.Check(c)...)
	builders := c.Builders
	if isTOML(c) {
		k.diags = append(k.diags, inline.CheckDisabled(c)...)
		builders = append(builders[:len(builders):len(builders)], c.Disabled...)
	}
	for _, b := range builders {
		if b.SSHKey == "" {
			continue
		}
		if why := columnFault(b.SSHKey, false); why != "" {
			k.report(&b.Origins, diag.MachinesField, "ssh_key", "The path %s %s. Rename the file, or leave out --inline.", diag.Quote(b.SSHKey), why)
		}
	}
}
