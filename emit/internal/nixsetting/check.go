package nixsetting

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// Check reports every setting of c that nix.conf cannot carry.
func Check(c *plan.Client, uri func(*plan.Builder) string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, s := range Of(c, uri) {
		diags = append(diags, s.Check()...)
	}
	for _, b := range c.Builders {
		if b.Cache != nil && b.Cache.Priority != 0 && hasParam(b.URI, "priority") {
			diags = append(diags, diag.New(diag.NixConfValue, b.Origins.At("cache.priority"),
				"The store URI %s has a priority already, and Nix reads the first one only. Remove one of them.", diag.Quote(b.URI)))
		}
	}
	return diags
}

// Check reports what nix.conf cannot carry of one setting.
func (s Setting) Check() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, v := range s.Values {
		why := valueFault(v.Text, s.List)
		if nameWhy := nameFault(s.Name); nameWhy != "" {
			why = nameWhy
		}
		if why != "" {
			diags = append(diags, diag.New(diag.NixConfValue, v.Owner.At(v.Path),
				"The setting %s cannot be written: %s.", diag.Quote(s.Name), why))
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

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
