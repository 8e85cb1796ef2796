package outdir_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/outdir"
)

// The two states of the tree between which things go wrong: files are replaced,
// created in new and in old folders, removed with their folders, and kept.
var (
	before = map[string]string{"plan.json": "1", "c/a/m": "1", "c/a/same": "s", "c/gone/m": "1", "c/gone/deep/n": "1", "b/m": "1"}
	after  = map[string]string{"plan.json": "2", "c/a/m": "2", "c/a/same": "s", "c/new/m": "2", "c/a/more": "2", "d/e/m": ""}
)

// oldTree writes the tree before, with modes that we would not give, and takes
// away any fault. It saves the time for syncing to disk, which no test can see.
func oldTree(t *testing.T) (dir string) {
	t.Helper()
	outdir.SetFault(t, nil)
	outdir.SetSync(t, func(*os.File) error { return nil })
	dir = filepath.Join(t.TempDir(), "x", "out")
	mustSync(t, dir, before)
	write(t, "mine", dir, "c/own")
	for p, mode := range map[string]os.FileMode{"plan.json": 0o640, "c/gone/m": 0o600, "c/gone": 0o750, "c": 0o700} {
		if err := os.Chmod(filepath.Join(dir, p), mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// newTree is what contents returns after a Sync of after.
func newTree() map[string]string {
	want := maps.Clone(after)
	want["c/own"] = "mine"
	for _, d := range []string{"c", "c/a", "c/new", "d", "d/e"} {
		want[d] = "folder"
	}
	return want
}

// points returns the points of a Sync from before to after.
func points(t *testing.T) (names []string) {
	t.Helper()
	dir := oldTree(t)
	outdir.SetFault(t, func(op, path string) error {
		names = append(names, op+" "+path)
		return nil
	})
	mustSync(t, dir, after)
	outdir.SetFault(t, nil)
	return names
}

// atPoint calls do at point k, counted from 0.
func atPoint(t *testing.T, k int, do func() error) {
	t.Helper()
	n := -1
	outdir.SetFault(t, func(string, string) error {
		if n++; n == k {
			return do()
		}
		return nil
	})
}

func TestPointsCoverEveryStep(t *testing.T) {
	got := points(t)
	for _, want := range []string{
		"stage .buildmachines.stage", "create plan.json", "write plan.json", "back up plan.json", "link plan.json",
		"mkdir d/e", "write d/e/m", "remove b/m", "rmdir b", "rmdir c/gone/deep", "rmdir c/gone",
		"write .buildmachines.stage/journal", "write .buildmachines.json", "commit .",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no point %q in %q", want, got)
		}
	}
}

// A failure injected at the k-th point, for every k, leaves the old tree.
func TestErrorAnywhereLeavesTheOldTree(t *testing.T) {
	for k, name := range points(t) {
		dir := oldTree(t)
		old := snapshot(t, dir)
		atPoint(t, k, func() error { return syscall.ENOSPC })
		_, err := outdir.Sync(t.Context(), dir, files(after))
		if strings.HasPrefix(name, "link ") { // then it is copied
			if diff := cmp.Diff(newTree(), contents(t, dir)); err != nil || diff != "" {
				t.Errorf("%s: %v %s", name, err, diff)
			}
			continue
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Where no hard link is possible, the copies bring modes and times back.
func TestErrorAfterCopiesLeavesTheOldTree(t *testing.T) {
	for _, name := range points(t) {
		if strings.HasPrefix(name, "link ") {
			continue
		}
		dir := oldTree(t)
		old := snapshot(t, dir)
		outdir.SetFault(t, func(op, path string) error {
			if op == "link" || op+" "+path == name {
				return syscall.EPERM
			}
			return nil
		})
		if _, err := outdir.Sync(t.Context(), dir, files(after)); !errors.Is(err, syscall.EPERM) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCancelAnywhereLeavesTheOldTree(t *testing.T) {
	names := points(t)
	for k, name := range names {
		dir := oldTree(t)
		old := snapshot(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		atPoint(t, k, func() error { cancel(); return nil })
		_, err := outdir.Sync(ctx, dir, files(after))
		cancel()
		if k == len(names)-1 { // too late: the next thing is the commit
			if diff := cmp.Diff(newTree(), contents(t, dir)); err != nil || diff != "" {
				t.Errorf("%s: %v %s", name, err, diff)
			}
			continue
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestErrorRemovesTheFoldersItMade(t *testing.T) {
	top := t.TempDir()
	bad := outdir.File{Path: "z", Write: func(io.Writer) error { return errors.New("no content") }}
	_, err := outdir.Sync(t.Context(), filepath.Join(top, "a/b"), append(files(after), bad))
	if want := "write " + filepath.Join(top, "a/b/z") + ": no content"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if got := snapshot(t, top); len(got) != 1 {
		t.Errorf("left %v", got)
	}
}

// A full disk may show only when a file is synced.
func TestErrorOfSyncLeavesTheOldTree(t *testing.T) {
	for _, name := range []string{"new-1", "new-2", "journal.new", "stage", "out/.", "c/a"} {
		dir := oldTree(t)
		old := snapshot(t, dir)
		hits := atomic.Int32{}
		outdir.SetSync(t, func(f *os.File) error {
			if strings.HasSuffix(f.Name(), name) && hits.Add(1) == 1 {
				return syscall.ENOSPC
			}
			return nil
		})
		if _, err := outdir.Sync(t.Context(), dir, files(after)); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: got error %v", name, err)
		}
		if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// wholeFiles fails unless each path holds its old or its new content.
func wholeFiles(t *testing.T, dir string) {
	t.Helper()
	for p, text := range contents(t, dir) {
		if text != "folder" && text != "mine" && text != before[p] && (text != after[p] || !slices.Contains(slices.Collect(maps.Keys(after)), p)) {
			t.Errorf("%s holds %q", p, text)
		}
	}
	for p := range before {
		if _, ok := after[p]; ok {
			read(t, dir, p) // never missing
		}
	}
}

// A crash at the k-th point, for every k, leaves whole files, and the next run
// goes from there to the new tree, or back to the old one if it fails itself.
func TestCrashAnywhere(t *testing.T) {
	for k, name := range points(t) {
		for _, fails := range []bool{false, true} {
			dir := oldTree(t)
			old := snapshot(t, dir)
			atPoint(t, k, func() error { panic("crash") })
			if crashed, err := crash(after, dir); !crashed {
				t.Fatalf("%s: did not crash: %v", name, err)
			}
			outdir.SetFault(t, nil)
			wholeFiles(t, dir)
			if fails {
				bad := outdir.File{Path: "z", Write: func(io.Writer) error { return errors.New("no content") }}
				if _, err := outdir.Sync(t.Context(), dir, []outdir.File{bad}); err == nil {
					t.Fatal("no error")
				}
				if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
			mustSync(t, dir, after)
			if diff := cmp.Diff(newTree(), contents(t, dir)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// The undoing of a crash can crash as well, or fail, at every point.
func TestCrashWhileUndoing(t *testing.T) {
	total := len(points(t))
	for _, fatal := range []bool{true, false} {
		for j := range total { // at most as many as there are steps
			dir := oldTree(t)
			old := snapshot(t, dir)
			atPoint(t, total-1, func() error { panic("crash") })
			if crashed, _ := crash(after, dir); !crashed {
				t.Fatal("did not crash")
			}
			undone := false
			n := -1
			outdir.SetFault(t, func(op, path string) error {
				if op != "undo" {
					undone = true
					return errors.New("stop here")
				}
				if n++; n < j {
					return nil
				}
				if fatal {
					panic("crash")
				}
				return syscall.EIO
			})
			if crashed, err := crash(after, dir); !crashed && err == nil {
				t.Fatal("no error")
			}
			wholeFiles(t, dir)
			outdir.SetFault(t, func(op, path string) error {
				if op == "undo" {
					return nil
				}
				return errors.New("stop here")
			})
			if _, err := outdir.Sync(t.Context(), dir, files(after)); err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(old, snapshot(t, dir)); diff != "" {
				t.Errorf("at %d: %s", j, diff)
			}
			if undone {
				break
			}
		}
	}
}

// When the undoing of an error fails, the journal stays for the next run.
func TestErrorWhileUndoingIsMadeGoodByTheNextRun(t *testing.T) {
	dir := oldTree(t)
	outdir.SetFault(t, func(op, path string) error {
		if op == "commit" || op == "undo" && path == "c/a/m" {
			return fmt.Errorf("%w at %s", syscall.EIO, op)
		}
		return nil
	})
	_, err := outdir.Sync(t.Context(), dir, files(after))
	if err == nil || !strings.Contains(err.Error(), "EIO") && !strings.Contains(err.Error(), "at undo") {
		t.Errorf("got %v", err)
	}
	outdir.SetFault(t, nil)
	wholeFiles(t, dir)
	mustSync(t, dir, after)
	if diff := cmp.Diff(newTree(), contents(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// What somebody does between a crash and the next run is theirs.
func TestUndoKeepsWhatSomebodyChangedSince(t *testing.T) {
	dir := oldTree(t)
	outdir.SetFault(t, func(op, path string) error {
		if op == "commit" {
			panic("crash")
		}
		return nil
	})
	if crashed, _ := crash(after, dir); !crashed {
		t.Fatal("did not crash")
	}
	outdir.SetFault(t, nil)
	write(t, "theirs", dir, "plan.json")
	write(t, "theirs", dir, "b/m")
	write(t, "theirs", dir, "c/new/own")
	if err := os.RemoveAll(filepath.Join(dir, "d")); err != nil {
		t.Fatal(err)
	}
	got := mustSync(t, dir, after)
	if diff := cmp.Diff([]string{"b/m", "plan.json"}, got.Kept); diff != "" {
		t.Error(diff)
	}
	want := newTree()
	want["plan.json"], want["b/m"], want["b"], want["c/new/own"] = "theirs", "theirs", "folder", "theirs"
	if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
		t.Error(diff)
	}
}
