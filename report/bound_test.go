package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

// many are diagnostics on lines of their own: hints and warnings of several kinds
// first, so that errors come last in the file. fat makes each as long as can be.
func many(hints, warnings, errors int, fat string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	add := func(n int, codes ...diag.Code) {
		for i := range n {
			line := len(diags) + 1
			at := hcl.Range{Filename: "i.hcl" + fat, Start: hcl.Pos{Line: line, Column: 1, Byte: line}, End: hcl.Pos{Line: line, Column: 2, Byte: line + 1}}
			d := diag.New(codes[i%len(codes)], at, "Number %d. %s", line, fat)
			d.Summary += fat
			diags = append(diags, d)
		}
	}
	add(hints, diag.MissingI686, diag.BuilderDisabled)
	add(warnings, diag.PinMissing, diag.ClientKeyTwice, diag.BuilderCycle)
	add(errors, diag.UnknownAttribute, diag.UnknownBuilder)
	return diags
}

func TestOutputIsBounded(t *testing.T) {
	fat := strings.Repeat("Ein Wort ", 10_000)
	for _, c := range []struct {
		name  string
		diags hcl.Diagnostics
		limit int // bytes
	}{
		{"many", many(30_000, 30_000, 40_000, ""), 500_000},
		{"many fat ones", many(20, 20, 1200, fat), 10_000_000},
		{"one fat one", many(0, 0, 1, fat), 20_000},
		{"no code", hcl.Diagnostics{{Severity: hcl.DiagError, Summary: fat, Detail: fat, Subject: &hcl.Range{Filename: fat}}}, 20_000},
	} {
		for _, f := range report.Formats {
			out := render(t, c.diags, nil, report.Options{Format: f})
			if len(out) > c.limit {
				t.Errorf("%s: %d bytes of %s", c.name, len(out), f)
			}
		}
	}
}

func TestErrorsComeBeforeWarnings(t *testing.T) {
	diags := many(5000, 5000, 60, "")
	for _, f := range report.Formats {
		out := render(t, diags, nil, report.Options{Format: f})
		for line := 10_001; line <= 10_060; line++ {
			if !strings.Contains(out, fmt.Sprintf("Number %d.", line)) {
				t.Errorf("the error on line %d is missing in %s", line, f)
			}
		}
	}
}

func TestTextCountsWhatIsLeftOut(t *testing.T) {
	out := render(t, many(0, 5, 300, ""), nil, report.Options{Format: report.Text})
	for _, want := range []string{
		"error[unknown-attribute]: Unknown attribute (100 more, not shown)\n  --> i.hcl:106\n",
		"error[unknown-builder]: Unknown builder (100 more, not shown)\n  --> i.hcl:107\n",
		"warning[pin-missing]: Builder has no host key (2 more, not shown)\n  --> i.hcl:1\n",
		"\n\n300 errors, 5 warnings\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in the end of\n%s", want, out[max(0, len(out)-900):])
		}
	}
}

func TestGitHubCountsWhatIsLeftOut(t *testing.T) {
	out := render(t, many(0, 5, 300, ""), nil, report.Options{Format: report.GitHub})
	if n := strings.Count(out, "\n"); n != 105 {
		t.Errorf("%d lines", n)
	}
	want := "::error file=i.hcl,line=106,col=1,endLine=106,endColumn=2,title=unknown-attribute%3A Unknown attribute::This is the first of 100 more that are not shown.\n"
	if !strings.Contains(out, want) {
		t.Errorf("%q is missing", want)
	}
}

// The array and what is omitted make up the totals, per code too.
func TestJSONCountsWhatIsLeftOut(t *testing.T) {
	for _, n := range []int{1, 999, 1000, 1001, 5000} {
		diags := many(n, n, n, "")
		var doc struct {
			Diagnostics []struct{ Severity, Code string }
			Omitted     []struct {
				Severity, Code, File string
				Count                int
				Range                *struct{ Start struct{ Line int } }
			}
			Counts map[string]int
		}
		if err := json.Unmarshal([]byte(render(t, diags, nil, report.Options{Format: report.JSON})), &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Diagnostics) != min(3*n, 1000) {
			t.Errorf("%d of %d are printed", len(doc.Diagnostics), 3*n)
		}
		got := map[string]int{}
		for _, d := range doc.Diagnostics {
			got[d.Code]++
		}
		for _, o := range doc.Omitted {
			got[o.Code] += o.Count
			if o.File != "i.hcl" || o.Range == nil || diag.CodeOf(diags[o.Range.Start.Line-1]) != diag.Code(o.Code) {
				t.Errorf("%s has no place", o.Code)
			}
		}
		for code, n := range got {
			want := 0
			for _, d := range diags {
				if string(diag.CodeOf(d)) == code {
					want++
				}
			}
			if n != want {
				t.Errorf("%d of %d %s", n, want, code)
			}
		}
		if doc.Counts["errors"] != n || doc.Counts["warnings"] != n || doc.Counts["hints"] != n {
			t.Errorf("of %d each, %v are counted", n, doc.Counts)
		}
	}
}

// A key that a cut would leave a part of is taken out before.
func TestCutLeavesNoPartOfAKey(t *testing.T) {
	key := privateKey(t)
	for at := 4<<10 - 600; at < 4<<10+10; at += 7 {
		d := diag.New(diag.WrongType, hcl.Range{}, "%s", strings.Repeat("x", at)+" "+key+" "+strings.Repeat("y", 5000))
		for _, f := range report.Formats {
			checkHidden(t, render(t, hcl.Diagnostics{d}, nil, report.Options{Format: f}), key)
		}
	}
}
