// Package diag is the catalogue of everything that buildmachines can say about
// an inventory: one stable code per finding, its severity and what it means.
//
// Diagnostics are hcl.Diagnostics from end to end. The code travels in Extra,
// so that a stage needs nothing but hcl to pass them on.
package diag

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/secret"
)

// Code names one kind of finding. Codes are kebab-case, stable and never reused.
type Code string

// Severity says what a finding does to the exit status.
type Severity int

// A Hint never fails a run, a Warning fails it under --strict, an Error always.
const (
	Error Severity = iota + 1
	Warning
	Hint
)

// String returns the word that users see.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Hint:
		return "hint"
	}
	panic("internal error: severity " + strconv.Itoa(int(s)))
}

// New returns a diagnostic of code at the place in the inventory that has to
// change. The detail is whole sentences: what is wrong there and what to do.
// User-written values go into args through [Quote], never as they are.
func New(code Code, at hcl.Range, format string, args ...any) *hcl.Diagnostic {
	e := Lookup(code)
	sev := hcl.DiagError
	if e.Severity != Error {
		sev = hcl.DiagWarning
	}
	detail := format
	if len(args) > 0 {
		detail = fmt.Sprintf(format, args...)
	}
	d := &hcl.Diagnostic{Severity: sev, Summary: e.Summary, Detail: detail, Extra: code}
	if at.Filename != "" {
		d.Subject = at.Ptr()
	}
	return d
}

// CodeOf returns the code of d, or "" if d does not come from this catalogue.
func CodeOf(d *hcl.Diagnostic) Code {
	c, _ := d.Extra.(Code)
	return c
}

// SeverityOf returns the severity of d. It tells hints from warnings, which
// hcl.DiagnosticSeverity cannot.
func SeverityOf(d *hcl.Diagnostic) Severity {
	if c := CodeOf(d); c != "" {
		return Lookup(c).Severity
	}
	if d.Severity == hcl.DiagError {
		return Error
	}
	return Warning
}

// Has reports whether diags hold a finding of at least the severity s:
// Has(diags, Warning) is true for warnings and errors.
func Has(diags hcl.Diagnostics, s Severity) bool {
	for _, d := range diags {
		if SeverityOf(d) <= s {
			return true
		}
	}
	return false
}

// QuoteLimit is how many bytes of a value Quote shows.
const QuoteLimit = 80

// Quote returns a user-written value in double quotes, fit for a detail text:
// control and non-printing characters are escaped, long values are cut, and a
// value that may hold key material is not shown at all.
func Quote(s string) string {
	if secret.MayHold(s) {
		return "(a value that is not shown, because it may hold a key)"
	}
	cut := ""
	if len(s) > QuoteLimit {
		s, cut = strings.ToValidUTF8(s[:QuoteLimit], ""), "..."
	}
	return strconv.Quote(s) + cut
}

// Place returns r as file:line, for a detail that points at a second place.
func Place(r hcl.Range) string {
	return r.Filename + ":" + strconv.Itoa(r.Start.Line)
}
