package report

import (
	"encoding/json"
	"io"

	"github.com/hashicorp/hcl/v2"
)

// formatVersion is raised when a reader of the JSON form would misread a newer
// one; additional fields do not raise it.
const formatVersion = 1

type document struct {
	FormatVersion int              `json:"format_version"`
	Diagnostics   []jsonDiagnostic `json:"diagnostics"`
	Omitted       []jsonOmission   `json:"omitted,omitempty"`
	Counts        tally            `json:"counts"` // of all
}

type jsonDiagnostic struct {
	Severity string     `json:"severity"`
	Code     string     `json:"code,omitempty"`
	Summary  string     `json:"summary"`
	Detail   string     `json:"detail"`
	File     string     `json:"file,omitempty"`
	Range    *jsonRange `json:"range,omitempty"`
}

// jsonOmission is what is left out of one code, for there is too much of it.
type jsonOmission struct {
	Severity string     `json:"severity"`
	Code     string     `json:"code,omitempty"`
	Count    int        `json:"count"`
	File     string     `json:"file,omitempty"` // of the first
	Range    *jsonRange `json:"range,omitempty"`
}

type jsonRange struct {
	Start jsonPos `json:"start"`
	End   jsonPos `json:"end"`
}

type jsonPos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

func writeJSON(w io.Writer, found []finding) error {
	printed, omitted := bound(singly(found), maxPrintedJSON)
	doc := document{FormatVersion: formatVersion, Diagnostics: make([]jsonDiagnostic, 0, len(printed)), Counts: count(found)}
	for _, g := range printed {
		f := g[0]
		doc.Diagnostics = append(doc.Diagnostics, jsonDiagnostic{f.severity.String(), f.code, f.summary, f.detail(), f.file, rangeOf(f)})
	}
	for _, o := range omitted {
		f := o.first
		doc.Omitted = append(doc.Omitted, jsonOmission{f.severity.String(), f.code, o.count, f.file, rangeOf(f)})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

func rangeOf(f finding) *jsonRange {
	if f.at == nil {
		return nil
	}
	return &jsonRange{pos(f.at.Start), pos(f.at.End)}
}

func pos(p hcl.Pos) jsonPos { return jsonPos(p) }
