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
	Counts        tally            `json:"counts"`
}

type jsonDiagnostic struct {
	Severity string     `json:"severity"`
	Code     string     `json:"code,omitempty"`
	Summary  string     `json:"summary"`
	Detail   string     `json:"detail"`
	File     string     `json:"file,omitempty"`
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
	doc := document{formatVersion, make([]jsonDiagnostic, 0, len(found)), count(found)}
	for _, f := range found {
		d := jsonDiagnostic{Severity: f.severity.String(), Code: f.code, Summary: f.summary, Detail: f.detail, File: f.file}
		if f.at != nil {
			d.Range = &jsonRange{pos(f.at.Start), pos(f.at.End)}
		}
		doc.Diagnostics = append(doc.Diagnostics, d)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

func pos(p hcl.Pos) jsonPos { return jsonPos(p) }
