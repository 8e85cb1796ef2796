package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

// FuzzWrite renders whatever range and source there are, with a private key
// somewhere in the source.
func FuzzWrite(f *testing.F) {
	f.Add("use = [\"bobb\"]\n", 0, 1, 7, 6, 1, 13, 12, "Detail.", "i.hcl")
	f.Add("a\tb\r\n\x1b\u202e\xff\x00", 3, 2, 1, 5, 2, 2, 9, "::x\x1b\n% ,", "i:\x1b,")
	f.Add("a = <<EOT\nx\nEOT\n'''\n", 12, 1, 1, 0, 9, 9, 30, strings.Repeat("語 ", 90), "i.hcl")
	f.Add("# ##[error]x\n::error::y\n", 0, 1, 1, 0, 2, 2, 15, strings.Repeat("::a ##[b] ", 20), "##[x]\n::y")
	f.Add("", -1, 0, 0, -5, -1, 1<<62, 1<<62, "", "")
	key := privateKey(f)
	f.Fuzz(func(t *testing.T, src string, keyAt, line, col, from, endLine, endCol, to int, detail, name string) {
		if keyAt >= 0 && keyAt <= len(src) {
			src = src[:keyAt] + "\n" + key + "\n" + src[keyAt:]
		}
		sources := report.Sources{name: []byte(src)}
		diags := hcl.Diagnostics{diag.New(diag.WrongType, hcl.Range{
			Filename: name,
			Start:    hcl.Pos{Line: line, Column: col, Byte: from},
			End:      hcl.Pos{Line: endLine, Column: endCol, Byte: to},
		}, "%s", detail)}
		if from >= 0 && from <= to && to <= len(src) {
			diags = append(diags, diag.New(diag.OutOfRange, bytesRange(name, src, from, to), "%s", detail))
		}
		for _, format := range report.Formats {
			out := render(t, diags, sources, report.Options{Format: format})
			checkHarmless(t, out)
			checkHidden(t, out, key)
			if format == report.JSON && !json.Valid([]byte(out)) {
				t.Error("invalid JSON")
			}
			if format == report.GitHub && strings.Count(out, "\n") != strings.Count(out, "\n::")+1 {
				t.Errorf("a line is no workflow command: %q", out)
			}
			for l := range strings.Lines(out) {
				if format == report.Text && strings.HasPrefix(strings.TrimSpace(l), "::") || strings.Contains(l, "##[") {
					t.Errorf("a workflow command: %q", l)
				}
			}
		}
	})
}

// checkHarmless fails if a terminal could take out for more than text.
func checkHarmless(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("not UTF-8: %q", out)
	}
	for _, r := range out {
		if r != '\n' && r != '\u200c' && r != '\u200d' && !unicode.IsGraphic(r) {
			t.Errorf("%U in %q", r, out)
		}
	}
}
