package machines

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// Builders is the machines file on one line: the value for `--builders`, for
// `builders` in nix.conf, and for NIX_CONFIG.
type Builders struct{}

// Check reports every value of c that a machines file cannot carry, and those
// by which Lix would take the whole value for TOML.
func (Builders) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, diags: Legacy{}.Check(c)}
	if !mayBeLix(c) {
		return k.diags
	}
	for _, b := range c.Builders {
		k.noTOML(b, "uri", b.URI)
		k.noTOML(b, "systems", b.Systems...)
		k.noTOML(b, "emulated_systems", b.EmulatedSystems...)
		k.noTOML(b, "supported_features", b.SupportedFeatures...)
		k.noTOML(b, "mandatory_features", b.MandatoryFeatures...)
	}
	return k.diags
}

func (k *checker) noTOML(b *plan.Builder, path string, values ...string) {
	for i, s := range values {
		if !saysTOML(s) {
			continue
		}
		at := path
		if path != "uri" {
			at = plan.Item(path, i)
		}
		k.report(b, diag.LooksLikeTOML, at,
			"%s contains `toml`. Use a machines file, or set the client's `nix` if it does not run Lix.", diag.Quote(s))
	}
}

// Emit writes the entries with " ; " between them: the one separator that a
// value has, since nix.conf has no line breaks. Blanks around it are harmless,
// one at the end is not.
func (Builders) Emit(w io.Writer, c *plan.Client) error {
	var line []byte
	for i, e := range c.Entries() {
		if i > 0 {
			line = append(line, " ; "...)
		}
		line = appendColumns(line, &e)
	}
	_, err := w.Write(append(line, '\n'))
	return err
}
