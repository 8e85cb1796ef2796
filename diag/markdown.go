package diag

import (
	"bufio"
	"fmt"
	"io"
)

const markdownHead = `<!-- Generated from diag/entries.go by BUILDMACHINES_UPDATE=1 go test ./diag. Do not edit. -->

# Diagnostics

Every message about an inventory has a code. Codes are stable: they are never
reused, and never change their meaning. Each has one severity:

- an **error** always fails the run;
- a **warning** fails it only with ` + "`--strict`" + `;
- a **hint** never fails it.

` + "`--diagnostics`" + ` selects the form: ` + "`text`" + ` for people, ` + "`github`" + ` for annotations
in GitHub Actions, ` + "`json`" + ` for programs:

` + "```json" + `
{
  "format_version": 1,
  "diagnostics": [
    {
      "severity": "error",
      "code": "unknown-builder",
      "summary": "Unknown builder",
      "detail": "No builder is named \"bobb\". Did you mean \"bob\"?",
      "file": "inventory.hcl",
      "range": {
        "start": { "line": 12, "column": 19, "byte": 214 },
        "end": { "line": 12, "column": 25, "byte": 220 }
      }
    }
  ],
  "counts": { "errors": 1, "warnings": 0, "hints": 0 }
}
` + "```" + `

Diagnostics are sorted by file, byte and code. Lines and columns count from 1,
columns in visible characters. Bytes count from 0. ` + "`end`" + ` is the first position
after the range. ` + "`file`" + ` and ` + "`range`" + ` are absent if a finding has no position (in a
` + "`--var`" + `, for example), and ` + "`code`" + ` is absent if a message is not in this catalogue.
A source line that may hold a key is never shown, in any form. If there are more
than four findings of one kind, the text shows three, and then the number and
the lines of the others; the other forms show all of them. There is at most one
error of a kind at one position.

The output is limited to 100 findings as text and for GitHub, and to 1,000 in
JSON: errors first, then warnings, then hints. For the rest, each code is named
once, with the number of findings and the position of the first. In JSON this is
` + "`omitted`" + `, an array that is absent if nothing is left out:

` + "```json" + `
"omitted": [
  {
    "severity": "error",
    "code": "unknown-attribute",
    "count": 99900,
    "file": "inventory.toml",
    "range": {
      "start": { "line": 103, "column": 1, "byte": 921 },
      "end": { "line": 103, "column": 5, "byte": 925 }
    }
  }
]
` + "```" + `

` + "`counts`" + ` and the exit code are for all findings. A summary is cut after 200 bytes, a
detail after 4,096. In every form, characters that a terminal or a CI runner would
obey are replaced ([Trust](trust.md#what-reaches-a-terminal)).
`

// Markdown writes docs/diagnostics.md.
func Markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString(markdownHead)
	entries := Catalogue()
	contents(b, "Errors", Error, entries)
	contents(b, "Warnings", Warning, entries)
	contents(b, "Hints", Hint, entries)
	b.WriteString("\n## All codes\n")
	for _, e := range entries {
		fmt.Fprintf(b, "\n### %s\n\n*%s:* %s\n\n%s\n", e.Code, e.Severity, e.Summary, e.Meaning)
	}
	return b.Flush()
}

func contents(w io.Writer, title string, s Severity, entries []Entry) {
	fmt.Fprintf(w, "\n## %s\n\n", title)
	for _, e := range entries {
		if e.Severity == s {
			fmt.Fprintf(w, "- [%s](#%s): %s\n", e.Code, e.Code, e.Summary)
		}
	}
}
