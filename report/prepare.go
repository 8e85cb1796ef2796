package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// Prepare returns diags sorted by file, byte offset and code, without doubles.
// Those without a place come first. It is stable: what is equal by these three
// stays in the order in which it was reported.
func Prepare(diags hcl.Diagnostics) hcl.Diagnostics {
	out := make(hcl.Diagnostics, 0, len(diags))
	seen := make(map[identity]bool, len(diags))
	for _, d := range diags {
		if d == nil || seen[identityOf(d)] {
			continue
		}
		seen[identityOf(d)] = true
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b *hcl.Diagnostic) int {
		x, y := subject(a), subject(b)
		return cmp.Or(
			cmp.Compare(x.Filename, y.Filename),
			cmp.Compare(x.Start.Byte, y.Start.Byte),
			cmp.Compare(diag.CodeOf(a), diag.CodeOf(b)),
		)
	})
	return out
}

// identity is what makes two diagnostics doubles of each other. The summary
// counts too, since diagnostics without a code differ by nothing else.
type identity struct {
	code            diag.Code
	at              hcl.Range
	summary, detail string
}

func identityOf(d *hcl.Diagnostic) identity {
	return identity{diag.CodeOf(d), subject(d), d.Summary, d.Detail}
}

func subject(d *hcl.Diagnostic) hcl.Range {
	if d.Subject == nil {
		return hcl.Range{}
	}
	return *d.Subject
}

// finding is a diagnostic fit for printing: harmless text, no key in it, and
// a place that can be trusted.
type finding struct {
	severity diag.Severity
	code     string // "" for a diagnostic that is not in our catalogue
	summary  string // one line
	file     string // "" when there is no place
	at       *hcl.Range
	given    string // the detail, of which few are printed
}

// detail returns lines.
func (f finding) detail() string { return text(strings.TrimSpace(f.given), maxDetail) }

func findings(diags hcl.Diagnostics) []finding {
	var out []finding
	names, summaries := map[string]string{}, map[string]string{}
	for _, d := range Prepare(diags) {
		at := subject(d)
		f := finding{
			severity: severityOf(d),
			code:     line(string(diag.CodeOf(d)), maxSummary),
			summary:  once(summaries, d.Summary, maxSummary),
			file:     once(names, at.Filename, maxName),
			given:    d.Detail,
		}
		if f.file != "" && wellFormed(at) {
			f.at = &at
		}
		out = append(out, f)
	}
	return out
}

// once is line, done once for each s.
func once(done map[string]string, s string, limit int) string {
	out, ok := done[s]
	if !ok {
		out = line(s, limit)
		done[s] = out
	}
	return out
}

var catalogued = func() map[diag.Code]bool {
	m := map[diag.Code]bool{}
	for _, e := range diag.Catalogue() {
		m[e.Code] = true
	}
	return m
}()

// severityOf is diag.SeverityOf without its panic: a code that is missing in
// the catalogue must not hide the other diagnostics.
func severityOf(d *hcl.Diagnostic) diag.Severity {
	if !catalogued[diag.CodeOf(d)] {
		d = &hcl.Diagnostic{Severity: d.Severity}
	}
	return diag.SeverityOf(d)
}

func wellFormed(r hcl.Range) bool {
	return r.Start.Line >= 1 && r.Start.Column >= 1 && r.Start.Byte >= 0 &&
		r.End.Line >= r.Start.Line && r.End.Column >= 1 && r.End.Byte >= r.Start.Byte &&
		(r.End.Line > r.Start.Line || r.End.Column >= r.Start.Column)
}

// tally is how many findings there are of each severity.
type tally struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Hints    int `json:"hints"`
}

func count(found []finding) tally {
	var t tally
	for _, f := range found {
		switch f.severity {
		case diag.Error:
			t.Errors++
		case diag.Warning:
			t.Warnings++
		case diag.Hint:
			t.Hints++
		}
	}
	return t
}
