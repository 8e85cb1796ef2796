// Package sshquote makes tokens of ssh_config and known_hosts, and of
// authorized_keys and sshd_config.
//
// One file is read by every OpenSSH from 7.6 on, and those disagree: up to 8.6
// a single quote and a backslash are ordinary characters and "=" ends a word,
// since 8.7 they quote, escape and are ordinary (misc.c, strdelim and
// argv_split). A value that not all of them read alike is refused, because one
// bad line stops ssh for every host in the file and every user.
//
// The functions append one token to dst. If they refuse, dst comes back as it
// was, and the error completes a sentence that begins with the value.
package sshquote

import (
	"errors"
	"fmt"
	"strings"
)

// Name appends a user name or an alias. Both stand in pattern lists too
// (Match), where commas, wildcards and "!" have a meaning, and a User with "%"
// is expanded since OpenSSH 10.0 only.
func Name(dst []byte, s string) ([]byte, error) {
	if err := word(s, "._-"); err != nil {
		return dst, err
	}
	return append(dst, s...), nil
}

// Address appends a host name or address as known_hosts and HostKeyAlias
// carry it: neither has a quoted form, and neither is expanded.
func Address(dst []byte, s string) ([]byte, error) {
	if err := CheckAddress(s); err != nil {
		return dst, err
	}
	return append(dst, s...), nil
}

// CheckAddress says why Address would refuse s, or returns nil.
func CheckAddress(s string) error { return word(s, "._-:%") }

// HostName appends the value of HostName, in which ssh expands "%" (the zone
// of an IPv6 address begins with one).
func HostName(dst []byte, s string) ([]byte, error) {
	if err := word(s, "._-:%"); err != nil {
		return dst, err
	}
	return appendDoubled(dst, s), nil
}

// Path appends the absolute path of a file, for a keyword in which every
// OpenSSH expands "%": IdentityFile and IdentityAgent.
func Path(dst []byte, s string) ([]byte, error) {
	if err := path(s); err != nil {
		return dst, err
	}
	return appendArgument(dst, s), nil
}

// PlainPath is Path for UserKnownHostsFile, where "%" is expanded since
// OpenSSH 8.4 and not before, so that no spelling of it is right everywhere.
func PlainPath(dst []byte, s string) ([]byte, error) {
	if err := path(s); err != nil {
		return dst, err
	}
	if strings.IndexByte(s, '%') >= 0 {
		return dst, errors.New("contains %, which OpenSSH expands here since 8.4 and not before")
	}
	return appendArgument(dst, s), nil
}

// Exec appends the command of a Match exec criterion.
func Exec(dst []byte, s string) ([]byte, error) {
	if err := text(s); err != nil {
		return dst, err
	}
	if strings.IndexByte(s, '"') >= 0 {
		return dst, errors.New(`contains ", which not every OpenSSH can read inside a quoted value`)
	}
	// match_cfg_line has taken even a quoted "#" for a comment since 10.0.
	if s[0] == '#' {
		return dst, errors.New("begins with #, which newer versions of OpenSSH take for a comment")
	}
	dst = append(dst, '"')
	dst = appendDoubled(dst, s)
	return append(dst, '"'), nil
}

// Command appends the value of ProxyCommand. ssh passes the rest of the line
// to the shell as it is, after expanding the tokens.
func Command(dst []byte, s string) ([]byte, error) {
	for _, check := range []func(string) error{text, restOfLine, balanced, tokens} {
		if err := check(s); err != nil {
			return dst, err
		}
	}
	return append(dst, s...), nil
}

// Option appends the words after a keyword that the inventory chose. They are
// not quoted, because some keywords take several.
func Option(dst []byte, s string) ([]byte, error) {
	for _, check := range []func(string) error{text, restOfLine} {
		if err := check(s); err != nil {
			return dst, err
		}
	}
	if i := strings.IndexAny(s, `"'#=`); i >= 0 {
		return dst, fmt.Errorf("contains %c, which OpenSSH versions read differently", s[i])
	}
	return append(dst, s...), nil
}

// appendArgument appends s with its "%" doubled, in double quotes unless every
// reader takes it for one word without them.
func appendArgument(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, " '#=") {
		return appendDoubled(dst, s)
	}
	dst = append(dst, '"')
	dst = appendDoubled(dst, s)
	return append(dst, '"')
}

func appendDoubled(dst []byte, s string) []byte {
	for i := strings.IndexByte(s, '%'); i >= 0; i = strings.IndexByte(s, '%') {
		dst = append(dst, s[:i+1]...)
		dst = append(dst, '%')
		s = s[i+1:]
	}
	return append(dst, s...)
}
