package report

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// columns returns how many columns of a terminal s takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// wrap breaks every line of s that is wider than limit between words. Shorter
// lines stay as they are, so that a command in a detail keeps its form.
func wrap(s string, limit int) []string {
	var out []string
	for l := range strings.Lines(s) {
		l = strings.TrimRight(l, " \n")
		if columns(l) <= limit {
			out = append(out, termtext.Disarm(l))
			continue
		}
		out = append(out, wrapWords(strings.Fields(l), limit)...)
	}
	return out
}

func wrapWords(words []string, limit int) []string {
	var out []string
	var l strings.Builder
	used := 0
	for _, w := range words {
		n := columns(w)
		if used > 0 && used+1+n > limit {
			out = append(out, termtext.Disarm(l.String()))
			l.Reset()
			used = 0
		}
		if used > 0 {
			l.WriteByte(' ')
			used++
		}
		l.WriteString(w)
		used += n
	}
	return append(out, termtext.Disarm(l.String()))
}
