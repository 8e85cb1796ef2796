// Package report prints diagnostics: as text for people, as JSON for programs
// and as workflow commands for GitHub.
//
// HCL's own writer is not used: it looks for a line by reading the file from
// its beginning, knows no codes, and prints the values of expressions and the
// bytes of keys. Here rendering is a pure function of diagnostics, sources and
// options; a range that does not fit its file costs the snippet, never a panic.
package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// Format is the form in which diagnostics are printed.
type Format string

// The forms, named as --diagnostics takes them.
const (
	Text   Format = "text"
	JSON   Format = "json"
	GitHub Format = "github"
)

// Formats are all forms, the default first.
var Formats = []Format{Text, JSON, GitHub}

// Sources are the files that diagnostics point into, by the name that stands
// in their ranges. A file that is missing here gets no snippet.
type Sources map[string][]byte

// Options say how diagnostics are printed.
type Options struct {
	Format Format
	Color  bool // of the text form
}

// Write prints diags to w, sorted and without doubles. Of very many it prints
// some, and how many more there are of each code. No diagnostics are no text and
// no workflow command, but still a JSON document.
func Write(w io.Writer, diags hcl.Diagnostics, src Sources, o Options) error {
	b := bufio.NewWriter(termtext.Under(w)) // it has colours or workflow commands, and is harmless
	found := findings(diags)
	switch o.Format {
	case Text:
		writeText(b, found, newFiles(src), painter(o.Color))
	case JSON:
		if err := writeJSON(b, found); err != nil {
			return err
		}
	case GitHub:
		writeGitHub(b, found)
	default:
		panic(fmt.Sprintf("internal error: diagnostics format %q", o.Format))
	}
	return b.Flush()
}

// UseColor decides about colour. The mode is that of --color: "always",
// "never", or "auto", which colours a terminal unless NO_COLOR is set
// (no-color.org).
func UseColor(mode string, isTTY, noColor bool) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	return isTTY && !noColor
}
