// Package tomlquote writes TOML tokens: strings and keys. What it writes means
// the same in TOML 1.0 and 1.1, so the escapes that only 1.1 knows are not used.
package tomlquote

import (
	"fmt"
	"unicode/utf8"
)

const hex = "0123456789ABCDEF"

// AppendString appends s to dst as a basic string. It refuses what is not
// UTF-8, which is all that a TOML string cannot hold.
func AppendString(dst []byte, s string) ([]byte, error) {
	if err := Check(s); err != nil {
		return dst, err
	}
	dst = append(dst, '"')
	for i := range len(s) {
		dst = appendByte(dst, s[i])
	}
	return append(dst, '"'), nil
}

// AppendKey appends s to dst as one key: bare where TOML allows that, else
// quoted, so that a dot in s does not make it two keys.
func AppendKey(dst []byte, s string) ([]byte, error) {
	if isBare(s) {
		return append(dst, s...), nil
	}
	return AppendString(dst, s)
}

// Check says why a TOML string cannot hold s, or returns nil.
func Check(s string) error {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return fmt.Errorf("byte %d is not UTF-8, and a TOML file is", i)
		}
		i += size
	}
	return nil
}

func appendByte(dst []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c == '\n':
		return append(dst, `\n`...)
	case c == '\t':
		return append(dst, `\t`...)
	case c == '\r':
		return append(dst, `\r`...)
	case c < ' ' || c == 0x7f:
		return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(dst, c)
}

func isBare(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}
