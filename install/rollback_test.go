package install_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRollbackRestoresTheMachine(t *testing.T) {
	dir := image(t, debian)
	was := snapshot(t, dir)
	apply(t, dir, 1)
	rollback(t, dir, false)
	if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
	if p := rollback(t, dir, false); p.Changes() {
		t.Errorf("a second time there is nothing to roll back: %+v", p)
	}
	apply(t, dir, 2) // and a new beginning
}

// One generation is kept: of two installs, the last.
func TestRollbackUndoesTheLastInstall(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	was := snapshot(t, dir)
	apply(t, dir, 2)
	rollback(t, dir, false)
	if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
	if p := apply(t, dir, 1); p.Changes() {
		t.Errorf("version 1 is not known as installed: %+v", p)
	}
	if all, _ := filepath.Glob(filepath.Join(dir, "var/lib/buildmachines/install/laptop/g*")); len(all) != 0 {
		t.Errorf("left over: %q", all)
	}
}

func TestRollbackBringsBackWhatWasRemoved(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	was := snapshot(t, dir)
	c, files := outputs("/etc/other", "machines.toml", 1)
	if err := planned(t, open(t, dir), c, files, false).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	rollback(t, dir, false)
	if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// The rest of nix.conf is the administrator's, whatever happened to it since.
func TestRollbackTakesOnlyOurLineFromAChangedFile(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	write(t, dir, "etc/nix/nix.conf", read(t, dir, "etc/nix/nix.conf")+"cores = 2\n")
	rollback(t, dir, false)
	if got, want := read(t, dir, "etc/nix/nix.conf"), debian["etc/nix/nix.conf"]+"\ncores = 2\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRollbackRefusesWhatSomebodyChanged(t *testing.T) {
	dir := image(t, debian)
	was := snapshot(t, dir)
	apply(t, dir, 1)
	write(t, dir, "etc/buildmachines/machines", "edited\n")
	edited := snapshot(t, dir)
	p := rollback(t, dir, false)
	if diff := cmp.Diff([]string{filepath.Join(dir, "etc/buildmachines/machines")}, p.Refused); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(edited, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
	rollback(t, dir, true)
	if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestPlanIsStaleAfterAnotherRun(t *testing.T) {
	dir := image(t, debian)
	c, files := outputs("/etc/buildmachines", "machines", 1)
	p := planned(t, open(t, dir), c, files, false)
	apply(t, dir, 2)
	if err := p.Apply(t.Context()); err == nil || !strings.Contains(err.Error(), "at the same time") {
		t.Errorf("got error %v", err)
	}
}
