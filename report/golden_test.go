package report_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

const inventory = `version = 1

builder "bob" {
  host_name = "bob.example.org"
  systems   = ["x86_64"]
  enable    = false
}

client "laptop" {
  platform = "nixos"
  nix      = "nix 2.31"
  use      = ["@fast", "bobb"]
}
`

func unknownBuilder(at hcl.Range) *hcl.Diagnostic {
	return diag.New(diag.UnknownBuilder, at, "No builder is named %s. Did you mean %s?", diag.Quote("bobb"), diag.Quote("bob"))
}

// The name of a case is what it claims, and the name of its golden files.
var cases = map[string]struct {
	src   string
	diags func(t *testing.T, src string) hcl.Diagnostics
}{
	"all-severities-sorted-without-doubles": {inventory, func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			unknownBuilder(in("i.hcl", src, `"bobb"`)),
			diag.New(diag.PinMissing, in("i.hcl", src, `builder "bob"`), "Add its host keys to public_host_keys."),
			diag.New(diag.UnknownSystem, in("i.hcl", src, `"x86_64"`), `Did you mean "x86_64-linux"?`),
			unknownBuilder(in("i.hcl", src, `"bobb"`)),
			diag.New(diag.BuilderDisabled, in("i.hcl", src, `enable    = false`), `Builder "bob" is left out of every client.`),
		}
	}},
	"without-place-code-or-detail": {inventory, func(t *testing.T, src string) hcl.Diagnostics {
		at := in("i.hcl", src, `version`)
		return hcl.Diagnostics{
			diag.New(diag.UnknownVariable, hcl.Range{}, "No file declares the variable that --var sets."),
			{Severity: hcl.DiagError, Summary: "Something else", Subject: &at},
			{Severity: hcl.DiagWarning, Summary: "Line lost", Subject: &hcl.Range{Filename: "i.hcl"}, Detail: "The range says nothing."},
			{Severity: hcl.DiagWarning, Summary: "File lost", Subject: &hcl.Range{Filename: "other.hcl", Start: hcl.InitialPos, End: hcl.InitialPos}},
		}
	}},
	"several-lines-mark-the-first": {inventory, func(t *testing.T, src string) hcl.Diagnostics {
		block := src[strings.Index(src, `builder "bob"`) : strings.Index(src, "}")+1]
		return hcl.Diagnostics{diag.New(diag.MissingAttribute, in("i.hcl", src, block), "Add an attribute.")}
	}},
	"an-empty-range-gets-one-caret": {"systems = [\n", func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			diag.New(diag.HCLSyntax, bytesRange("i.hcl", src, 11, 11), "Expected the start of an expression."),
			diag.New(diag.HCLSyntax, bytesRange("i.hcl", src, 12, 12), "Unexpected end of file."),
		}
	}},
	"long-details-wrap-on-words": {inventory, func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{diag.New(diag.PinMissing, in("i.hcl", src, `"bob"`), "%s\n\n    ssh-keyscan -t ed25519 bob.example.org\n%s",
			strings.Repeat("Compare the keys on the machine itself. ", 6), strings.Repeat("鍵 ", 60))}
	}},
	"tabs-and-wide-characters-keep-carets-in-line": {"\tuse\t= [\"日本語\", \"e\u0301te\u0301\", \"bobb\"]\n", func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			unknownBuilder(in("i.hcl", src, `"日本語"`)),
			unknownBuilder(in("i.hcl", src, "\"e\u0301te\u0301\"")),
			unknownBuilder(in("i.hcl", src, `"bobb"`)),
		}
	}},
	"long-lines-are-cut-around-the-caret": {"use = [" + strings.Repeat(`"ada", `, 200) + `"bobb"` + strings.Repeat(`, "ada"`, 200) + "]\n", func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			unknownBuilder(in("i.hcl", src, `use`)),
			unknownBuilder(in("i.hcl", src, `"bobb"`)),
			unknownBuilder(in("i.hcl", src, "]")),
			diag.New(diag.WrongType, bytesRange("i.hcl", src, 6, len(src)-1), "A list is expected."),
		}
	}},
	"hostile-bytes-are-made-visible": {"use = [\"\x1b[2Jx\", \"a\u202eb\", \"\xff\", \"\x7f\u2028\", \"\r\"] # \u200b\u0085\r\n", func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			{Severity: hcl.DiagError, Extra: diag.InvalidText, Summary: "Text\x1b[31m\nwith \u202eit all", Subject: in("i.hcl", src, "\"\xff\"").Ptr(),
				Detail: "ESC \x1b, CR \r, NUL \x00, BEL \a, C1 \u009b, tab \t, override \u202e, bad \xc3\x28.\r\n::error::x\n100%, a:b"},
			{Severity: hcl.DiagError, Summary: "Odd file", Detail: strings.Repeat("w ", 49) + "w ::stop-commands::x", Subject: &hcl.Range{Filename: "a\x1b,b:c\n.hcl"}},
		}
	}},
	"lines-with-keys-are-not-shown": {"", func(t *testing.T, src string) hcl.Diagnostics {
		return hcl.Diagnostics{
			diag.New(diag.PrivateKey, hcl.Range{Filename: "key.hcl", Start: hcl.Pos{Line: 2, Column: 11, Byte: 22}, End: hcl.Pos{Line: 2, Column: 16, Byte: 27}},
				"Take the key out, make a new one, and give its path instead."),
		}
	}},
	"more-than-four-of-a-kind-are-folded": {strings.Repeat("builder \"b\" {}\n\n", 6), func(_ *testing.T, src string) hcl.Diagnostics {
		var diags hcl.Diagnostics
		for i := range 6 {
			at := i * len("builder \"b\" {}\n\n")
			block := bytesRange("i.hcl", src, at, at+len(`builder "b"`))
			diags = append(diags, diag.New(diag.PinMissing, block, "b%d has no key.", i),
				diag.New(diag.MissingAttribute, block, "Each of these is another thing to mend."))
			block.Filename = "other.hcl"
			diags = append(diags, diag.New(diag.PinMissing, block, "c%d has no key.", i))
		}
		block := bytesRange("i.hcl", src, 0, len(`builder "b"`))
		for i := range 5 {
			diags = append(diags, diag.New(diag.UnknownJump, block, "Of the instance b-%d of for_each.", i))
		}
		for i := range 4 {
			diags = append(diags, diag.New(diag.MissingI686, block, "Four hints: %d.", i))
		}
		return diags
	}},
	"nothing-found": {inventory, func(*testing.T, string) hcl.Diagnostics { return nil }},
}

func TestGoldens(t *testing.T) {
	g := newGoldens(t, filepath.Join("testdata", "golden"))
	for name, c := range cases {
		src := report.Sources{
			"i.hcl":   []byte(c.src),
			"key.hcl": []byte("version = 1\nssh_key = <<EOT\n" + privateKey(t) + "\nEOT\n"),
		}
		for suffix, o := range map[string]report.Options{
			".txt":       {Format: report.Text},
			".color.txt": {Format: report.Text, Color: true},
			".json":      {Format: report.JSON},
			".github":    {Format: report.GitHub},
		} {
			if suffix == ".color.txt" && name != "all-severities-sorted-without-doubles" {
				continue
			}
			g.compare(t, name+suffix, render(t, c.diags(t, c.src), src, o))
		}
	}
	g.leftovers(t)
}
