package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A diagnostic shows bytes that somebody else may have written, on a terminal
// that obeys escape sequences and reorders text. Whatever is not a plain
// character is therefore replaced by a picture of itself.

const (
	tab              = "    "
	zeroWidthNonJoin = '\u200c'
	zeroWidthJoin    = '\u200d'
)

// visible returns the text to show for the first character of s, and how many
// bytes of s that is.
func visible(s string) (text string, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		return string(utf8.RuneError), size
	case r == '\t':
		return tab, size
	case r < ' ':
		return string('\u2400' + r), size // the pictures of the control characters
	case r == 0x7f:
		return "\u2421", size
	case unicode.IsGraphic(r) || r == zeroWidthNonJoin || r == zeroWidthJoin:
		return s[:size], size // the two joiners are part of emoji and of Indic and Persian words
	}
	return fmt.Sprintf("<U+%04X>", r), size // bidi controls, tags, line separators, C1 controls
}

// Plain returns s as diagnostics show it: without key material, and without
// characters that a terminal would obey.
func Plain(s string) string { return lines(redact(s)) }

// line returns s as one harmless line.
func line(s string) string {
	return strings.ReplaceAll(lines(s), "\n", " ")
}

// lines returns s as harmless lines.
func lines(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		text, size := visible(s)
		if s[0] == '\n' {
			text = "\n"
		}
		b.WriteString(text)
		s = s[size:]
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if (s[i] < ' ' && s[i] != '\n') || s[i] > '~' {
			return false
		}
	}
	return true
}

// columns returns how many columns of a terminal s takes.
func columns(s string) int {
	if isPlain(s) {
		return len(s)
	}
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
			out = append(out, disarm(l))
			continue
		}
		out = append(out, wrapWords(strings.Fields(l), limit)...)
	}
	return out
}

// disarm keeps a line from being a workflow command: GitHub's runner obeys any
// line that begins with "::", after blanks (actions/runner: ActionCommand.cs).
func disarm(l string) string {
	if strings.HasPrefix(strings.TrimSpace(l), "::") {
		return "| " + l
	}
	return l
}

func wrapWords(words []string, limit int) []string {
	var out []string
	var l strings.Builder
	used := 0
	for _, w := range words {
		n := columns(w)
		if used > 0 && used+1+n > limit {
			out = append(out, disarm(l.String()))
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
	return append(out, disarm(l.String()))
}
