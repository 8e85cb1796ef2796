package pipelinestest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const page = "../docs/pipelines.md"

// A desk is a folder with the inventories of the page, and what the first
// compiles to. First in its PATH are buildmachines and stand-ins for what the
// page starts: testdata/stand-in, testdata/sudo.
type desk struct {
	dir    string
	env    []string
	record string // what the stand-ins wrote down
}

var standIns = []string{"nix", "nixos-rebuild", "darwin-rebuild", "colmena", "deploy", "go"}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir, bin, state := t.TempDir(), t.TempDir(), t.TempDir()
	d := &desk{dir: dir, record: filepath.Join(bin, "record")}
	// A state folder of our own is a Nix without a daemon, whom everybody can tell
	// what to do. NIX_CONFIG is nobody's.
	d.env = append(os.Environ(), "PATH="+bin+":/usr/bin:/bin", "HOME="+dir, "RECORD="+d.record, "NIX_STATE_DIR="+state, "NIX_REMOTE=", "NIX_CONFIG=")
	for _, name := range standIns {
		d.program(t, "testdata/stand-in", filepath.Join(bin, name))
	}
	d.program(t, "testdata/sudo", filepath.Join(bin, "sudo"))
	if err := os.Symlink(command(t), filepath.Join(bin, "buildmachines")); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, "hcl") {
		write(t, filepath.Join(dir, b.words), b.text, 0o644)
	}
	d.must(t, "buildmachines compile --strict --out out")
	return d
}

// program installs a script.
func (d *desk) program(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(text), 0o755)
}

// run runs a script of shell, and returns what it said on both streams.
func (d *desk) run(script string) (string, error) {
	cmd := exec.Command("sh", "-euc", script)
	cmd.Dir, cmd.Env = d.dir, d.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must is run for what has to work.
func (d *desk) must(t *testing.T, script string) {
	t.Helper()
	if out, err := d.run(script); err != nil {
		t.Fatalf("%s\n%v\n%s", script, err, out)
	}
}

// fails wants a script to fail, and to say something.
func (d *desk) fails(t *testing.T, script, says string) {
	t.Helper()
	out, err := d.run(script)
	if err == nil || !strings.Contains(out, says) {
		t.Errorf("%s\nends with %v, without %q:\n%s", script, err, says, out)
	}
}

// recorded returns what the stand-ins wrote down since it was called last.
func (d *desk) recorded(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(d.record)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	write(t, d.record, "", 0o644)
	return string(text)
}

const inventoryFile = "buildmachines.hcl"

// forget changes the inventory, as somebody does who forgets to compile.
func (d *desk) forget(t *testing.T) {
	t.Helper()
	d.edit(t, inventoryFile, `"fast"`, `"slow"`)
}

// edit replaces a text in a file, everywhere.
func (d *desk) edit(t *testing.T, file, old, new string) {
	t.Helper()
	path := filepath.Join(d.dir, file)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q: %v", file, old, err)
	}
	write(t, path, strings.ReplaceAll(string(text), old, new), 0o644)
}

// A block is a code block of the page, with the words after its language.
type block struct{ words, text string }

func blocks(t *testing.T, language string) (out []block) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"( [^\n]*)?\n(.*?)^```$").FindAllSubmatch(text, -1) {
		out = append(out, block{strings.TrimSpace(string(m[1])), string(m[2])})
	}
	if len(out) == 0 {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return out
}
