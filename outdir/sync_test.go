package outdir_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/outdir"
)

func TestWritesFilesAndManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	defer syscall.Umask(syscall.Umask(0o077)) // modes do not depend on it
	got := mustSync(t, dir, map[string]string{"plan.json": "{}\n", "clients/a/machines": ""})
	if diff := cmp.Diff(outdir.Report{Written: []string{"clients/a/machines", "plan.json"}}, got); diff != "" {
		t.Error(diff)
	}
	want := map[string]string{"plan.json": "{}\n", "clients": "folder", "clients/a": "folder", "clients/a/machines": ""}
	if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
		t.Error(diff)
	}
	wantManifest := `{
  "format_version": 1,
  "files": {
    "clients/a/machines": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "plan.json": "sha256:ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
  }
}
`
	if diff := cmp.Diff(wantManifest, read(t, dir, manifest)); diff != "" {
		t.Error(diff)
	}
	for p, mode := range map[string]os.FileMode{".": 0o755, "..": 0o755, "clients/a": 0o755, "plan.json": 0o644, manifest: 0o644} {
		info, err := os.Stat(filepath.Join(dir, p))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %v, want %v", p, info.Mode().Perm(), mode)
		}
	}
}

func TestSecondRunTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	content := map[string]string{"a/x": "1\n", "b": strings.Repeat("long ", 100_000), "empty": ""}
	mustSync(t, dir, content)
	before := snapshot(t, dir)
	outdir.SetFault(t, func(op, path string) error { return errors.New("nothing is to be done") })
	got := mustSync(t, dir, content)
	if diff := cmp.Diff(outdir.Report{Unchanged: []string{"a/x", "b", "empty"}}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// The new content is read along with the old until they differ: at the first
// byte, at a border of a chunk, behind it, or at either end.
func TestReplacesWhereverTheDifferenceIs(t *testing.T) {
	const chunk = 64 << 10
	long := strings.Repeat("0123456789abcdef", 3*chunk/16)
	at := func(i int) string { return long[:i] + "!" + long[i+1:] }
	for _, text := range []string{at(0), at(chunk - 1), at(chunk), at(chunk + 1), at(len(long) - 1), long + "!", long[:len(long)-1], long[:chunk], ""} {
		dir := t.TempDir()
		mustSync(t, dir, map[string]string{"f": long})
		got := mustSync(t, dir, map[string]string{"f": text})
		if len(got.Written) != 1 || read(t, dir, "f") != text {
			t.Errorf("%d bytes: got %+v and %d bytes", len(text), got, len(read(t, dir, "f")))
		}
	}
}

func TestRemovesWhatNoLongerBelongs(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"c/a/x": "1", "c/a/y": "2", "c/b/x": "3", "d/x": "4", "d/e/f/x": "5"})
	write(t, "mine", dir, "d", "own")
	got := mustSync(t, dir, map[string]string{"c/b/x": "3"})
	want := outdir.Report{Unchanged: []string{"c/b/x"}, Removed: []string{"c/a/x", "c/a/y", "d/e/f/x", "d/x"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	left := map[string]string{"c": "folder", "c/b": "folder", "c/b/x": "3", "d": "folder", "d/own": "mine"}
	if diff := cmp.Diff(left, contents(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestKeepsWhatSomebodyChanged(t *testing.T) {
	dir := t.TempDir()
	old := map[string]string{"changed": "1", "stale": "1", "deleted": "1"}
	mustSync(t, dir, old)
	write(t, "theirs", dir, "changed")
	write(t, "theirs", dir, "stale")
	write(t, "theirs", dir, "made")
	write(t, "2", dir, "equal")
	if err := os.Remove(filepath.Join(dir, "deleted")); err != nil {
		t.Fatal(err)
	}
	next := map[string]string{"changed": "2", "made": "2", "deleted": "2", "equal": "2"}
	got := mustSync(t, dir, next)
	want := outdir.Report{Written: []string{"deleted"}, Unchanged: []string{"equal"}, Kept: []string{"changed", "made", "stale"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	// What is in the way is reported until it is gone; what is stale is theirs now.
	want = outdir.Report{Unchanged: []string{"deleted", "equal"}, Kept: []string{"changed", "made"}}
	if diff := cmp.Diff(want, mustSync(t, dir, next)); diff != "" {
		t.Error(diff)
	}
	write(t, "1", dir, "changed") // restored
	if err := os.Remove(filepath.Join(dir, "made")); err != nil {
		t.Fatal(err)
	}
	want = outdir.Report{Written: []string{"changed", "made"}, Unchanged: []string{"deleted", "equal"}}
	if diff := cmp.Diff(want, mustSync(t, dir, next)); diff != "" {
		t.Error(diff)
	}
}

func TestKeepsALinkInPlaceOfAStaleFile(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"a": "1", "b": "1"})
	replaceByLink(t, filepath.Join(dir, "a"), "b")
	got := mustSync(t, dir, map[string]string{"b": "1"})
	if diff := cmp.Diff(outdir.Report{Unchanged: []string{"b"}, Kept: []string{"a"}}, got); diff != "" {
		t.Error(diff)
	}
}

func replaceByLink(t *testing.T, path, target string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func TestTheFolderMayBeALink(t *testing.T) {
	real := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	replaceByLink(t, link, real)
	mustSync(t, link, map[string]string{"a/b": "1"})
	if got := read(t, real, "a/b"); got != "1" {
		t.Errorf("got %q", got)
	}
}

// Each case spoils a good tree; Sync must then say so and change nothing.
func TestRefusals(t *testing.T) {
	outside := t.TempDir()
	write(t, "secret", outside, "x")
	wanted := map[string]string{"a/x": "new", "f": "new"}
	cases := map[string]struct {
		spoil  func(t *testing.T, dir string)
		wanted map[string]string
		want   string
	}{
		"folder is a link to the outside": {func(t *testing.T, dir string) { replaceByLink(t, dir+"/a", outside) }, wanted, "a is a symbolic link, where a folder is expected"},
		"folder is a link to the inside": {func(t *testing.T, dir string) {
			write(t, "1", dir, "b/x")
			replaceByLink(t, dir+"/a", "b")
		}, wanted, "a is a symbolic link, where a folder is expected"},
		"stale file behind a link": {func(t *testing.T, dir string) { replaceByLink(t, dir+"/a", outside) }, map[string]string{"f": "new"}, "a is a symbolic link"},
		"folder is a file": {func(t *testing.T, dir string) {
			os.RemoveAll(dir + "/a")
			write(t, "1", dir, "a")
		}, wanted, "a is a file, where a folder is expected"},
		"file is a link": {func(t *testing.T, dir string) { replaceByLink(t, dir+"/f", outside+"/x") }, wanted, "f is a symbolic link, where a file is expected"},
		"file is a folder": {func(t *testing.T, dir string) {
			os.Remove(dir + "/f")
			write(t, "1", dir, "f/g")
		}, wanted, "f is a folder, where a file is expected"},
		"file is a pipe": {func(t *testing.T, dir string) {
			os.Remove(dir + "/f")
			if err := syscall.Mkfifo(dir+"/f", 0o644); err != nil {
				t.Fatal(err)
			}
		}, wanted, "f is a special file, where a file is expected"},
		"manifest is a link":       {func(t *testing.T, dir string) { replaceByLink(t, dir+"/"+manifest, outside+"/x") }, wanted, manifest + " is a symbolic link"},
		"stage is a link":          {func(t *testing.T, dir string) { replaceByLink(t, dir+"/"+stage, outside) }, wanted, stage + " is a symbolic link"},
		"manifest is not JSON":     {spoilManifest(`{"format_version":1,"files":{`), wanted, "damaged"},
		"manifest without version": {spoilManifest(`{"files":{}}`), wanted, "no format version"},
		"manifest of a newer one":  {spoilManifest(`{"format_version":2,"files":[]}`), wanted, "newer buildmachines"},
		"manifest leads up":        {spoilManifest(`{"format_version":1,"files":{"../x":"` + someHash + `"}}`), wanted, `"../x" is not a clean relative path`},
		"manifest leads to root":   {spoilManifest(`{"format_version":1,"files":{"/etc/x":"` + someHash + `"}}`), wanted, `"/etc/x" is not a clean relative path`},
		"manifest in .git":         {spoilManifest(`{"format_version":1,"files":{".git/config":"` + someHash + `"}}`), wanted, "hidden"},
		"manifest lists itself":    {spoilManifest(`{"format_version":1,"files":{"` + manifest + `":"` + someHash + `"}}`), wanted, "for buildmachines itself"},
		"manifest with a bad hash": {spoilManifest(`{"format_version":1,"files":{"f":"sha256:00"}}`), wanted, "no valid hash"},
		"journal without origin":   {spoilJournal(`{"format_version":1,"steps":[{"op":"write","path":"f"}]}`), wanted, "copied or planted"},
		"journal is not JSON":      {spoilJournal(`x`), wanted, "damaged"},
		"path leads up":            {nil, map[string]string{"../x": ""}, `"../x" is not a clean relative path`},
		"path is absolute":         {nil, map[string]string{"/x": ""}, "not a clean relative path"},
		"path is not clean":        {nil, map[string]string{"a//x": ""}, "not a clean relative path"},
		"path is the folder":       {nil, map[string]string{".": ""}, "not a clean relative path"},
		"path with a newline":      {nil, map[string]string{"a\nb": ""}, "not a clean relative path"},
		"path is the manifest":     {nil, map[string]string{".Buildmachines.json": ""}, "for buildmachines itself"},
		"path in the stage":        {nil, map[string]string{stage + "/x": ""}, "for buildmachines itself"},
		"file and folder":          {nil, map[string]string{"a/x/y": "", "a/x-": "", "a/x": ""}, `"a/x" is both a file and a folder`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			mustSync(t, dir, map[string]string{"a/x": "old", "f": "old"})
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			before := snapshot(t, dir)
			_, err := outdir.Sync(t.Context(), dir, files(c.wanted))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
				t.Error(diff)
			}
			if got := read(t, outside, "x"); got != "secret" {
				t.Errorf("the file outside is now %q", got)
			}
		})
	}
}

const someHash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func spoilManifest(text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) { write(t, text, dir, manifest) }
}

func spoilJournal(text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) { write(t, text, dir, stage, "journal") }
}

func TestSamePathTwice(t *testing.T) {
	twice := append(files(map[string]string{"a": "1"}), files(map[string]string{"a": "1"})...)
	_, err := outdir.Sync(t.Context(), t.TempDir(), twice)
	if err == nil || err.Error() != `path "a" is written twice` {
		t.Errorf("got %v", err)
	}
}

func TestFolderBelowAFile(t *testing.T) {
	dir := t.TempDir()
	write(t, "1", dir, "f")
	before := snapshot(t, dir)
	for _, p := range []string{"f", "f/out"} {
		if _, err := outdir.Sync(t.Context(), filepath.Join(dir, p), files(map[string]string{"a": "1"})); err == nil || !strings.Contains(err.Error(), "not a directory") {
			t.Errorf("%s: got %v", p, err)
		}
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere: run as another user")
	}
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"a": "1"})
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	mustSync(t, dir, map[string]string{"a": "1"})
	before := snapshot(t, dir)
	_, err := outdir.Sync(t.Context(), dir, files(map[string]string{"a": "2"}))
	if !errors.Is(err, os.ErrPermission) || err.Error() != "write "+filepath.Join(dir, "a")+": permission denied" {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestTwoRunsAtOnce(t *testing.T) {
	dir := t.TempDir()
	var inner, diff error
	outer := []outdir.File{{Path: "a", Write: func(w io.Writer) error {
		_, inner = outdir.Sync(t.Context(), dir, files(map[string]string{"a": "inner"}))
		_, _, diff = outdir.Diff(dir, files(map[string]string{"a": "inner"}), io.Discard)
		_, err := io.WriteString(w, "outer")
		return err
	}}}
	if _, err := outdir.Sync(t.Context(), dir, outer); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{inner, diff} {
		if want := dir + " is in use by another run of buildmachines"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if got := read(t, dir, "a"); got != "outer" {
		t.Errorf("got %q", got)
	}
}

func TestChangeDuringTheRun(t *testing.T) {
	dir := t.TempDir()
	mustSync(t, dir, map[string]string{"a": "1", "b": "1"})
	outdir.SetFault(t, func(op, path string) error {
		if op == "write" && path == "b" {
			write(t, "theirs", dir, "b")
		}
		return nil
	})
	_, err := outdir.Sync(t.Context(), dir, files(map[string]string{"a": "2", "b": "2"}))
	if err == nil || !strings.Contains(err.Error(), "somebody else changed it") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "theirs"}, contents(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestDoesNotHoldContentInMemory(t *testing.T) {
	dir := t.TempDir()
	line := bytes.Repeat([]byte("x"), 1<<16)
	big := outdir.File{Path: "big", Write: func(w io.Writer) error {
		for range 256 { // 16 MiB
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	}}
	for _, what := range []string{"new", "unchanged"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := outdir.Sync(t.Context(), dir, []outdir.File{big}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", what, got)
		}
	}
}
