package pipelinestest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// The scripts are POSIX sh.
func TestScriptsParse(t *testing.T) {
	for _, name := range []string{"pre-commit", "rebuild"} {
		f, err := os.Open(filepath.Join("../pipelines", name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(f, name); err != nil {
			t.Error(err)
		}
		if info, err := f.Stat(); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s is not executable: %v", name, err)
		}
		f.Close()
	}
}

func TestRebuild(t *testing.T) {
	d := newDesk(t)
	d.program(t, "../pipelines/rebuild", filepath.Join(d.dir, "rebuild"))
	const all = "    builders = ssh-ng://ada x86_64-linux,i686-linux - 1 1 - - - ; ssh-ng://bob x86_64-linux,i686-linux - 1 1 - - -\n"
	for _, c := range []struct{ system, args, want string }{
		{"Linux", "switch --flake '.#a b'", "nixos-rebuild switch --flake .#a b\n" + all},
		{"Darwin", "check", "darwin-rebuild check\n" + all},
		{"Linux", "--only '*' --without ada build", "nixos-rebuild build\n    builders = ssh-ng://bob x86_64-linux,i686-linux - 1 1 - - -\n"},
		{"Darwin", "--offline", "darwin-rebuild\n    builders =\n"},
	} {
		d.on(t, c.system)
		d.must(t, "cd /; "+d.dir+"/rebuild "+c.args)
		if got := d.recorded(t); got != c.want {
			t.Errorf("rebuild %s:\n%swant\n%s", c.args, got, c.want)
		}
	}
	d.fails(t, "./rebuild --only", "after --only comes a selector")
	d.forget(t)
	d.fails(t, "./rebuild switch", "out is not current")
	if got := d.recorded(t); got != "" {
		t.Errorf("although out is not current, it called\n%s", got)
	}
}

// A real git: what counts is what will be committed.
func TestPreCommit(t *testing.T) {
	counterpart.Require(t, "git")
	d := newDesk(t)
	d.env = append(d.env, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	d.must(t, "git init -q")
	const hook = ".git/hooks/pre-commit"
	d.program(t, "../pipelines/pre-commit", filepath.Join(d.dir, hook))
	d.must(t, "git add .; git commit -q -m 'compiled'")

	d.forget(t)
	d.fails(t, "git commit -q -a -m 'not compiled'", "out is not current")
	d.must(t, "buildmachines compile --strict --out out; git add buildmachines.hcl")
	d.fails(t, "git commit -q -m 'out is left out'", "out is not current")
	d.must(t, "git commit -q -a -m 'compiled again'")

	d.edit(t, inventoryFile, "  systems", " systems")
	d.must(t, "echo > notes; git add notes; git commit -q -m 'of what is not committed nothing counts'")
	d.fails(t, "git commit -q -a -m 'layout'", "\n- systems")

	d.must(t, "git checkout -q buildmachines.hcl; mkdir infra; git mv buildmachines.hcl out infra")
	d.edit(t, hook, "folder=.", "folder=infra")
	d.must(t, "git commit -q -m 'in a folder'")
}

// values reads a key of YAML as plain as that of our files, which TestPlainYAML
// holds them to.
func values(t *testing.T, file, key string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^ *(?:- )?`+key+`: (.*)$`).FindAllSubmatch(text, -1) {
		out = append(out, strings.Trim(string(m[1]), "'"))
	}
	if len(out) == 0 {
		t.Fatalf("%s has no %s", file, key)
	}
	return out
}

const (
	workflow = "../pipelines/github-workflow.yml"
	hooks    = "../.pre-commit-hooks.yaml"
)

// plainLine is a comment, or a key with a plain value, one in single quotes or
// none. What else YAML can say is not there.
var plainLine = regexp.MustCompile(`^(#.*|(  )*(- )?[a-z_-]+:( '[^']*'| [^"'#&*!|>%@{}: ]([^"'#{}:]|:[^ ])*)?)?$`)

func TestPlainYAML(t *testing.T) {
	for _, file := range []string{workflow, hooks} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if !plainLine.MatchString(line) {
				t.Errorf("%s:%d: %q", file, i+1, line)
			}
		}
	}
}

// Each step runs, and the last fails when something was forgotten.
func TestGitHubWorkflow(t *testing.T) {
	d := newDesk(t)
	steps := values(t, workflow, "run")
	for _, step := range steps {
		d.must(t, step)
	}
	if got, want := d.recorded(t), "go install github.com/buildmachines/buildmachines/cmd/buildmachines@latest\n"; got != want {
		t.Errorf("called %q, want %q", got, want)
	}
	check := steps[len(steps)-1]
	d.forget(t)
	d.fails(t, check, "out is not current")
	d.edit(t, inventoryFile, "  tags ", "  tag  ")
	d.fails(t, check, "::error file=buildmachines.hcl,line=")
}

// The hooks run as pre-commit runs them: entry and args, in the top folder, and
// the files that match unless pass_filenames is false.
func TestHooks(t *testing.T) {
	d := newDesk(t)
	entries, args := values(t, hooks, "entry"), values(t, hooks, "args")
	for i := range entries {
		entries[i] += " " + strings.NewReplacer("[", "", "]", "", ",", "").Replace(args[i])
	}
	if want := []string{"buildmachines compile --strict --out out --check", "buildmachines fmt --diff"}; !slices.Equal(entries, want) {
		t.Fatalf("got %q, want %q", entries, want)
	}
	for _, entry := range entries {
		d.must(t, entry)
	}
	d.forget(t)
	d.edit(t, inventoryFile, "  systems", " systems")
	d.fails(t, entries[0], "out is not current")
	d.fails(t, entries[1]+" buildmachines.hcl", "\n- systems")
	files := values(t, hooks, "files")
	for path, want := range map[string][2]bool{
		"buildmachines.hcl":           {true, true},
		"infra/buildmachines.hcl":     {true, true},
		"inventory/ada.toml":          {true, false},
		"out/clients/laptop/machines": {true, false},
		"flake.nix":                   {false, false},
	} {
		for i, expr := range files {
			if regexp.MustCompile(expr).MatchString(path) != want[i] {
				t.Errorf("hook %d, %s: want %v", i, path, want[i])
			}
		}
	}
}
