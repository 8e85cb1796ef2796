package report

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// The escapes of workflow commands, as the runner takes them back
// (actions/runner: src/Runner.Common/ActionCommand.cs).
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub has no hints; a notice is what does not fail a check.
var workflowCommands = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Hint: "notice"}

// writeGitHub prints findings as a workflow command, which GitHub shows
// beside the line in a pull request.
func writeGitHub(w *bufio.Writer, found []finding) {
	printed, omitted := bound(singly(found), maxPrinted)
	for _, g := range printed {
		f := g[0]
		message := f.detail()
		if message == "" {
			message = f.summary
		}
		writeCommand(w, f, message)
	}
	for _, o := range omitted {
		writeCommand(w, o.first, fmt.Sprintf("This is the first of %d more that are not shown.", o.count))
	}
}

func writeCommand(w *bufio.Writer, f finding, message string) {
	title := f.summary
	if f.code != "" {
		title = f.code + ": " + title
	}
	props := append(placeProperties(f), "title="+escapeProperty.Replace(title))
	fmt.Fprintf(w, "::%s %s::%s\n", workflowCommands[f.severity], strings.Join(props, ","), escapeData.Replace(message))
}

// placeProperties leaves out the columns of a range of several lines: the
// runner refuses them (actions/runner: ActionCommandManager.cs,
// ValidateLinesAndColumns).
func placeProperties(f finding) []string {
	if f.file == "" {
		return nil
	}
	props := []string{"file=" + escapeProperty.Replace(f.file)}
	if f.at == nil {
		return props
	}
	number := func(name string, n int) { props = append(props, name+"="+strconv.Itoa(n)) }
	start, end := f.at.Start, f.at.End
	number("line", start.Line)
	if start.Line == end.Line {
		number("col", start.Column)
	}
	number("endLine", end.Line)
	if start.Line == end.Line {
		number("endColumn", end.Column)
	}
	return props
}
