package report

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// inFull is how many findings of one kind the text form prints in full. One
// oversight in an inventory of forty builders is forty findings, between which
// nobody sees the others.
const inFull = 3

// maxLines and maxFiles bound how many places are named of what is folded.
const (
	maxLines = 100
	maxFiles = 20
)

// kind is what findings have in common that are folded. Errors are of one kind
// at one place only, where for_each or a profile multiplies them: elsewhere
// each is another thing to mend.
type kind struct {
	severity      diag.Severity
	code, summary string
	file          string    // of errors
	at            hcl.Range // of errors
}

func kindOf(f finding) kind {
	k := kind{severity: f.severity, code: f.code, summary: f.summary}
	if f.severity != diag.Error {
		return k
	}
	k.file = f.file
	if f.at != nil {
		k.at = *f.at
	}
	return k
}

// fold divides findings into what is printed at one place: a single one, or
// all of a kind after the first three. The order stays. Of four, none is
// folded: that would be no shorter.
func fold(found []finding) [][]finding {
	total, seen, rest := map[kind]int{}, map[kind]int{}, map[kind]int{}
	for _, f := range found {
		total[kindOf(f)]++
	}
	var out [][]finding
	for _, f := range found {
		k := kindOf(f)
		seen[k]++
		switch {
		case total[k] <= inFull+1 || seen[k] <= inFull:
			out = append(out, []finding{f})
		case seen[k] == inFull+1:
			rest[k] = len(out)
			out = append(out, []finding{f})
		default:
			out[rest[k]] = append(out[rest[k]], f)
		}
	}
	return out
}

// writeFolded prints findings of one kind: how many they are, and where.
func writeFolded(w *bufio.Writer, group []finding, p painter) {
	writeHead(w, group[0], fmt.Sprintf(" (%d more)", len(group)), p)
	for files := 0; len(group) > 0; files++ {
		file := group[0].file
		if files == maxFiles {
			fmt.Fprintf(w, "  and %d more in other files\n", len(group))
			break
		}
		n := slices.IndexFunc(group, func(f finding) bool { return f.file != file })
		if n < 0 {
			n = len(group)
		}
		if file != "" {
			writeLines(w, file, group[:n], p)
		}
		group = group[n:]
	}
}

// writeLines prints the lines of findings in one file, each once.
func writeLines(w *bufio.Writer, file string, group []finding, p painter) {
	var numbers []string
	for _, f := range group {
		if f.at != nil {
			numbers = append(numbers, strconv.Itoa(f.at.Start.Line))
		}
	}
	numbers = slices.Compact(numbers) // findings are sorted
	if more := len(numbers) - maxLines; more > 1 {
		numbers = append(numbers[:maxLines], fmt.Sprintf("and %d more", more))
	}
	place := file
	switch len(numbers) {
	case 0:
	case 1:
		place += ":" + numbers[0]
	default:
		place += ", lines " + strings.Join(numbers, ", ")
	}
	for i, l := range wrap(place, detailColumns) {
		if i == 0 {
			l = p.paint("-->", blue) + " " + l
		} else {
			l = "    " + l
		}
		fmt.Fprintln(w, "  "+l)
	}
}
