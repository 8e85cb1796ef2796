package schema

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/tomlbody"
	"github.com/buildmachines/buildmachines/secret"
)

// parse adds one file. The error is for input that no parser should see.
func (s *Sources) parse(name string, src []byte, syntax Syntax) (hcl.Diagnostics, error) {
	if line := tooDeep(src, syntax); line > 0 {
		return nil, fmt.Errorf("%s:%d: brackets or operators nest deeper than %d", name, line, MaxDepth)
	}
	if s.bytes == nil {
		s.bytes = map[string][]byte{}
	}
	s.bytes[name] = src
	f := &File{Name: name, Syntax: syntax, Bytes: src}
	s.Files = append(s.Files, f)
	var diags hcl.Diagnostics
	if syntax == TOML {
		f.Body, diags = tomlbody.Parse(src, name)
		return diags, nil
	}
	hf, hclDiags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	for _, dg := range hclDiags {
		diags = append(diags, syntaxError(dg))
	}
	f.Body = hf.Body
	return diags, nil
}

// syntaxError gives a diagnostic of the HCL parser its code. The parser quotes
// what it stumbled over, which may be a key that was pasted in the wrong place.
func syntaxError(dg *hcl.Diagnostic) *hcl.Diagnostic {
	var at hcl.Range
	if dg.Subject != nil {
		at = *dg.Subject
	}
	text := sentence(dg.Summary) + " " + dg.Detail
	if secret.MayHold(text) {
		text = "The text here is not HCL. It is not shown, because it may hold a key."
	}
	return diag.New(diag.HCLSyntax, at, "%s", text)
}
