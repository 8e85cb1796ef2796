package install_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/install"
)

const stateDir = "var/lib/buildmachines/install"

// An image of which somebody else owns a part is not written to, and the state
// in it is not believed: it could make root write whatever its owner planted.
func TestStateOfOthersIsNotBelieved(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	for _, given := range []string{".", "var", "var/lib", stateDir, stateDir + "/laptop", stateDir + "/laptop/state.json", stateDir + "/laptop/g2", stateDir + "/laptop/g2/record.json"} {
		for how, spoil := range map[string]func(string) error{
			"owned":    func(p string) error { return os.Lchown(p, 12345, 12345) },
			"writable": func(p string) error { return os.Chmod(p, 0o777) },
		} {
			t.Run(how+" "+given, func(t *testing.T) {
				dir := installed(t)
				crash(t, dir, len(points(t, installed(t), change))-1, change)
				if err := spoil(filepath.Join(dir, given)); err != nil {
					t.Fatal(err)
				}
				was := everything(t, dir)
				if err := useAll(t, dir); err == nil {
					t.Error("no error")
				}
				if diff := cmp.Diff(was, everything(t, dir)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// A tree that root has copied carries planted state as if it were root's own.
// Whatever it says: nothing is done before the plan is applied, no file gets
// bits that make it run as its owner, or an owner that it did not have, nothing
// outside of the tree is touched, and the state itself is never a step.
func TestPlantedStateIsHarmless(t *testing.T) {
	seed := uint64(1)
	r := rand.New(rand.NewPCG(seed, seed))
	total := 600
	if testing.Short() {
		total = 200
	}
	base := installed(t)
	crash(t, base, len(points(t, installed(t), change))-1, change)
	refused := 0
	for n := range total {
		outer := t.TempDir()
		dir := filepath.Join(outer, "image")
		copyTree(t, base, dir)
		write(t, outer, "canary", "canary")
		write(t, dir, "usr/bin/tool", "tool")
		if err := os.Chmod(filepath.Join(dir, "usr/bin/tool"), 0o755); err != nil {
			t.Fatal(err)
		}
		planted := plant(t, r, dir)
		was := everything(t, outer)
		h, err := install.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Interrupted()
		h.Close()
		if diff := cmp.Diff(was, everything(t, outer)); diff != "" {
			t.Fatalf("%d: planning has changed something\n%s\n%s", n, planted, diff)
		}
		if useAll(t, dir) != nil || err != nil {
			refused++
		}
		now := everything(t, outer)
		if now["canary"] != was["canary"] {
			t.Fatalf("%d: outside of the tree\n%s", n, planted)
		}
		for p, text := range now {
			if strings.ContainsAny(strings.SplitN(text, " ", 2)[0], "ugt") || !strings.Contains(text, " 0:0 ") {
				t.Fatalf("%d: %s is %s\n%s", n, p, text, planted)
			}
		}
		os.RemoveAll(outer)
	}
	t.Logf("%d planted states, %d refused", total, refused)
	if refused < total/4 || refused == total {
		t.Errorf("%d of %d were refused: the generator does not try both", refused, total)
	}
}

// useAll does what the command can do with a tree, and returns the first error.
func useAll(t *testing.T, dir string) (err error) {
	t.Helper()
	h, err := install.Open(dir)
	if err != nil {
		return err
	}
	defer h.Close()
	apply := func(p *install.Plan, more error) {
		if more == nil && len(p.Refused) == 0 {
			more = p.Apply(t.Context())
		}
		if err == nil {
			err = more
		}
	}
	plans, err := h.Interrupted()
	for _, p := range plans {
		apply(p, nil)
	}
	if err != nil {
		return err
	}
	for _, force := range []bool{false, true} {
		apply(h.Rollback("laptop", force))
		c, files := outputs("/etc/third", "machines", 3)
		items, more := h.Layout(c, files, nil)
		if more != nil {
			return more
		}
		apply(h.Plan("laptop", items, force))
	}
	return err
}

// plant changes one of the files of the state, and says how it is afterwards.
func plant(t *testing.T, r *rand.Rand, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, stateDir, "laptop", "*", "record.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no record: %v", err)
	}
	files = append(files, filepath.Join(dir, stateDir, "laptop", "state.json"))
	file := files[r.IntN(len(files))]
	var v any
	if err := json.Unmarshal([]byte(read(t, "", file)), &v); err != nil {
		t.Fatal(err)
	}
	for range 1 + r.IntN(4) {
		v = mutate(r, v)
	}
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if backups, _ := filepath.Glob(filepath.Join(dir, stateDir, "laptop/*/old-*")); len(backups) > 0 && r.IntN(2) == 0 {
		if err := os.Chmod(backups[r.IntN(len(backups))], fs.ModeSetuid|0o755); err != nil {
			t.Fatal(err)
		}
	}
	return file + "\n" + string(b)
}

// value returns something that may stand in the state, or may not.
func value(r *rand.Rand) any {
	values := []any{
		nil, true, false, -1, 0, 1, 2, 3, 1 << 40, 0.5, 8389101, 0o4755, "", "x", "write", "remove", "line", "mkdir", "rmdir",
		"usr/bin/tool", "/usr/bin/tool", "../canary", "etc/../../canary", "..", ".", "usr", stateDir, stateDir + "/laptop/state.json",
		"!include /etc/buildmachines/nix.conf", "!include /x\nbuild-hook = /x", "sandbox = false",
		"sha256:" + strings.Repeat("0", 64), "sha256:9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab",
		[]any{}, map[string]any{}, []any{map[string]any{"op": "write", "path": "usr/bin/tool", "had": true, "mode": 8389101}},
	}
	return values[r.IntN(len(values))]
}

// mutate replaces, adds or leaves out something in a JSON value.
func mutate(r *rand.Rand, v any) any {
	if r.IntN(6) == 0 {
		return value(r)
	}
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		switch {
		case len(keys) == 0 || r.IntN(5) == 0:
			added := []string{"mode", "uid", "gid", "had", "op", "path", "usr/bin/tool", "x"}
			v[added[r.IntN(len(added))]] = value(r)
		case r.IntN(8) == 0:
			delete(v, keys[r.IntN(len(keys))])
		default:
			k := keys[r.IntN(len(keys))]
			v[k] = mutate(r, v[k])
		}
		return v
	case []any:
		if len(v) == 0 || r.IntN(5) == 0 {
			return append(v, value(r))
		}
		i := r.IntN(len(v))
		if r.IntN(5) == 0 {
			return append(v, v[i])
		}
		v[i] = mutate(r, v[i])
		return v
	}
	return value(r)
}

// everything returns type, mode, owner and content of all files below dir.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		// A folder's own times are not compared, and the lock is made by whoever comes first.
		rel, _ := filepath.Rel(dir, p)
		st := info.Sys().(*syscall.Stat_t)
		text := ""
		if info.Mode().IsRegular() {
			text = read(t, "", p)
		}
		if !strings.Contains(rel, "/old-") { // a planted backup may have any mode
			out[rel] = fmt.Sprintf("%v %d:%d %s", info.Mode(), st.Uid, st.Gid, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, p)
		return os.Chmod(filepath.Join(to, rel), info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
}
