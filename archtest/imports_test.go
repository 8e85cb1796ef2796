package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A pkg is what `go list` says of a package, without its tests.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func TestImportsPointOneWay(t *testing.T) {
	tree := list(t)
	for _, r := range rules {
		for _, v := range r.violations(tree) {
			t.Error(v)
		}
	}
}

// A pattern that matches nothing forbids nothing: the folder was renamed, or
// the rule has a typing error.
func TestEveryPatternMatches(t *testing.T) {
	var known []string
	for _, p := range list(t) {
		known = append(append(known, p.ImportPath), p.Deps...)
	}
	for _, r := range rules {
		patterns := slices.Concat([]string{r.from}, r.never, r.except)
		if r.but != "" {
			patterns = append(patterns, r.but)
		}
		for _, pattern := range patterns {
			if !slices.ContainsFunc(known, func(path string) bool { return matches(pattern, path) }) {
				t.Errorf("no package matches %s (%s)", pattern, r.why)
			}
		}
	}
}

func TestRulesCatch(t *testing.T) {
	tree := []pkg{
		{ImportPath: "m/a", Imports: []string{"m/b"}, Deps: []string{"m/b", "m/c/d"}},
		{ImportPath: "m/b", Imports: []string{"m/c/d"}, Deps: []string{"m/c/d"}},
		{ImportPath: "m/c"},
		{ImportPath: "m/c/d"},
	}
	for _, c := range []struct {
		rule rule
		want int
	}{
		{rule{from: "m/a", never: []string{"m/b"}}, 1},
		{rule{from: "m/a", never: []string{"m/c/..."}}, 1},
		{rule{from: "m/a", never: []string{"m/c/*"}, direct: true}, 0},
		{rule{from: "m/a", never: []string{"m/c"}}, 0},
		{rule{from: "m/...", never: []string{"m/c/d"}}, 2},
		{rule{from: "m/...", but: "m/b", never: []string{"m/c/d"}}, 1},
		{rule{from: "m/...", never: []string{"m/..."}, except: []string{"m/b"}}, 2},
		{rule{from: "m/c/*", never: []string{"m/..."}}, 0},
	} {
		if got := c.rule.violations(tree); len(got) != c.want {
			t.Errorf("%+v finds %q, want %d", c.rule, got, c.want)
		}
	}
}

func (r rule) violations(tree []pkg) (found []string) {
	for _, p := range tree {
		if !matches(r.from, p.ImportPath) || matches(r.but, p.ImportPath) {
			continue
		}
		seen := p.Deps
		if r.direct {
			seen = p.Imports
		}
		for _, dep := range seen {
			if matchesAny(r.never, dep) && !matchesAny(r.except, dep) {
				found = append(found, fmt.Sprintf("%s must not depend on %s: %s", p.ImportPath, dep, r.why))
			}
		}
	}
	return found
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
}

func matches(pattern, path string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == root || strings.HasPrefix(path, root+"/")
	}
	if root, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(path, root+"/")
	}
	return path == pattern
}

// list returns the packages of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	if err := counterpart.LookAtTree(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,Deps", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var tree []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return tree
		} else if err != nil {
			t.Fatal(err)
		}
		tree = append(tree, p)
	}
}
