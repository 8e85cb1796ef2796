package install_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/install"
)

// The change during which things go wrong: another folder, another format, so
// that files are written, lines replaced, and files removed.
func change(t *testing.T, h *install.Host) error {
	t.Helper()
	c, files := outputs("/etc/other", "machines.toml", 2)
	items, err := h.Layout(c, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.Plan(c.Name, items, false)
	if err != nil {
		t.Fatal(err)
	}
	return p.Apply(t.Context())
}

func unchange(t *testing.T, h *install.Host) error {
	t.Helper()
	p, err := h.Rollback("laptop", false)
	if err != nil {
		t.Fatal(err)
	}
	return p.Apply(t.Context())
}

func installed(t *testing.T) (dir string) {
	t.Helper()
	install.SetFault(t, nil)
	dir = image(t, debian)
	write(t, dir, "etc/ssh/ssh_config", "Host *\n") // without Include
	apply(t, dir, 1)
	return dir
}

// points returns what an operation does, in turn, and checks on the way that
// no file ever refers to a missing one.
func points(t *testing.T, dir string, do func(*testing.T, *install.Host) error) (names []string) {
	t.Helper()
	install.SetFault(t, func(op, path string) error {
		names = append(names, op+" "+path)
		if d := dangling(t, dir); d != nil {
			t.Errorf("before %s %s: %q", op, path, d)
		}
		return nil
	})
	if err := do(t, open(t, dir)); err != nil {
		t.Fatal(err)
	}
	install.SetFault(t, nil)
	return names
}

// failAt calls do at point k, counted from 0.
func failAt(t *testing.T, k int, do func() error) {
	t.Helper()
	n := -1
	install.SetFault(t, func(string, string) error {
		if n++; n == k {
			return do()
		}
		return nil
	})
}

func TestNoFileEverRefersToAMissingOne(t *testing.T) {
	dir := installed(t)
	forth := points(t, dir, change)
	for _, want := range []string{"mkdir etc/other", "write etc/other/machines.toml", "line etc/nix/nix.conf", "remove etc/buildmachines/machines"} {
		if !slices.Contains(forth, want) {
			t.Errorf("no point %q in %q", want, forth)
		}
	}
	back := points(t, dir, unchange)
	if len(back) < 8 {
		t.Errorf("only %q", back)
	}
}

func TestErrorAnywhereLeavesTheMachine(t *testing.T) {
	for k, name := range points(t, installed(t), change) {
		dir := installed(t)
		was := snapshot(t, dir)
		failAt(t, k, func() error { return syscall.ENOSPC })
		if err := change(t, open(t, dir)); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCancelLeavesTheMachine(t *testing.T) {
	for k, name := range points(t, installed(t), change) {
		if strings.HasPrefix(name, "commit ") {
			continue // too late
		}
		dir := installed(t)
		was := snapshot(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		failAt(t, k, func() error { cancel(); return nil })
		c, files := outputs("/etc/other", "machines.toml", 2)
		if err := planned(t, open(t, dir), c, files, false).Apply(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// crash does an operation that dies at point k.
func crash(t *testing.T, dir string, k int, do func(*testing.T, *install.Host) error) {
	t.Helper()
	failAt(t, k, func() error { panic("crash") })
	defer install.SetFault(t, nil)
	defer func() {
		if recover() == nil {
			t.Errorf("no crash at point %d", k)
		}
	}()
	_ = do(t, open(t, dir))
}

// resume ends what an interrupted run has begun, as the command does.
func resume(t *testing.T, h *install.Host) (clients []string, err error) {
	t.Helper()
	plans, err := h.Interrupted()
	for _, p := range plans {
		clients = append(clients, p.Client())
		if err == nil {
			err = p.Apply(t.Context())
		}
	}
	return clients, err
}

func TestNextRunUndoesAnInterruptedInstall(t *testing.T) {
	for k, name := range points(t, installed(t), change) {
		dir := installed(t)
		was := snapshot(t, dir)
		crash(t, dir, k, change)
		if d := dangling(t, dir); d != nil {
			t.Errorf("%s: %q", name, d)
		}
		if got, err := resume(t, open(t, dir)); err != nil || k > 0 && !slices.Equal(got, []string{"laptop"}) {
			t.Errorf("%s: recovered %q, %v", name, got, err)
		}
		if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if err := change(t, open(t, dir)); err != nil {
			t.Errorf("%s: the run after it: %v", name, err)
		}
	}
}

func TestNextRunFinishesAnInterruptedRollback(t *testing.T) {
	dir := installed(t)
	want := snapshot(t, dir)
	if err := change(t, open(t, dir)); err != nil {
		t.Fatal(err)
	}
	for k, name := range points(t, dir, unchange) {
		dir := installed(t)
		if err := change(t, open(t, dir)); err != nil {
			t.Fatal(err)
		}
		crash(t, dir, k, unchange)
		if got, err := resume(t, open(t, dir)); err != nil || !slices.Equal(got, []string{"laptop"}) {
			t.Errorf("%s: recovered %q, %v", name, got, err)
		}
		if diff := cmp.Diff(want, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if p := rollback(t, dir, false); p.Changes() {
			t.Errorf("%s: there is still something to roll back", name)
		}
	}
}

// Recovering can be interrupted, too.
func TestRecoveryIsDoneAgain(t *testing.T) {
	whole := points(t, installed(t), change)
	last := len(whole) - 1
	dir := installed(t)
	crash(t, dir, last, change)
	undo := points(t, dir, func(t *testing.T, h *install.Host) error { _, err := resume(t, h); return err })
	for k := range undo {
		dir := installed(t)
		was := snapshot(t, dir)
		crash(t, dir, last, change)
		crash(t, dir, k, func(t *testing.T, h *install.Host) error { _, err := resume(t, h); return err })
		if _, err := resume(t, open(t, dir)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", undo[k], diff)
		}
	}
}

func TestFileChangedAtTheSameTimeStays(t *testing.T) {
	dir := installed(t)
	install.SetFault(t, func(op, path string) error {
		if op == "line" && path == "etc/nix/nix.conf" {
			write(t, dir, path, "cores = 1\n")
		}
		return nil
	})
	if err := change(t, open(t, dir)); err == nil || !strings.Contains(err.Error(), "at the same time") {
		t.Errorf("got error %v", err)
	}
	if got := read(t, dir, "etc/nix/nix.conf"); got != "cores = 1\n" {
		t.Errorf("nix.conf is %q", got)
	}
}

func TestOneRunAtATime(t *testing.T) {
	dir := installed(t)
	install.SetFault(t, func(op, _ string) error {
		if op != "commit" {
			return nil
		}
		_, err := resume(t, open(t, dir))
		if err == nil || !strings.Contains(err.Error(), "another run") {
			t.Errorf("got error %v", err)
		}
		return nil
	})
	if err := change(t, open(t, dir)); err != nil {
		t.Fatal(err)
	}
}

// The rename that commits an install may be done, and the sync after it fail: then
// the install stands, and is not undone.
func TestErrorAfterTheCommitUndoesNothing(t *testing.T) {
	dir := installed(t)
	committing := false
	install.SetFault(t, func(op, _ string) error {
		committing = committing || op == "commit"
		return nil
	})
	install.SetSync(t, func(f *os.File) error {
		if info, err := f.Stat(); committing && err == nil && info.IsDir() {
			return syscall.EIO
		}
		return nil
	})
	if err := change(t, open(t, dir)); !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "everything is installed") {
		t.Errorf("got error %v", err)
	}
	install.SetSync(t, func(*os.File) error { return nil })
	if plans, err := open(t, dir).Interrupted(); err != nil || len(plans) > 0 {
		t.Errorf("%d plans, %v", len(plans), err)
	}
	if read(t, dir, "etc/other/machines.toml") == "" {
		t.Error("the install was undone")
	}
	if err := unchange(t, open(t, dir)); err != nil {
		t.Error(err)
	}
}
