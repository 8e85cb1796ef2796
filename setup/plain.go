package setup

import (
	"io"
	"unicode"
	"unicode/utf8"
)

// plainWriter passes text on as it comes, and a question mark for whatever a
// terminal would obey: another machine wrote it, and ssh leaves it as it is.
type plainWriter struct {
	w    io.Writer
	rest []byte // the beginning of a character
}

func (p *plainWriter) Write(b []byte) (int, error) {
	text := append(p.rest, b...)
	var out []byte
	for len(text) > 0 && utf8.FullRune(text) {
		r, size := utf8.DecodeRune(text)
		if harmless(r) {
			out = append(out, text[:size]...)
		} else {
			out = append(out, '?')
		}
		text = text[size:]
	}
	p.rest = append([]byte{}, text...)
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// harmless characters are printed ones, and those that end lines: on a terminal,
// a line ends with both.
func harmless(r rune) bool {
	return r == '\n' || r == '\r' || r == '\t' || r != utf8.RuneError && unicode.IsPrint(r)
}
