package machines

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
)

// Check reports every value of c that nix.conf cannot carry.
func (l NixConf) Check(c *plan.Client) hcl.Diagnostics {
	diags := checkDir(c)
	if c.MachinesFormat == "toml" {
		diags = append(diags, formatNeedsLix(c)...)
	}
	for _, s := range l.settings(c) {
		diags = append(diags, s.check()...)
	}
	if l.Inline {
		diags = append(diags, inline.Check(c)...)
	}
	for _, b := range c.Builders {
		if b.Cache != nil && b.Cache.Priority != 0 && hasParam(b.URI, "priority") {
			diags = append(diags, diag.New(diag.NixConfValue, b.Origins.At("cache.priority"),
				"The store URI %s has a priority already, and Nix reads the first one only. Remove one of them.", diag.Quote(b.URI)))
		}
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

func (s setting) check() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, v := range s.values {
		why := valueFault(v.text, s.list)
		if nameWhy := nameFault(s.name); nameWhy != "" {
			why = nameWhy
		}
		if why != "" {
			diags = append(diags, diag.New(diag.NixConfValue, v.owner.At(v.path),
				"The setting %s cannot be written: %s.", diag.Quote(s.name), why))
		}
	}
	return diags
}

// nameFault says why Nix would not read name as that of a setting. A line is
// split at blanks, and its second word must be `=` (libutil config.cc).
func nameFault(name string) string {
	if name == "include" || name == "!include" {
		return "nix.conf reads `include` as a directive, not as a setting"
	}
	for i := range len(name) {
		if c := name[i]; !isAlphanumeric(c) && c != '-' && c != '_' && c != '.' {
			return "its name has a character that no setting has"
		}
	}
	if name == "" {
		return "it has no name"
	}
	return ""
}

// valueFault says why Nix would read another value than s, or returns "". Nix
// cuts the line at `#`, splits it at blanks and joins the words again.
func valueFault(s string, list bool) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == 0x7f {
			return "its value has a line break or another control character"
		}
	}
	switch {
	case list && s == "":
		return "its value is empty, and Nix drops empty items of a list"
	case strings.Contains(s, "#"):
		return "its value contains `#`, which starts a comment anywhere"
	case list && strings.Contains(s, " "):
		return "its value contains a blank, which separates the items of a list"
	case strings.HasPrefix(s, " "), strings.HasSuffix(s, " "), strings.Contains(s, "  "):
		return "nix.conf drops blanks at the ends of a value and folds those in it"
	}
	return ""
}
