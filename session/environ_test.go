package session_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/session"
)

func TestEnvironAppends(t *testing.T) {
	for _, c := range []struct {
		claim     string
		env, want []string
	}{
		{"nothing was set", []string{"A=1"}, []string{"A=1", "NIX_CONFIG=builders = B"}},
		{"what was set stays in front", []string{"NIX_CONFIG=cores = 2", "A=1"}, []string{"A=1", "NIX_CONFIG=cores = 2\nbuilders = B"}},
		{"a line break is enough", []string{"NIX_CONFIG=cores = 2\n"}, []string{"NIX_CONFIG=cores = 2\nbuilders = B"}},
		{"of two the last counts", []string{"NIX_CONFIG=x = 1", "NIX_CONFIG=x = 2"}, []string{"NIX_CONFIG=x = 2\nbuilders = B"}},
		{"names that begin so are others", []string{"NIX_CONFIG_DIR=/x"}, []string{"NIX_CONFIG_DIR=/x", "NIX_CONFIG=builders = B"}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			if d := cmp.Diff(c.want, session.Environ(c.env, "B")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDrops(t *testing.T) {
	for _, c := range []struct {
		argv []string
		want string
	}{
		{[]string{"sudo", "nixos-rebuild"}, "sudo"},
		{[]string{"/run/wrappers/bin/doas", "nixos-rebuild"}, "doas"},
		{[]string{"sudo", "-E", "nixos-rebuild"}, ""},
		{[]string{"sudo", "--preserve-env", "nixos-rebuild"}, ""},
		{[]string{"sudo", "--preserve-env=PATH", "nixos-rebuild"}, "sudo"},
		{[]string{"sudo", "--preserve-env=PATH,NIX_CONFIG", "nixos-rebuild"}, ""},
		{[]string{"nixos-rebuild", "sudo"}, ""},
	} {
		if got := session.Drops(c.argv); got != c.want {
			t.Errorf("%q: got %q, want %q", c.argv, got, c.want)
		}
	}
}
