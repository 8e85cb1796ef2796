package nixos

import (
	"math"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
)

// buildMachines returns the value of the option that every module system has
// under this name. Unless it is inline, user, key and pin stay unset: they belong
// to the ssh stanza. The lists of several modules are concatenated.
func buildMachines(f form) nixprint.Each {
	entries := f.client.Entries()
	var machine nixprint.Set
	return nixprint.Each{N: len(entries), Make: func(i int) nixprint.Value {
		machine = f.appendMachine(machine[:0], &entries[i])
		return machine
	}}
}

// appendMachine appends what one entry says. The options have defaults, but Determinate's,
// home-manager's and NixOS's change on their own, so everything is said.
func (f form) appendMachine(dst nixprint.Set, e *plan.Entry) nixprint.Set {
	protocol, hostName := store(e.Builder, f.machineURI(e.Builder))
	dst = append(dst,
		nixprint.At(nixprint.String(hostName), "hostName"),
		nixprint.At(protocol, "protocol"),
		nixprint.At(nixprint.Strings(e.Systems), "systems"),
		nixprint.At(nixprint.Int(e.MaxJobs), "maxJobs"),
		nixprint.At(number(e.SpeedFactor), "speedFactor"),
		nixprint.At(nixprint.Strings(optional(e.Builder)), "supportedFeatures"),
		nixprint.At(nixprint.Strings(e.MandatoryFeatures), "mandatoryFeatures"),
	)
	return append(dst, f.fields(e.Builder)...)
}

// store splits the store URI of b as the modules put it together again: what comes
// before the host is the protocol, which is null for a whole URI.
func store(b *plan.Builder, uri string) (protocol nixprint.Value, hostName string) {
	if rest, ok := strings.CutPrefix(uri, b.Protocol+"://"); ok && b.Protocol != "" {
		return nixprint.String(b.Protocol), rest
	}
	return nixprint.Null{}, uri
}

// optional returns the features that derivations need not ask for: the modules
// write these and then the mandatory ones into column 6. Trap 4.
func optional(b *plan.Builder) []string {
	if len(b.MandatoryFeatures) == 0 {
		return b.SupportedFeatures
	}
	return slices.DeleteFunc(slices.Clone(b.SupportedFeatures), func(f string) bool {
		return slices.Contains(b.MandatoryFeatures, f)
	})
}

// number returns a whole number as such: most releases take nothing else, and
// the others write a float with six decimals, which Nix before 2.20 cannot read.
// Trap 8.
func number(f float64) nixprint.Value {
	if f == math.Trunc(f) {
		return nixprint.Int(f)
	}
	return nixprint.Float(f)
}

func isTOML(c *plan.Client) bool { return c.MachinesFormat == "toml" }

// tomlMachines returns the machines of lix.buildMachines by name, which is
// Lix's machines.toml as Nix: other names, and disabled machines too.
func tomlMachines(f form) nixprint.Set {
	out := nixprint.Set{}
	for _, e := range f.client.Entries() {
		out = append(out, nixprint.At(f.tomlMachine(&e), e.Alias))
	}
	for _, e := range f.client.DisabledEntries() {
		off := nixprint.At(nixprint.Bool(false), "enable")
		out = append(out, nixprint.At(append(f.tomlMachine(&e), off), e.Alias))
	}
	return out
}

func (f form) tomlMachine(e *plan.Entry) nixprint.Set {
	uri := e.URI
	if f.inline {
		uri = inline.URI(f.client, e.Builder)
	}
	out := nixprint.Set{
		nixprint.At(nixprint.String(uri), "uri"),
		nixprint.At(nixprint.Strings(e.Systems), "system-types"),
		nixprint.At(nixprint.Int(e.MaxJobs), "jobs"),
		nixprint.At(number(e.SpeedFactor), "speed-factor"),
		nixprint.At(nixprint.Strings(slices.Concat(optional(e.Builder), e.MandatoryFeatures)), "supported-features"),
		nixprint.At(nixprint.Strings(e.MandatoryFeatures), "mandatory-features"),
	}
	return append(out, f.tomlFields(e.Builder)...)
}
