package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

func at(file string, offset int, code diag.Code, detail string) *hcl.Diagnostic {
	pos := hcl.Pos{Line: 1, Column: offset + 1, Byte: offset}
	return diag.New(code, hcl.Range{Filename: file, Start: pos, End: pos}, "%s", detail)
}

func TestPrepareSortsAndDropsDoubles(t *testing.T) {
	given := hcl.Diagnostics{
		at("b", 1, diag.WrongType, "first of two"),
		at("b", 1, diag.WrongType, "second of two"),
		at("b", 1, diag.OutOfRange, ""),
		nil,
		at("a", 9, diag.WrongType, ""),
		at("b", 1, diag.WrongType, "first of two"),
		at("", 0, diag.UnknownVariable, ""),
		at("a", 2, diag.WrongType, ""),
	}
	type row struct {
		File, Detail string
		Byte         int
		Code         diag.Code
	}
	var got []row
	for _, d := range report.Prepare(given) {
		r := row{Detail: d.Detail, Code: diag.CodeOf(d)}
		if d.Subject != nil {
			r.File, r.Byte = d.Subject.Filename, d.Subject.Start.Byte
		}
		got = append(got, r)
	}
	want := []row{
		{Code: diag.UnknownVariable},
		{File: "a", Byte: 2, Code: diag.WrongType},
		{File: "a", Byte: 9, Code: diag.WrongType},
		{File: "b", Byte: 1, Code: diag.OutOfRange},
		{File: "b", Byte: 1, Code: diag.WrongType, Detail: "first of two"},
		{File: "b", Byte: 1, Code: diag.WrongType, Detail: "second of two"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if given[0].Detail != "first of two" || given[3] != nil {
		t.Error("the caller's list was changed")
	}
}

func TestUseColor(t *testing.T) {
	for _, c := range []struct {
		mode                 string
		isTTY, noColor, want bool
	}{
		{"always", false, true, true},
		{"never", true, false, false},
		{"auto", true, false, true},
		{"auto", true, true, false},
		{"auto", false, false, false},
	} {
		if got := report.UseColor(c.mode, c.isTTY, c.noColor); got != c.want {
			t.Errorf("UseColor(%q, %v, %v) = %v", c.mode, c.isTTY, c.noColor, got)
		}
	}
}
