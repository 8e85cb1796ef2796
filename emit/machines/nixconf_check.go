package machines

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// Check reports every value of c that nix.conf cannot carry.
func (l NixConf) Check(c *plan.Client) hcl.Diagnostics {
	diags := checkDir(c)
	if c.MachinesFormat == "toml" {
		diags = append(diags, formatNeedsLix(c)...)
	}
	diags = append(diags, builders(c).Check()...)
	diags = append(diags, nixsetting.Check(c, l.storeURI(c))...)
	if l.Inline {
		diags = append(diags, inline.Check(c)...)
	}
	return diags
}

// checkDir reports a folder whose machines file Nix would not find, or take
// for something else. A relative path is looked up in `/`, and a missing file
// means no builders, without a word.
func checkDir(c *plan.Client) hcl.Diagnostics {
	at := c.Origins.At("dir")
	switch {
	case !path.IsAbs(c.Dir):
		return hcl.Diagnostics{diag.New(diag.NixConfValue, at,
			"Nix looks for a relative path in `/`. Write the absolute path.")}
	case strings.Contains(c.Dir, ";"):
		return hcl.Diagnostics{diag.New(diag.NixConfValue, at,
			"The path contains `;`, which starts the next builder in the value of `builders`.")}
	case c.MachinesFormat != "toml" && mayBeLix(c) && (saysTOML(c.Dir) || strings.Contains(c.Dir, `"`)):
		return hcl.Diagnostics{diag.New(diag.LooksLikeTOML, at,
			"The path %s contains `toml` or a quote, so Lix 2.95 refuses a machines file there. Use another folder, or set the client's `nix` if it does not run Lix.", diag.Quote(c.Dir))}
	}
	return nil
}
