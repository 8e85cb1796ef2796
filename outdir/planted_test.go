package outdir_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/outdir"
)

// crashed makes a folder in which a run died before its last step.
func crashed(t *testing.T) (dir string) {
	t.Helper()
	last := len(points(t)) - 1
	dir = oldTree(t)
	atPoint(t, last, func() error { panic("crash") })
	if died, err := crash(after, dir); !died {
		t.Fatal(err)
	}
	outdir.SetFault(t, nil)
	return dir
}

// What comes with a checkout, an archive or a copy is no journal of ours: it
// could name any file in the folder as one that has to go.
func TestJournalOfACopyIsNotBelieved(t *testing.T) {
	dir := crashed(t)
	copied := filepath.Join(t.TempDir(), "copy")
	if out, err := exec.Command("cp", "-a", dir, copied).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	was := snapshot(t, copied)
	if _, err := outdir.Sync(t.Context(), copied, files(after)); err == nil || !strings.Contains(err.Error(), "copied or planted") {
		t.Errorf("got error %v", err)
	}
	if diff := cmp.Diff(was, snapshot(t, copied)); diff != "" {
		t.Error(diff)
	}
	// The original is still recovered from.
	if r := mustSync(t, dir, after); !r.Recovered {
		t.Error("nothing was recovered")
	}
}

func TestJournalOfOthersIsNotBelieved(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	for _, given := range []string{stage, stage + "/journal"} {
		for how, spoil := range map[string]func(string) error{
			"owned":    func(p string) error { return os.Chown(p, 12345, 12345) },
			"writable": func(p string) error { return os.Chmod(p, 0o777) },
		} {
			dir := crashed(t)
			if err := spoil(filepath.Join(dir, given)); err != nil {
				t.Fatal(err)
			}
			was := snapshot(t, dir)
			if _, err := outdir.Sync(t.Context(), dir, files(after)); err == nil {
				t.Errorf("%s %s: no error", how, given)
			}
			if diff := cmp.Diff(was, snapshot(t, dir)); diff != "" {
				t.Errorf("%s %s: %s", how, given, diff)
			}
		}
	}
}

// Even a journal that is in its place and says something else than it did, as
// after a fault of the disk, touches nothing outside of the folder, gives no file
// bits with which it runs as its owner, and removes no file of somebody else.
func TestDamagedJournalIsHarmless(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	refused, total := 0, 300
	for n := range total {
		dir := crashed(t)
		outer := filepath.Dir(dir)
		write(t, "mine", dir, "mine")
		write(t, "canary", outer, "canary")
		p := filepath.Join(dir, stage, "journal")
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		steps := v.(map[string]any)["steps"].([]any)
		for range 1 + r.IntN(3) {
			damage(r, steps[r.IntN(len(steps))].(map[string]any))
		}
		if text, err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
		write(t, string(text), p) // the same file, so that its origin is right
		if _, err := outdir.Sync(t.Context(), dir, files(after)); err != nil {
			refused++
		}
		if got := contents(t, dir)["mine"] + read(t, outer, "canary"); got != "minecanary" {
			t.Errorf("%d: left are %q\n%s", n, got, text)
		}
		for p, is := range snapshot(t, outer) {
			if mode, _, _ := strings.Cut(is, " "); strings.ContainsAny(mode, "ugt") {
				t.Errorf("%d: %s has mode %s\n%s", n, p, mode, text)
			}
		}
	}
	t.Logf("%d damaged journals, %d refused", total, refused)
	if refused == 0 || refused == total {
		t.Errorf("%d of %d were refused: the generator does not try both", refused, total)
	}
}

func damage(r *rand.Rand, step map[string]any) {
	strange := []any{"mine", "../canary", "/etc/passwd", "", ".", stage, "out", 0, -1, 8389101, 0o4777, true, nil, "write", "remove", "mkdir", "rmdir", "chmod",
		someHash, "sha256:ffff", []any{}, map[string]any{}}
	keys := append(slices.Sorted(maps.Keys(step)), "mode", "had", "new")
	step[keys[r.IntN(len(keys))]] = strange[r.IntN(len(strange))]
}
