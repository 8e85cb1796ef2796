package report_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

func TestBadRangesCostTheSnippetOnly(t *testing.T) {
	src := "first = 1\nsecond = 2\n"
	pos := func(line, column, offset int) hcl.Pos { return hcl.Pos{Line: line, Column: column, Byte: offset} }
	for name, r := range map[string]hcl.Range{
		"line 0":                 {Start: pos(0, 0, 0), End: pos(0, 0, 0)},
		"negative":               {Start: pos(-1, -1, -1), End: pos(-1, -1, -1)},
		"start behind end":       {Start: pos(2, 1, 10), End: pos(1, 1, 0)},
		"column behind end":      {Start: pos(1, 5, 4), End: pos(1, 2, 4)},
		"end outside the file":   {Start: pos(1, 1, 0), End: pos(1, 500, 499)},
		"start outside the file": {Start: pos(1, 500, 499), End: pos(1, 500, 499)},
		"line outside the file":  {Start: pos(99, 1, 10), End: pos(99, 2, 11)},
		"line against byte":      {Start: pos(1, 1, 12), End: pos(1, 2, 13)},
		"byte against line":      {Start: pos(2, 1, 3), End: pos(2, 2, 4)},
		"largest":                {Start: pos(1<<62, 1<<62, 1<<62), End: pos(1<<62, 1<<62, 1<<62)},
	} {
		r.Filename = "i.hcl"
		got := renderText(t, src, diag.New(diag.WrongType, r, "The detail."))
		if !strings.Contains(got, "--> i.hcl") || !strings.Contains(got, "The detail.") {
			t.Errorf("%s: the place or the detail is missing:\n%s", name, got)
		}
		if strings.Contains(got, "|") {
			t.Errorf("%s: a snippet is shown:\n%s", name, got)
		}
	}
}

func TestFaultsOfOursAreStillReported(t *testing.T) {
	got := renderText(t, "",
		&hcl.Diagnostic{Severity: hcl.DiagError, Extra: diag.Code("not-in-the-catalogue"), Summary: "One"},
		&hcl.Diagnostic{Severity: 99, Extra: 42, Summary: "Two"},
		&hcl.Diagnostic{},
		nil)
	for _, want := range []string{"error[not-in-the-catalogue]: One\n", "warning: Two\n", "1 error, 2 warnings\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}

func TestExpressionValuesAreNotPrinted(t *testing.T) {
	d := diag.New(diag.Expression, hcl.Range{}, "It fails.")
	d.EvalContext = &hcl.EvalContext{Variables: map[string]cty.Value{"token": cty.StringVal("hush")}}
	d.Expression = hcl.StaticExpr(cty.StringVal("hush"), hcl.Range{})
	for _, f := range report.Formats {
		if got := render(t, hcl.Diagnostics{d}, nil, report.Options{Format: f}); strings.Contains(got, "hush") {
			t.Errorf("%s shows a value", f)
		}
	}
}

func TestByteOrderMarkIsNotShown(t *testing.T) {
	src := "\ufeffuse = 1\n"
	got := renderText(t, src, diag.New(diag.WrongType, in("i.hcl", src, "use"), "A list is expected."))
	if !strings.Contains(got, "1 | use = 1\n  | ^^^\n") {
		t.Errorf("got:\n%s", got)
	}
}

func TestHugeLineIsCut(t *testing.T) {
	for name, filler := range map[string]string{"letters": "x", "wide": "語", "combining": "\u0301", "selectors": "\U000e0100", "bad UTF-8": "\xff\x80", "continuation": "\x80"} {
		src := strings.Repeat(filler, 200_000) + "xHERE" + strings.Repeat(filler, 200_000)
		got := renderText(t, src, diag.New(diag.WrongType, in("i.hcl", src, "HERE"), "A list is expected."))
		if len(got) > 10_000 || !strings.Contains(got, "HERE") {
			t.Errorf("%s: %d bytes are shown", name, len(got))
		}
		if utf8.ValidString(src) && strings.ContainsRune(got, utf8.RuneError) {
			t.Errorf("%s: a character is cut in two", name)
		}
	}
}
