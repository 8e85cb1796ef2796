// Package termtext is how text that somebody else may have written reaches a
// terminal or the log of a CI job: names and contents of files, what another
// machine prints, what the system says of a path. A terminal obeys escape
// sequences and reorders text, and the runner of a CI job obeys lines of a
// certain form. Here both get text, and nothing else.
//
// Whoever prints uses a [Writer] and needs to think of nothing. [Lines] and
// [Line] are for text that is laid out first.
package termtext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	tab              = "    "
	zeroWidthNonJoin = '\u200c'
	zeroWidthJoin    = '\u200d'
)

// Visible returns the text to show for the first character of s, and how many
// bytes of s that is. What is not a plain character becomes a picture of itself.
func Visible(s string) (text string, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size <= 1:
		return string(utf8.RuneError), size
	case r == '\t':
		return tab, size
	case r < ' ':
		return string('\u2400' + r), size // the pictures of the control characters
	case r == 0x7f:
		return "\u2421", size
	case unicode.IsGraphic(r) || isJoiner(r):
		return s[:size], size
	}
	return fmt.Sprintf("<U+%04X>", r), size // bidi controls, tags, line separators, C1 controls
}

// isJoiner reports whether r is one of the two that are part of emoji and of
// Indic and Persian words.
func isJoiner(r rune) bool { return r == zeroWidthNonJoin || r == zeroWidthJoin }

// Lines returns s as harmless lines, none of which is a workflow command.
func Lines(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	var g guard
	for s != "" {
		text, size := Visible(s)
		if s[0] == '\n' {
			text = "\n"
		}
		g.write(&b, text)
		s = s[size:]
	}
	return b.String()
}

// Line returns s as one harmless line, which may stand behind other text.
func Line(s string) string { return strings.ReplaceAll(Lines(s), "\n", " ") }

// isPlain reports whether s is ASCII without anything to replace or to break.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' && c != '\n', c > '~':
			return false
		case c == ':' && i > 0 && s[i-1] == ':', c == '#' && i > 0 && s[i-1] == '#':
			return false
		}
	}
	return true
}
