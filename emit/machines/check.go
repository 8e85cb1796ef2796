package machines

import (
	"math"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// checker collects what one format cannot carry of a client's builders.
type checker struct {
	client       *plan.Client
	inline       bool
	item         func(string) string // why a system or feature cannot be written, or ""
	wholeFactors bool
	diags        hcl.Diagnostics
}

// report adds a finding at the attribute path of b.
func (k *checker) report(b *plan.Builder, code diag.Code, path, format string, args ...any) {
	k.diags = append(k.diags, diag.New(code, b.Origins.At(path), format, args...))
}

func (k *checker) entries(es []plan.Entry) {
	for i := range es {
		e := &es[i]
		if e.Emulated {
			k.list(e.Builder, "emulated_systems", e.Systems)
			k.factor(e.Builder, "emulated_speed_factor", e.SpeedFactor)
			continue
		}
		k.builder(e.Builder)
	}
}

func (k *checker) builder(b *plan.Builder) {
	if why := uriFault(b.URI); why != "" {
		k.report(b, diag.MachinesField, "uri", "The store URI %s %s.", diag.Quote(b.URI), why)
	}
	if len(b.Systems) == 0 {
		k.report(b, diag.MachinesField, "systems",
			"Nix takes a builder without systems for one of whatever system the caller asks for. Name its systems.")
	}
	k.list(b, "systems", b.Systems)
	k.jobs(b)
	k.factor(b, "speed_factor", b.SpeedFactor)
	k.list(b, "supported_features", b.SupportedFeatures)
	k.list(b, "mandatory_features", b.MandatoryFeatures)
}

func (k *checker) list(b *plan.Builder, path string, items []string) {
	for i, s := range items {
		if why := k.item(s); why != "" {
			k.report(b, diag.MachinesField, plan.Item(path, i), "%s %s.", diag.Quote(s), why)
		}
	}
}

// jobs bounds max_jobs: Lix 2.95 cuts what does not fit into 32 bits without a
// word, and Nix before 2.5 read a negative number as billions.
func (k *checker) jobs(b *plan.Builder) {
	switch {
	case b.MaxJobs == 0:
		k.report(b, diag.MaxJobsZero, "max_jobs",
			"With 0 jobs, Nix waits for ever for a free slot instead of leaving the builder out. Use `enable = false`.")
	case b.MaxJobs < 0 || b.MaxJobs > math.MaxInt32:
		k.report(b, diag.MachinesField, "max_jobs", "%d is not a number of jobs that every Nix reads.", b.MaxJobs)
	}
}

// factor bounds a speed factor. Readers use 32 bits; 0 means 1 in a machines
// file, a random choice in Lix's TOML, and NaN is accepted.
func (k *checker) factor(b *plan.Builder, path string, f float64) {
	switch {
	case !(float32(f) > 0) || f > math.MaxUint32:
		k.report(b, diag.MachinesField, path, "%v is not a speed factor that every Nix reads.", f)
	case k.wholeFactors && f != math.Trunc(f):
		k.report(b, diag.SpeedFactorFraction, path,
			"%v has a fraction, which Nix before 2.20 cannot read. Multiply the factors of all builders until they are whole.", f)
	}
}

// columnFault says why s cannot be an item of a list in a machines file, or
// returns "". The format has no quoting (libstore machines.cc).
func columnFault(s string) string {
	switch s {
	case "":
		return "is empty, and Nix drops empty items of a list"
	case "-":
		return "means an empty column"
	case "=":
		return "makes Lix take the line for TOML"
	}
	for i := range len(s) {
		if why := columnByteFault(s[i]); why != "" {
			return why
		}
	}
	return ""
}

func columnByteFault(c byte) string {
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return "contains a blank, which starts the next column"
	case c < ' ' || c == 0x7f:
		return "contains a control character"
	case c >= 0x80:
		return "contains a character outside ASCII"
	case c == '#':
		return "contains `#`, which starts a comment anywhere in a line"
	case c == ';':
		return "contains `;`, which starts the next builder"
	case c == ',':
		return "contains `,`, which separates the items of a list"
	case c == '"':
		return "contains `\"`, by which Lix takes builders for TOML"
	}
	return ""
}

func isLix(c *plan.Client) bool { return strings.HasPrefix(c.Nix, "lix ") }

// mayBeLix reports whether Lix can be the reader: an unset dialect is all of them.
func mayBeLix(c *plan.Client) bool { return !strings.HasPrefix(c.Nix, "nix ") }

// saysTOML reports whether Lix would take the setting s for TOML: 2.95 looks for
// these letters in `builders`, not in the file that it names (getMachines in
// libstore machines.cc).
func saysTOML(s string) bool { return strings.Contains(strings.ToLower(s), "toml") }
