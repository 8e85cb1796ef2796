package sshquote

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

var (
	errEmpty = errors.New("is empty")
	errDash  = errors.New("begins with -, so that a program would take it for an option")
)

// word checks a token of letters, digits and the characters of more.
func word(s, more string) error {
	if s == "" {
		return errEmpty
	}
	if s[0] == '-' {
		return errDash
	}
	for i := range len(s) {
		if c := s[i]; !isAlphanumeric(c) && strings.IndexByte(more, c) < 0 {
			r, _ := utf8.DecodeRuneInString(s[i:])
			return fmt.Errorf("contains %q; only letters, digits and %s can stand there", r, more)
		}
	}
	return nil
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func path(s string) error {
	if err := text(s); err != nil {
		return err
	}
	if strings.IndexByte(s, '"') >= 0 {
		return errors.New(`contains ", which not every OpenSSH can read inside a quoted value`)
	}
	// A "~" would be expanded, and a relative path means another file for
	// every program that runs ssh.
	if s[0] != '/' {
		return errors.New("is not an absolute path")
	}
	return nil
}

// text checks what no value can hold, quoted or not.
func text(s string) error {
	if s == "" {
		return errEmpty
	}
	if !utf8.ValidString(s) {
		return errors.New("is not valid UTF-8")
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7f:
			return fmt.Errorf("contains the control character %q", c)
		case c == '\\':
			return errors.New(`contains \, which OpenSSH takes for an escape since 8.7 and not before`)
		case c == '$' && strings.HasPrefix(s[i:], "${"):
			return errors.New("contains ${, which OpenSSH expands in more places with every version; a shell takes $NAME as well")
		}
	}
	return nil
}

// restOfLine checks that ssh finds both ends of an unquoted value: it skips
// "=" and blanks before the value and strips blanks after it.
func restOfLine(s string) error {
	switch {
	case s[0] == ' ' || s[len(s)-1] == ' ':
		return errors.New("begins or ends with a blank")
	case s[0] == '=':
		return errors.New("begins with =, which ssh skips")
	}
	return nil
}

// balanced checks the quotes of a command: since 8.7 ssh splits every line
// into words first, and an open quote is fatal even where words do not matter.
func balanced(s string) error {
	var open byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	if open != 0 {
		return fmt.Errorf("has an opening %c without a closing one", open)
	}
	return nil
}

// tokens checks the "%" of a ProxyCommand. OpenSSH 7.6 knows these four
// (sshconnect.c) and fails on others; %n came with 8.1, %k with 8.4.
func tokens(s string) error {
	for i := strings.IndexByte(s, '%'); i >= 0; i = strings.IndexByte(s, '%') {
		if i+1 == len(s) || strings.IndexByte("hpr%", s[i+1]) < 0 {
			return errors.New("has a % that does not begin %h, %p, %r or %%, the tokens that every OpenSSH knows")
		}
		s = s[i+2:]
	}
	return nil
}
