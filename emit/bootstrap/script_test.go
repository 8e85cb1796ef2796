package bootstrap_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// ok fails unless a run went well.
func ok(t *testing.T, s said) string {
	t.Helper()
	if s.status != 0 {
		t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
	}
	return s.out
}

func TestSetUpTwiceAndRemove(t *testing.T) {
	text := script(t, setup())
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		r := newRoom(t, sh)
		before := r.tree(t)

		ok(t, r.run(t, text, "--dry-run"))
		if d := cmp.Diff(before, r.tree(t)); d != "" {
			t.Errorf("a dry run changes things (-before +after)\n%s", d)
		}
		ok(t, r.run(t, text))
		after := r.tree(t)

		if again := ok(t, r.run(t, text)); strings.Contains(again, "write") || strings.Contains(again, "make") {
			t.Errorf("the second run does something:\n%s", again)
		}
		if d := cmp.Diff(after, r.tree(t)); d != "" {
			t.Errorf("the second run changes things (-before +after)\n%s", d)
		}
		ok(t, r.run(t, text, "--remove", "--dry-run"))
		if d := cmp.Diff(after, r.tree(t)); d != "" {
			t.Errorf("a dry run of --remove changes things (-before +after)\n%s", d)
		}
		ok(t, r.run(t, text, "--remove"))
		if d := cmp.Diff(before, r.tree(t)); d != "" {
			t.Errorf("--remove leaves something (-before +after)\n%s", d)
		}
	})
}
