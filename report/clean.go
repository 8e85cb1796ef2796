package report

import (
	"strings"
	"unicode/utf8"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// What is printed of one diagnostic has a bound, in bytes. Ours are far below it;
// parsers and functions quote what they were given.
const (
	maxSummary = 200
	maxDetail  = 4 << 10
	maxName    = 4 << 10 // as long as a path may be
	maxRead    = 64 << 10
)

// Plain returns s as diagnostics show it: without key material, and without
// characters that a terminal would obey.
func Plain(s string) string { return termtext.Lines(redact(s)) }

// text returns s as harmless lines without key material, of at most limit bytes.
// A key is taken out before the text is cut: a part of one is not recognised. So
// the first cut, which spares the search, is between words.
func text(s string, limit int) string {
	long := len(s) > maxRead
	if long {
		s = s[:max(0, strings.LastIndexAny(s[:maxRead], " \n"))]
	}
	s = redact(s)
	if len(s) <= limit && !long {
		return termtext.Lines(s)
	}
	end := min(limit, len(s))
	for end < len(s) && end > limit-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return termtext.Lines(s[:end]) + "... (cut)"
}

// line is text in one line.
func line(s string, limit int) string {
	return strings.ReplaceAll(text(s, limit), "\n", " ")
}
