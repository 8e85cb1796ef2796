package nixprint

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A class is a kind of byte, one bit each, so that one pass over a string tells
// everything that its printer has to care for.
type class uint8

const (
	nul        class = 1 << iota
	control          // of ASCII, NUL among them, but for the line break
	lineBreak        //
	beyond           // part of a character outside ASCII
	special          // what has an escape in double quotes, but for line breaks and dollars
	dollar           //
	apostrophe       //
)

var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c < ' ' || c == 0x7f:
			t[c] = control
		case c >= utf8.RuneSelf:
			t[c] = beyond
		}
	}
	t[0] |= nul
	t['\n'] = lineBreak
	t['\r'], t['\t'] = control|special, control|special
	t['"'], t['\\'] = special, special
	t['$'], t['\''] = dollar, apostrophe
	return t
}()

// classesOf returns the classes of all bytes of s.
func classesOf[T ~string | []byte](s T) (has class) {
	for i := range len(s) {
		has |= classes[s[i]]
	}
	return has
}

// Check says why a Nix string cannot hold s, or returns nil.
func Check(s string) error { return check(s, classesOf(s)) }

func check[T ~string | []byte](s T, has class) error {
	switch {
	case has&nul != 0:
		return fmt.Errorf("byte %d is NUL, which no Nix string can hold", bytes.IndexByte([]byte(s), 0))
	case has&beyond != 0 && !utf8.Valid([]byte(s)):
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
	has := classesOf(s)
	if err := check(s, has); err != nil {
		p.refuse("%w", err)
		return
	}
	p.out = appendQuoted(p.out, s, has)
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '\'') {
			return false
		}
	}
	return s != "" && !isKeyword(s)
}

// isKeyword reports whether s cannot stand for a name (parser.l). "or" could,
// but not everywhere.
func isKeyword(s string) bool {
	switch s {
	case "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with":
		return true
	}
	return false
}

// appendQuoted appends s, which has the classes, in double quotes. Nix takes a
// CR that is not escaped for a line break, and "${" for the start of an
// expression.
func appendQuoted(dst []byte, s string, has class) []byte {
	dst = append(dst, '"')
	if has&(special|lineBreak|dollar) == 0 {
		dst = append(dst, s...)
		return append(dst, '"')
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\' || strings.HasPrefix(s[i:], "${"):
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
