package outdir_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/outdir"
)

// diff calls Diff and fails if that changes anything.
func diff(t *testing.T, dir string, content map[string]string) (bool, string) {
	t.Helper()
	before := snapshot(t, dir)
	var b strings.Builder
	differs, _, err := outdir.Diff(dir, files(content), &b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, snapshot(t, dir)); d != "" {
		t.Error(d)
	}
	return differs, b.String()
}

func TestDiffOfEqualFolders(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, before)
	if differs, text := diff(t, dir, before); differs || text != "" {
		t.Errorf("got %v %q", differs, text)
	}
}

func TestDiffShowsEachKindOfDifference(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"a": "1\n2\n", "kept": "1\n", "stale": "1\n", "staleKept": "1\n"})
	write(t, "theirs\n", dir, "kept")
	write(t, "theirs\n", dir, "staleKept")
	differs, got := diff(t, dir, map[string]string{"a": "1\n3\n", "kept": "1\n", "new/f": "1\n", "new/empty": ""})
	want := `--- a/a
+++ b/a
@@ -1,2 +1,2 @@
 1
-2
+3
--- a/kept
+++ b/kept
@@ -1 +1 @@
-theirs
+1
Files /dev/null and b/new/empty differ
--- /dev/null
+++ b/new/f
@@ -0,0 +1 @@
+1
--- a/stale
+++ /dev/null
@@ -1 +0,0 @@
-1
`
	if !differs {
		t.Error("no difference")
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestDiffOfAMissingFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	differs, got := diff(t, dir, map[string]string{"f": "1\n"})
	if want := "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+1\n"; !differs || got != want {
		t.Errorf("got %v %q", differs, got)
	}
}

// A wrong manifest is a difference, and shown when it is the only one.
func TestDiffOfTheManifest(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"f": "1\n"})
	if err := os.Remove(filepath.Join(dir, manifest)); err != nil {
		t.Fatal(err)
	}
	differs, got := diff(t, dir, map[string]string{"f": "1\n"})
	if !differs || !strings.HasPrefix(got, "--- /dev/null\n+++ b/"+manifest+"\n") {
		t.Errorf("got %v %q", differs, got)
	}
	if _, got := diff(t, dir, map[string]string{"f": "2\n"}); strings.Contains(got, manifest) {
		t.Errorf("got %q", got)
	}
}

func TestDiffOnlyNamesLongAndBinaryFiles(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("line\n", 1<<20)
	write(t, "a\x00b", dir, "binary")
	differs, got := diff(t, dir, map[string]string{"binary": "text\n", "long": long})
	want := "Files a/binary and b/binary differ\nFiles /dev/null and b/long differ\n"
	if !differs || got != want {
		t.Errorf("got %v %.200q", differs, got)
	}
}

func TestDiffStopsAtSixteenMegabytes(t *testing.T) {
	part := strings.Repeat(strings.Repeat("x", 99)+"line\n", 40_000) // just under what is compared
	content := map[string]string{}
	for _, p := range []string{"a", "b", "c", "d", "e", "f"} {
		content[p] = part
	}
	_, got := diff(t, t.TempDir(), content)
	if len(got) > 32<<20 || !strings.HasSuffix(got, "xline\nFiles /dev/null and b/e differ\nFiles /dev/null and b/f differ\n") {
		t.Errorf("%d bytes end in %q", len(got), got[len(got)-100:])
	}
}

func TestDiffReportsErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, "1", dir, "a")
	if _, _, err := outdir.Diff(dir, files(map[string]string{"a/b": ""}), io.Discard); err == nil {
		t.Error("a file in place of a folder: no error")
	}
	if _, _, err := outdir.Diff(dir, files(map[string]string{"../b": ""}), io.Discard); err == nil {
		t.Error("a path that leads up: no error")
	}
	bad := errors.New("no content")
	broken := []outdir.File{{Path: "b", Write: func(io.Writer) error { return bad }}}
	if _, _, err := outdir.Diff(dir, broken, io.Discard); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
	r, w := io.Pipe()
	r.CloseWithError(bad)
	if _, _, err := outdir.Diff(dir, files(map[string]string{"b": "1\n"}), w); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
}
