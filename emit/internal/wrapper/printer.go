package wrapper

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/shquote"
)

// printer collects the text and what cannot stand in it. Check and Emit run the
// same code, so that they cannot disagree.
type printer struct {
	setup *plan.Setup
	out   strings.Builder
	diags hcl.Diagnostics
}

func newPrinter(s *plan.Setup) *printer { return &printer{setup: s} }

// text prints parts of the script, which are not from the inventory or quoted.
func (p *printer) text(parts ...string) {
	for _, s := range parts {
		p.out.WriteString(s)
	}
}

// word returns s, which was written at path, as a word of the script.
func (p *printer) word(path, s string) string {
	q, err := shquote.Quote(s)
	if err != nil {
		p.refuse(path, "%s cannot stand in a script: %v.", diag.Quote(s), err)
	}
	return q
}

func (p *printer) refuse(path, format string, args ...any) {
	p.diags = p.diags.Append(diag.New(diag.WrapperValue, p.setup.Origins.At(path), format, args...))
}
