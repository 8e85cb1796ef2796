package schema

import (
	"fmt"
	"unicode/utf8"

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
	if at, ok := notUTF8(src, name); ok {
		f.Body = hcl.EmptyBody()
		return hcl.Diagnostics{diag.New(diag.HCLSyntax, at, "The file is not UTF-8 text.")}, nil
	}
	hf, hclDiags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	for _, dg := range hclDiags {
		diags = append(diags, syntaxError(dg))
		// The parser takes what follows an open string for more of it, and
		// complains of every line up to the next quote.
		if dg.Summary == "Invalid multi-line string" {
			break
		}
	}
	f.Body = hf.Body
	if len(diags) == 0 {
		diags = hugeNumbers(src, hf.Body.(*hclsyntax.Body))
	}
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

// notUTF8 returns the place of the first byte that is not UTF-8, if there is
// one. HCL's parser would report it once a token, and its scanner is hard to
// foresee there.
func notUTF8(src []byte, name string) (hcl.Range, bool) {
	if utf8.Valid(src) {
		return hcl.Range{}, false
	}
	pos := hcl.Pos{Line: 1, Column: 1}
	for pos.Byte < len(src) {
		r, size := utf8.DecodeRune(src[pos.Byte:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		pos.Byte += size
		pos.Column++
		if r == '\n' {
			pos.Line, pos.Column = pos.Line+1, 1
		}
	}
	end := pos
	end.Byte++
	end.Column++
	return hcl.Range{Filename: name, Start: pos, End: end}, true
}
