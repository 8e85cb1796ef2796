package nixos

import (
	"math"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/internal/parallel"
	"github.com/buildmachines/buildmachines/internal/platform"
)

// checker collects what a module cannot carry.
type checker struct {
	form
	fractions bool // the option takes speed factors that are not whole
	diags     hcl.Diagnostics
}

func (k *checker) report(o *plan.Origins, code diag.Code, path, format string, args ...any) {
	k.diags = append(k.diags, diag.New(code, o.At(path), format, args...))
}

// all checks what every module has, on every processor what takes long.
func (k *checker) all(s sshFiles) {
	var config, pins hcl.Diagnostics
	checks := []func(){k.entries}
	if !k.inline && len(k.client.Hosts()) > 0 {
		checks = append(checks,
			func() { config = s.config(k.client).Check() },
			func() { pins = sshtext.KnownHosts{Client: k.client}.Check() })
	}
	parallel.Each(len(checks), func(i int) { checks[i]() })
	k.settings()
	if k.inline {
		k.inlined()
	}
	k.diags = slices.Concat(k.diags, config, pins)
}

func (k *checker) entries() {
	entries := k.client.Entries()
	for i := range entries {
		k.entry(&entries[i])
	}
}

// entry checks one machine. The options take any text, and the modules paste it
// into a line of /etc/nix/machines without a look.
func (k *checker) entry(e *plan.Entry) {
	systems, factor := "systems", "speed_factor"
	if e.Emulated {
		systems, factor = "emulated_systems", "emulated_speed_factor"
	}
	k.words(e.Builder, systems, e.Systems)
	k.factor(e, factor)
	if e.Emulated {
		return
	}
	if why := columnFault(e.URI, false); why != "" {
		k.report(&e.Origins, diag.MachinesField, "uri", "The store URI %s %s.", diag.Quote(e.URI), why)
	}
	if len(e.Systems) == 0 {
		k.report(&e.Origins, diag.MachinesField, systems, "The modules refuse a machine without systems. Name its systems.")
	}
	if e.MaxJobs < 1 || e.MaxJobs > math.MaxInt32 {
		k.report(&e.Origins, diag.MachinesField, "max_jobs", "%d is not a number of jobs that every Nix reads.", e.MaxJobs)
	}
	k.words(e.Builder, "supported_features", e.SupportedFeatures)
	k.words(e.Builder, "mandatory_features", e.MandatoryFeatures)
}

func (k *checker) words(b *plan.Builder, path string, items []string) {
	for i, s := range items {
		why := columnFault(s, true)
		if s == "-" || s == "=" {
			why = "means something else in a machines file"
		}
		if why != "" {
			k.report(&b.Origins, diag.MachinesField, plan.Item(path, i), "%s %s.", diag.Quote(s), why)
		}
	}
}

// columnFault says why s cannot be in a column of a machines file, as an item of
// a list or alone, or returns "".
func columnFault(s string, item bool) string {
	if s == "" {
		return "is empty"
	}
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c > '~' || c == '#' || c == ';' || c == '"' || c == ',' && item {
			return "contains a character that ends the column, the list or the line in a machines file"
		}
	}
	return ""
}

func (k *checker) factor(e *plan.Entry, path string) {
	f := e.SpeedFactor
	switch {
	case !(float32(f) > 0) || f > math.MaxUint32:
		k.report(&e.Origins, diag.MachinesField, path, "%v is not a speed factor that every Nix reads.", f)
	case f == math.Trunc(f):
	case !k.fractions:
		k.report(&e.Origins, diag.SpeedFactorFraction, path,
			"%v has a fraction, and speedFactor takes whole numbers: on NixOS before 26.11, on nix-darwin, with Determinate and in home-manager. Multiply the factors of all builders until they are whole.", f)
	case !k.client.Can(plan.FloatSpeedFactor):
		k.report(&e.Origins, diag.SpeedFactorFraction, path,
			"%v has a fraction, which Nix before 2.20 cannot read. Multiply the factors of all builders until they are whole.", f)
	}
}

func (k *checker) settings() {
	c := k.client
	k.diags = append(k.diags, nixsetting.Check(c, k.storeURI)...)
	seen := map[string]bool{}
	for _, s := range nixsetting.Of(c, k.storeURI) {
		for _, v := range s.Values {
			if err := nixprint.Check(v.Text); err != nil {
				k.report(v.Owner, diag.NixConfValue, v.Path, "The value of the setting %s has a fault: %v.", diag.Quote(s.Name), err)
			}
		}
		if seen[s.Name] {
			k.report(&c.Origins, diag.NixConfValue, plan.Key("settings", s.Name), "The setting %s is there already, and a module cannot say it twice.", diag.Quote(s.Name))
		}
		seen[s.Name] = true
	}
}

// lix checks what lix.buildMachines needs.
func (k *checker) lix() {
	c := k.client
	if !c.Can(lixMachines) {
		k.report(&c.Origins, diag.ReleaseLacksOption, "machines_format",
			"NixOS has the option lix.buildMachines since 26.11. Set `release = \"26.11\"` if the client %s has it, else use the legacy format, which Lix reads too.", diag.Quote(c.Name))
	}
	if !c.Can(plan.LixTOML) {
		k.report(&c.Origins, diag.FormatNeedsLix, "machines_format",
			"Client %s does not say that it runs Lix 2.95 or newer. Set `nix = \"lix 2.95\"` if it does, else use the legacy format.", diag.Quote(c.Name))
	}
	for _, e := range c.DisabledEntries() {
		k.entry(&e)
	}
	seen := map[string]bool{}
	for _, e := range append(c.Entries(), c.DisabledEntries()...) {
		if seen[e.Alias] {
			k.report(&e.Origins, diag.MachinesField, "emulated_systems",
				"There would be two machines %s, because another builder has that name. Rename one of them.", diag.Quote(e.Alias))
		}
		seen[e.Alias] = true
	}
}

func (k *checker) noTOML(system platform.System) {
	if isTOML(k.client) {
		k.report(&k.client.Origins, diag.ReleaseLacksOption, "machines_format",
			"%s has no option for machines.toml. Use the legacy format, which Lix reads too.", system)
	}
}

// managed are the settings that Determinate's module keeps to itself: it does not
// evaluate with them (modules/nix-darwin/default.nix, disallowedOptions).
var managed = []string{
	"bash-prompt-prefix", "external-builders", "extra-nix-path",
	"netrc-file", "ssl-cert-file", "upgrade-nix-store-path-url",
}

func (k *checker) determinateSettings() {
	c := k.client
	for _, s := range nixsetting.Of(c, k.storeURI) {
		path := plan.Key("settings", s.Name)
		switch {
		case slices.Contains(managed, s.Name):
			k.report(&c.Origins, diag.NixConfValue, path, "Determinate Nix sets %s itself, and refuses a module that does.", diag.Quote(s.Name))
		case isList(s.Name) && !s.List && s.Values[0].Text == "":
			k.report(&c.Origins, diag.NixConfValue, path, "Determinate's module leaves empty lists out, so %s would keep its default.", diag.Quote(s.Name))
		}
	}
}

// home checks what home-manager needs: a user, since the stanzas are for the
// daemon users, and root's ssh does not read a user's files.
func (k *checker) home() {
	c := k.client
	if !platform.Of(c.Platform).OneUser && slices.Equal(c.Users, []string{"root"}) {
		k.report(&c.Origins, diag.MissingAttribute, "users",
			"home-manager configures one user, and root is not it. Say who runs ssh there: users = [\"NAME\"].")
	}
}
