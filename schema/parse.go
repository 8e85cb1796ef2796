package schema

import (
	"bytes"
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
	n, pos := survey(src, syntax)
	if n.tooDeep() {
		return nil, fmt.Errorf("%s:%d: brackets or operators nest deeper than %d", name, lineOf(src, pos), MaxDepth)
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
	if fault := unreadable(src, name, n); fault != nil {
		f.Body = hcl.EmptyBody()
		return hcl.Diagnostics{fault}, nil
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
		diags = s.instrument(src, hf.Body.(*hclsyntax.Body))
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

// unreadable reports what HCL's parser would report once a token, or search for
// ever: a byte that is not UTF-8, and a comment without an end.
func unreadable(src []byte, name string, n *nesting) *hcl.Diagnostic {
	switch {
	case !utf8.Valid(src):
		at := 0
		for {
			r, size := utf8.DecodeRune(src[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return diag.New(diag.HCLSyntax, rangeAt(src, name, at, 1), "The file is not UTF-8 text.")
	case longNumber(src) >= 0:
		return diag.New(diag.HCLSyntax, rangeAt(src, name, longNumber(src), 1), "No number has that many digits.")
	case n.openComment > 0:
		return diag.New(diag.HCLSyntax, rangeAt(src, name, n.openComment-2, 2), "The comment has no end. Write */ there.")
	}
	return nil
}

// rangeAt returns the range of size bytes of one line, from the offset at on.
func rangeAt(src []byte, name string, at, size int) hcl.Range {
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	start := hcl.Pos{Line: lineOf(src, at), Column: 1 + utf8.RuneCount(line), Byte: at}
	end := start
	end.Column += size
	end.Byte += size
	return hcl.Range{Filename: name, Start: start, End: end}
}
