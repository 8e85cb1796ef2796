package bootstrap_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// long leaves out of short runs what takes a run for every call of another.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes a minute")
	}
}

// Wherever a run ends, the next one does the rest, and so does --remove.
func TestInterruptedRunsAreCompleted(t *testing.T) {
	long(t)
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		t.Parallel()
		newRoom(t, sh).interruptEach(t, script(t, setup()), stride(sh))
	})
}

func TestInterruptedRunsWithoutADaemonAreCompleted(t *testing.T) {
	long(t)
	s := ownSetup("single-user")
	s.Remote.WrapperPath = "/etc/buildmachines/nix-ssh-wrapper" // root's part
	t.Parallel()
	ownRoom(t, counterpart.Shells(t)[0]).interruptEach(t, script(t, s), 1)
}

// interruptEach kills runs at each change, or each so many. r stays as it is.
func (r *room) interruptEach(t *testing.T, text string, stride int) {
	t.Helper()
	before, done := r.tree(t), r.clone(t)
	calls := done.counting(t)
	ok(t, done.run(t, text))
	after, last := done.tree(t), calls.count(t)
	if last < 20 {
		t.Fatalf("only %d calls are counted", last)
	}
	for n := 1; n <= last; n += stride {
		half := r.clone(t)
		half.interrupt(t, n, text)
		also := half.clone(t)
		ok(t, half.run(t, text))
		differs(t, fmt.Sprintf("completed after call %d", n), after, half.tree(t))
		if n%3 == 0 {
			ok(t, also.run(t, text, "--remove"))
			differs(t, fmt.Sprintf("removed after call %d", n), before, also.tree(t))
		}
	}
}

func TestInterruptedRemovalsAreCompleted(t *testing.T) {
	long(t)
	text := script(t, setup())
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		t.Parallel()
		fresh := newRoom(t, sh)
		before := fresh.tree(t)
		ok(t, fresh.run(t, text))
		gone := fresh.clone(t)
		calls := gone.counting(t)
		ok(t, gone.run(t, text, "--remove"))
		for n := 1; n <= calls.count(t); n += stride(sh) {
			r := fresh.clone(t)
			r.interrupt(t, n, text, "--remove")
			ok(t, r.run(t, text, "--remove"))
			differs(t, fmt.Sprintf("removed after call %d", n), before, r.tree(t))
		}
	})
}

// stride is 1 for one shell. How a script goes on hardly depends on the shell,
// so the others prove it for some places.
func stride(sh counterpart.Shell) int {
	if strings.HasSuffix(sh[0], "/dash") {
		return 1
	}
	return 8
}

// interrupt kills a run at its n-th change.
func (r *room) interrupt(t *testing.T, n int, script string, options ...string) {
	t.Helper()
	bin := r.bin
	s := r.counting(t)
	s.set(t, "stop", n)
	if got := r.run(t, script, options...); got.status == 0 {
		t.Fatalf("call %d ends nothing:\n%s", n, got.out)
	}
	r.bin = bin
}

func differs(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got)\n%s", what, d)
	}
}
