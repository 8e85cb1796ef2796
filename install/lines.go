package install

import (
	"regexp"
	"strings"
)

// mark stands above our line in a file of somebody else.
const mark = "# buildmachines"

// marked finds our pair of lines.
var marked = regexp.MustCompile(`(?m)^# buildmachines\n((?:!include|Include) [^\n]*)(?:\n|\z)`)

// lineIn returns our line in text, "" when there is none.
func lineIn(text string) string {
	if m := marked.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// setLine returns text with our line, where it stands already, else as the
// first or the last. An empty line takes it away.
func setLine(text, line string, first bool) string {
	pair := ""
	if line != "" {
		pair = mark + "\n" + line + "\n"
	}
	if at := marked.FindStringIndex(text); at != nil {
		return text[:at[0]] + pair + text[at[1]:]
	}
	if first {
		return pair + text
	}
	if text != "" && pair != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text + pair
}
