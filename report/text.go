package report

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/termtext"
)

const detailColumns = 100

// painter returns s in a style if it is true, and s otherwise.
type painter bool

// style is a Select Graphic Rendition parameter of ECMA-48.
type style string

const (
	bold   style = "1"
	red    style = "1;31"
	yellow style = "1;33"
	blue   style = "1;34"
	cyan   style = "1;36"
)

func (p painter) paint(s string, st style) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

var styles = map[diag.Severity]style{diag.Error: red, diag.Warning: yellow, diag.Hint: cyan}

// writeText prints what people read, in the shape that rustc made familiar.
func writeText(w *bufio.Writer, found []finding, fs *files, p painter) {
	printed, omitted := bound(fold(found), maxPrinted)
	for _, group := range printed {
		if len(group) == 1 {
			writeFinding(w, group[0], fs, p)
		} else {
			writeFolded(w, group, p)
			fmt.Fprintf(w, "  `--diagnostics json` prints %s of them.\n", howMany(found))
		}
		w.WriteByte('\n')
	}
	for _, o := range omitted {
		writeHead(w, o.first, fmt.Sprintf(" (%d more, not shown)", o.count), p)
		if o.first.file != "" {
			writeLines(w, o.first.file, []finding{o.first}, p)
		}
		w.WriteByte('\n')
	}
	if len(found) > 0 {
		fmt.Fprintln(w, count(found))
	}
}

// howMany says whether the JSON form has all that was found.
func howMany(found []finding) string {
	if len(found) > maxPrintedJSON {
		return "more"
	}
	return "each"
}

// writeHead prints what was found, and how often if that is more than once.
func writeHead(w *bufio.Writer, f finding, often string, p painter) {
	head := f.severity.String()
	if f.code != "" {
		head += "[" + f.code + "]"
	}
	fmt.Fprintln(w, p.paint(head, styles[f.severity])+p.paint(": "+f.summary, bold)+often)
}

func writeFinding(w *bufio.Writer, f finding, fs *files, p painter) {
	writeHead(w, f, "", p)
	indent := writePlace(w, f, fs, p)
	for _, l := range wrap(f.detail(), detailColumns) {
		fmt.Fprintln(w, strings.TrimRight(indent+l, " "))
	}
}

// writePlace prints where f is, with the line of source, and returns what the
// detail is to be indented by.
func writePlace(w *bufio.Writer, f finding, fs *files, p painter) (indent string) {
	switch {
	case f.file == "":
		return "  "
	case f.at == nil:
		fmt.Fprintln(w, " "+p.paint("-->", blue), f.file)
		return "  "
	}
	number := strconv.Itoa(f.at.Start.Line)
	margin := strings.Repeat(" ", len(number))
	fmt.Fprintf(w, "%s%s %s:%s:%d\n", margin, p.paint("-->", blue), f.file, number, f.at.Start.Column)
	if s, ok := fs.get(f.at.Filename).snippet(*f.at); ok {
		bar := p.paint(margin+" |", blue)
		fmt.Fprintln(w, bar)
		fmt.Fprintln(w, termtext.Disarm(strings.TrimRight(p.paint(number+" |", blue)+" "+s.text, " ")))
		if s.carets != "" {
			fmt.Fprintln(w, bar+" "+p.paint(s.carets, styles[f.severity]))
		}
	}
	return margin + " "
}

// String returns the counts in words; a severity without findings is left out.
func (t tally) String() string {
	var parts []string
	for _, c := range []struct {
		n    int
		noun string
	}{{t.Errors, "error"}, {t.Warnings, "warning"}, {t.Hints, "hint"}} {
		switch {
		case c.n == 1:
			parts = append(parts, "1 "+c.noun)
		case c.n > 1:
			parts = append(parts, strconv.Itoa(c.n)+" "+c.noun+"s")
		}
	}
	return strings.Join(parts, ", ")
}
