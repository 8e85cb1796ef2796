package nixprint

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Check says why a Nix string cannot hold s, or returns nil.
func Check(s string) error {
	if i := strings.IndexByte(s, 0); i >= 0 {
		return fmt.Errorf("byte %d is NUL, which no Nix string can hold", i)
	}
	if !utf8.ValidString(s) {
		return errors.New("it is not UTF-8, and a Nix module is")
	}
	return nil
}

// name prints one name of an attribute path.
func (p *printer) name(s string) {
	if isIdentifier(s) {
		p.text(s)
		return
	}
	if err := Check(s); err != nil {
		p.refuse("%w", err)
		return
	}
	p.out = appendQuoted(p.out, s)
}

// keywords cannot stand for a name (parser.l). "or" could, but not everywhere.
var keywords = map[string]bool{
	"assert": true, "else": true, "if": true, "in": true, "inherit": true, "let": true,
	"or": true, "rec": true, "then": true, "with": true,
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '\'') {
			return false
		}
	}
	return s != "" && !keywords[s]
}

// appendQuoted appends s in double quotes. Nix takes a CR that is not escaped
// for a line break, and "${" for the start of an expression.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\' || opens(s[i:]):
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

func opens(s string) bool { return strings.HasPrefix(s, "${") }

// isText reports whether s can stand between two single quotes a side, line by
// line, and come back as it is. Nix strips the blanks that all lines begin with,
// so one line must begin without; blanks at the end of a line do not survive
// editors.
func isText(s string) bool {
	if !strings.HasSuffix(s, "\n") {
		return false
	}
	flush, before := false, byte('\n')
	for i := range len(s) {
		c := s[i]
		if c < ' ' && c != '\n' || c == 0x7f || c == '\n' && before == ' ' {
			return false
		}
		flush = flush || before == '\n' && c != '\n' && c != ' '
		before = c
	}
	return flush
}

// lines prints text between two single quotes a side.
func (p *printer) lines(s string) {
	plain := !strings.Contains(s, "''") && !strings.Contains(s, "${")
	p.text("''")
	p.nested(func() {
		for line := range strings.Lines(s) {
			switch line = line[:len(line)-1]; {
			case line == "":
				p.out = append(p.out, '\n')
			case plain:
				p.newline()
				p.text(line)
			default:
				p.newline()
				p.out = appendLine(p.out, line)
			}
		}
	})
	p.newline()
	p.text("''")
}

// appendLine appends a line of text. Two quotes end the string, three quotes are two,
// and two quotes before "${" or "\" escape what follows, so a quote of the text
// must not run into ours: it gets an escape of its own.
func appendLine(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch rest := s[i:]; {
		case strings.HasPrefix(rest, "''"):
			dst = append(dst, "'''"...)
			i++
		case strings.HasPrefix(rest, "'${"):
			dst = append(dst, `''\'`...)
		case opens(rest):
			dst = append(dst, "''$"...)
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}
