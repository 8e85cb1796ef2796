package report

import (
	"cmp"
	"slices"

	"github.com/buildmachines/buildmachines/diag"
)

// How many findings are printed: in the text and for GitHub, which shows fifty
// of a run, and in JSON. The text counts findings that are folded as one.
const (
	maxPrinted     = 100
	maxPrintedJSON = 1000
)

// omission is what is left out of one code.
type omission struct {
	first finding
	count int
}

// bound leaves out what is over the limit: hints first, then warnings, and of
// one severity what stands last. The order stays.
func bound(groups [][]finding, limit int) (printed [][]finding, omitted []omission) {
	if len(groups) <= limit {
		return groups, nil
	}
	room := share(groups, limit)
	type code struct {
		severity diag.Severity
		code     string // "" for all that have none, whose summaries are not ours
	}
	index := map[code]int{}
	for _, g := range groups {
		f := g[0]
		if room[f.severity]--; room[f.severity] >= 0 {
			printed = append(printed, g)
			continue
		}
		c := code{f.severity, f.code}
		i, known := index[c]
		if !known {
			i = len(omitted)
			index[c] = i
			omitted = append(omitted, omission{first: f})
		}
		omitted[i].count += len(g)
	}
	slices.SortFunc(omitted, func(a, b omission) int {
		return cmp.Or(cmp.Compare(a.first.severity, b.first.severity), cmp.Compare(a.first.code, b.first.code))
	})
	return printed, omitted
}

// share says how many groups of each severity have room.
func share(groups [][]finding, limit int) map[diag.Severity]int {
	there := map[diag.Severity]int{}
	for _, g := range groups {
		there[g[0].severity]++
	}
	room := map[diag.Severity]int{}
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Hint} {
		room[s] = min(limit, there[s])
		limit -= room[s]
	}
	return room
}

// singly returns each finding for itself.
func singly(found []finding) [][]finding {
	out := make([][]finding, len(found))
	for i := range found {
		out[i] = found[i : i+1]
	}
	return out
}
