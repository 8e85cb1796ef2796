package report_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/report"
)

// in is the range of the first text in src.
func in(file, src, text string) hcl.Range {
	at := strings.Index(src, text)
	if at < 0 {
		panic("internal error: no such text in the source of the test: " + text)
	}
	return bytesRange(file, src, at, at+len(text))
}

// bytesRange is the range from one byte offset to another. Columns count
// bytes, which is all the same to the snippet.
func bytesRange(file, src string, from, to int) hcl.Range {
	pos := func(at int) hcl.Pos {
		before := src[:at]
		return hcl.Pos{Line: strings.Count(before, "\n") + 1, Column: at - strings.LastIndexByte(before, '\n'), Byte: at}
	}
	return hcl.Range{Filename: file, Start: pos(from), End: pos(to)}
}

func render(t testing.TB, diags hcl.Diagnostics, src report.Sources, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, diags, src, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// renderText renders diagnostics in one file, named i.hcl.
func renderText(t testing.TB, src string, diags ...*hcl.Diagnostic) string {
	t.Helper()
	return render(t, diags, report.Sources{"i.hcl": []byte(src)}, report.Options{Format: report.Text})
}

// privateKey returns a fresh key, so that none stands in the tree.
func privateKey(t testing.TB) string {
	t.Helper()
	_, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(priv, "a comment")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(pem.EncodeToMemory(block)))
}

// goldens compares output with the files of a folder, all of which must be
// used.
type goldens struct {
	dir    string
	used   map[string]bool
	update bool
}

func newGoldens(t *testing.T, dir string) *goldens {
	g := &goldens{dir, map[string]bool{}, os.Getenv("BUILDMACHINES_UPDATE") != ""}
	if g.update {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func (g *goldens) compare(t *testing.T, name, got string) {
	t.Helper()
	g.used[name] = true
	file := filepath.Join(g.dir, name)
	if g.update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v; run BUILDMACHINES_UPDATE=1 go test ./report", err)
		return
	}
	if d := udiff.Unified(file, "got", string(want), got); d != "" {
		t.Error(d)
	}
}

// leftovers fails on files that no test claims, and removes them on update.
func (g *goldens) leftovers(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(g.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		file := filepath.Join(g.dir, e.Name())
		switch {
		case g.used[e.Name()]:
		case !g.update:
			t.Errorf("%s belongs to no test", file)
		default:
			if err := os.Remove(file); err != nil {
				t.Error(err)
			}
		}
	}
}
