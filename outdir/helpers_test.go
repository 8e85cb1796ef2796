package outdir_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/outdir"
)

const (
	manifest = ".buildmachines.json"
	stage    = ".buildmachines.stage"
)

// files makes a set of files from paths and contents.
func files(content map[string]string) []outdir.File {
	var out []outdir.File
	for _, p := range slices.Sorted(maps.Keys(content)) {
		text := content[p]
		out = append(out, outdir.File{Path: p, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}})
	}
	return out
}

func mustSync(t *testing.T, dir string, content map[string]string) outdir.Report {
	t.Helper()
	r, err := outdir.Sync(t.Context(), dir, files(content))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, stage)); err == nil {
		t.Fatal("the stage is still there")
	}
	return r
}

// crash calls Sync and tells whether it died of a panic of the fault.
func crash(content map[string]string, dir string) (crashed bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			if v != "crash" {
				panic(v)
			}
			crashed = true
		}
	}()
	_, err = outdir.Sync(context.Background(), dir, files(content))
	return false, err
}

// snapshot describes all that is in dir: kind, mode and content of each entry,
// and of each file when it was written.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		out[rel] = info.Mode().String()
		if info.Mode().IsRegular() {
			b, err := os.ReadFile(p)
			out[rel] += fmt.Sprintf(" %s %q", info.ModTime(), b)
			return err
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}

// contents returns the text of each file in dir but the manifest and the stage,
// and "folder" for each folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for p, text := range snapshot(t, dir) {
		switch {
		case p == "." || p == manifest || strings.HasPrefix(p, stage):
		case strings.HasPrefix(text, "d"):
			out[p] = "folder"
		default:
			b, err := os.ReadFile(filepath.Join(dir, p))
			if err != nil {
				t.Fatal(err)
			}
			out[p] = string(b)
		}
	}
	return out
}

func write(t *testing.T, text string, path ...string) {
	t.Helper()
	p := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
