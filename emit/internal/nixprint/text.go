package nixprint

import (
	"bytes"
	"errors"
)

var errNoText = errors.New("it cannot be written line by line: it has a control character or a blank at the end of a line, or no line begins without a blank")

// isText reports whether s, which has the classes, can stand between two single
// quotes a side, line by line, and come back as it is.
func isText(s []byte, has class) bool {
	return areLines(s, has) && isFlush(s)
}

// areLines reports whether s is whole lines that can be part of a text; blanks
// at the end of a line do not survive editors.
func areLines(s []byte, has class) bool {
	return has&control == 0 && bytes.HasSuffix(s, []byte("\n")) && !bytes.Contains(s, []byte(" \n"))
}

// isFlush reports whether a line of s begins without a blank. Nix strips the
// blanks that all lines begin with.
func isFlush(s []byte) bool {
	for line := range bytes.Lines(s) {
		if line[0] != ' ' && line[0] != '\n' {
			return true
		}
	}
	return false
}

// block prints two single quotes a side of the lines that print prints.
func (p *printer) block(print func()) {
	p.text("''")
	p.nested(print)
	p.newline()
	p.text("''")
}

func (t Text) print(p *printer) {
	p.block(func() {
		w := textWriter{p: p}
		err := t(&w)
		if err == nil && !w.flush {
			err = errNoText
		}
		if err != nil {
			p.refuse("%w", err)
		}
	})
}

// textWriter prints the lines of a [Text].
type textWriter struct {
	p     *printer
	flush bool // a line began without a blank
}

func (w *textWriter) Write(s []byte) (int, error) {
	has := classesOf(s)
	if err := check(s, has); err != nil {
		return 0, err
	}
	if !areLines(s, has) {
		return 0, errNoText
	}
	w.flush = w.flush || isFlush(s)
	w.p.lines(s, has)
	return len(s), w.p.err
}

// lines prints whole lines, each behind the end of the line before.
func (p *printer) lines(s []byte, has class) {
	plain := has&(apostrophe|dollar) == 0
	for len(s) > 0 {
		n := bytes.IndexByte(s, '\n')
		switch line := s[:n]; {
		case n == 0:
			p.out = append(p.out, '\n')
		case plain:
			p.newline()
			p.out = append(p.out, line...)
		default:
			p.newline()
			p.out = appendLine(p.out, line)
		}
		s = s[n+1:]
	}
}

// appendLine appends a line of text. Two quotes end the string, three quotes are two,
// and two quotes before "${" or "\" escape what follows, so a quote of the text
// must not run into ours: it gets an escape of its own.
func appendLine(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		switch rest := s[i:]; {
		case bytes.HasPrefix(rest, []byte("''")):
			dst = append(dst, "'''"...)
			i++
		case bytes.HasPrefix(rest, []byte("'${")):
			dst = append(dst, `''\'`...)
		case bytes.HasPrefix(rest, []byte("${")):
			dst = append(dst, "''$"...)
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}
