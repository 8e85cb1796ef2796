package termtext

import (
	"strings"
	"unicode"
)

// A guard breaks what the runner of a CI job would obey, by a blank: it follows
// the characters of a text and says where.
//
// GitHub's runner takes a line for a command that begins with "::", after white
// space, and one that has "##[NAME]" anywhere (actions/runner:
// src/Runner.Common/ActionCommand.cs). It compares as its culture does, so that
// characters without weight, such as the joiners, do not count. Forgejo and Gitea
// read the same lines; those of Azure Pipelines have "##vso[", of TeamCity
// "##teamcity[".
type guard struct {
	begun  bool // something stands on the line
	colon  bool // which is one colon
	hashes int  // how many "#" stand before this place, or the name behind two
}

// breaks reports whether a blank has to come before r, and goes on to r.
func (g *guard) breaks(r rune) bool {
	if r == '\n' {
		*g = guard{}
		return false
	}
	if weightless(r) {
		return false
	}
	colon, hashes := g.colon, g.hashes
	g.colon = r == ':' && !g.begun
	g.begun = g.begun || !unicode.IsSpace(r)
	switch {
	case r == '#':
		g.hashes = min(hashes+1, 2)
	case hashes < 2 || !unicode.IsLetter(r):
		g.hashes = 0
	}
	return colon && r == ':' || hashes == 2 && r == '['
}

// weightless reports whether a comparison may overlook r.
func weightless(r rune) bool { return isJoiner(r) || unicode.Is(unicode.M, r) }

// write writes text to b, broken.
func (g *guard) write(b *strings.Builder, text string) {
	for _, r := range text {
		if g.breaks(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
}

// Disarm returns a harmless text that is no workflow command, as the beginning
// of a line.
func Disarm(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	var g guard
	g.write(&b, s)
	return b.String()
}
