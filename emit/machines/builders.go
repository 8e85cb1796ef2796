package machines

import (
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// Builders is the machines file on one line: the value for `--builders`, for
// `builders` in nix.conf, and for NIX_CONFIG.
type Builders struct{ Inline bool }

// Check reports every value of c that a machines file cannot carry, and those
// by which Lix would take the whole value for TOML.
func (l Builders) Check(c *plan.Client) hcl.Diagnostics {
	k := checker{client: c, inline: l.Inline, diags: Legacy(l).Check(c)}
	if !mayBeLix(c) {
		return k.diags
	}
	for _, b := range c.Builders {
		k.connectionWithoutTOML(b)
		k.listWithoutTOML(b, "systems", b.Systems)
		k.listWithoutTOML(b, "emulated_systems", b.EmulatedSystems)
		k.listWithoutTOML(b, "supported_features", b.SupportedFeatures)
		k.listWithoutTOML(b, "mandatory_features", b.MandatoryFeatures)
	}
	return k.diags
}

// connectionWithoutTOML looks at the base64 of a pin, too, which can have the
// letters by chance.
func (k *checker) connectionWithoutTOML(b *plan.Builder) {
	to := connectionTo(k.client, b, k.inline)
	at := "uri"
	if to.uri != b.URI {
		at = "host_name"
	}
	k.withoutTOML(b, at, to.uri)
	k.withoutTOML(b, "ssh_key", to.key)
	k.withoutTOML(b, "public_host_keys", to.pin)
}

func (k *checker) listWithoutTOML(b *plan.Builder, path string, items []string) {
	for i, s := range items {
		k.withoutTOML(b, plan.Item(path, i), s)
	}
}

func (k *checker) withoutTOML(b *plan.Builder, path, s string) {
	if saysTOML(s) {
		k.report(b, diag.LooksLikeTOML, path,
			"%s contains `toml`. Use a machines file, or set the client's `nix` if it does not run Lix.", diag.Quote(s))
	}
}

// Emit writes the entries with " ; " between them: the one separator that a
// value has, since nix.conf has no line breaks. Blanks around it are harmless,
// one at the end is not.
func (l Builders) Emit(w io.Writer, c *plan.Client) error {
	var line []byte
	for i, e := range c.Entries() {
		if i > 0 {
			line = append(line, " ; "...)
		}
		line = connectionTo(c, e.Builder, l.Inline).append(line, &e)
	}
	_, err := w.Write(append(line, '\n'))
	return err
}
