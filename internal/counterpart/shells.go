package counterpart

import "testing"

// Shell is a POSIX shell, as the words that a script's path follows.
type Shell []string

func (s Shell) String() string { return s[0] }

// shells stand for those that run our scripts: dash is /bin/sh of Debian,
// busybox of Alpine, and bash of macOS and NixOS.
var shells = []Shell{{"dash"}, {"busybox", "sh"}, {"bash", "--posix"}}

// EachShell runs a subtest with each of the shells that run our scripts.
func EachShell(t *testing.T, test func(t *testing.T, sh Shell)) {
	for _, s := range shells {
		t.Run(s.String(), func(t *testing.T) { test(t, s.found(t)) })
	}
}

// Shells returns the same shells for a fuzz test, which has no subtests.
func Shells(t testing.TB) []Shell {
	t.Helper()
	out := make([]Shell, len(shells))
	for i, s := range shells {
		out[i] = s.found(t)
	}
	return out
}

// found returns s with the path of its program, so that it runs in any PATH.
func (s Shell) found(t testing.TB) Shell {
	t.Helper()
	return append(Shell{Require(t, s[0])}, s[1:]...)
}
