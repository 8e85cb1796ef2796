package flaketest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The source of the package is what Go reads, of all packages, and what the
// scripts read: nothing else makes Nix build it again.
func testSourceIsWhatGoReads(t *testing.T, w *world) {
	goFiles := goInputs(t)
	src := packageOf(t, w).Src
	have := map[string]bool{}
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			have[strings.TrimPrefix(path, src+"/")] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for file := range goFiles {
		if !have[file] {
			t.Errorf("%s is missing", file)
		}
	}
	for file := range have {
		if !goFiles[file] && !strings.HasPrefix(file, "cmd/buildmachines/testdata/") {
			t.Errorf("Go does not read %s", file)
		}
	}
}

// goInputs returns the files of every package of the module, on every platform.
func goInputs(t *testing.T) map[string]bool {
	t.Helper()
	root := tree(t)
	cmd := exec.Command("go", "list", "-json", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{"go.mod": true, "go.sum": true}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir                                                   string
			GoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles    []string
			EmbedFiles, TestEmbedFiles, XTestEmbedFiles, CgoFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		for _, list := range [][]string{p.GoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles, p.EmbedFiles, p.TestEmbedFiles, p.XTestEmbedFiles, p.CgoFiles} {
			for _, name := range list {
				files[strings.TrimPrefix(filepath.Join(p.Dir, name), root+"/")] = true
			}
		}
	}
}

// The scripts, which are the package's own check, read nothing outside of its
// source.
func TestScriptsNeedTheSourceOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program once more")
	}
	src := t.TempDir()
	files := goInputs(t)
	files["cmd/buildmachines/testdata"] = true
	for file := range files {
		to := filepath.Join(src, file)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := copyTree(filepath.Join(tree(t), file), to); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-run=^TestScripts$", "-ldflags=-s -w -X main.version=0-dirty", "./cmd/buildmachines")
	cmd.Dir = src
	cmd.Env = append(os.Environ(), "BUILDMACHINES_UPDATE=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
