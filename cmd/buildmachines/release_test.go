package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const goreleaser = "../../.goreleaser.yaml"

// release is what goreleaser does with one build, as its configuration says.
type release struct {
	env     []string
	flags   []string
	targets []string // OS/ARCH
}

var (
	yamlList   = regexp.MustCompile(`(?m)^    (env|goos|goarch|flags|ldflags):\n((?:      - .+\n)+)`)
	yamlItem   = regexp.MustCompile(`(?m)^      - (.+)$`)
	isTemplate = regexp.MustCompile(`\{\{.*?\}\}`)
)

// readRelease reads the lists of builds. Its version is 1.2.3.
func readRelease(t *testing.T) *release {
	t.Helper()
	text, err := os.ReadFile(goreleaser)
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	for _, m := range yamlList.FindAllStringSubmatch(string(text), -1) {
		for _, item := range yamlItem.FindAllStringSubmatch(m[2], -1) {
			lists[m[1]] = append(lists[m[1]], item[1])
		}
	}
	ldflags := strings.ReplaceAll(strings.Join(lists["ldflags"], " "), "{{ .Version }}", "1.2.3")
	if ldflags == "" || isTemplate.MatchString(ldflags) {
		t.Fatalf("ldflags are %q", ldflags)
	}
	r := &release{env: lists["env"], flags: append(lists["flags"], "-ldflags="+ldflags)}
	for _, goos := range lists["goos"] {
		for _, goarch := range lists["goarch"] {
			r.targets = append(r.targets, goos+"/"+goarch)
		}
	}
	return r
}

// build builds for a target in the source tree at dir, and returns the program.
func (r *release) build(t *testing.T, dir, target, out string) {
	t.Helper()
	goos, goarch, _ := strings.Cut(target, "/")
	args := append([]string{"build", "-o", out}, r.flags...)
	cmd := exec.Command("go", append(args, "./cmd/buildmachines")...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), r.env...), "GOOS="+goos, "GOARCH="+goarch)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", target, err, text)
	}
}

// TestReleaseIsReproducible builds twice, in two folders.
func TestReleaseIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	t.Parallel()
	r := readRelease(t)
	target := goEnv(t, "GOOS") + "/" + goEnv(t, "GOARCH")
	here, there := filepath.Join(t.TempDir(), "here"), filepath.Join(t.TempDir(), "there")
	tree := copyTree(t)
	r.build(t, "../..", target, here)
	r.build(t, tree, target, there)
	a, b := readFile(t, here), readFile(t, there)
	if !bytes.Equal(a, b) {
		t.Errorf("%d and %d bytes that are not the same", len(a), len(b))
	}
	if bytes.Contains(b, []byte(tree)) {
		t.Errorf("the program holds the folder that it was built in")
	}
	out, err := exec.Command(here, "version").Output()
	if err != nil || string(out) != "buildmachines 1.2.3\n" {
		t.Errorf("version prints %q, %v", out, err)
	}
}

// TestReleaseBuilds builds for macOS, which shares the least with the machine of
// the suite, and for every target with BUILDMACHINES_RELEASE=1.
func TestReleaseBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	t.Parallel()
	r := readRelease(t)
	if len(r.targets) != 4 {
		t.Errorf("the targets are %v", r.targets)
	}
	for _, target := range r.targets {
		if target == "darwin/arm64" || os.Getenv("BUILDMACHINES_RELEASE") != "" {
			r.build(t, "../..", target, os.DevNull)
		}
	}
}

// TestReleaseHasItsFiles wants all that the archives name from the tree or from
// the commands before.
func TestReleaseHasItsFiles(t *testing.T) {
	text := string(readFile(t, goreleaser))
	sources := regexp.MustCompile(`(?m)^      - src: (\S+)$`).FindAllStringSubmatch(text, -1)
	if len(sources) < 4 {
		t.Fatalf("only %d files", len(sources))
	}
	for _, m := range sources {
		made := strings.TrimSuffix(m[1], "/*")
		if strings.HasPrefix(made, "release/") {
			if !strings.Contains(text[:strings.Index(text, "builds:")], made) {
				t.Errorf("nothing makes %s", m[1])
			}
		} else if _, err := os.Stat(filepath.Join("../..", made)); err != nil {
			t.Error(err)
		}
	}
	for _, m := range regexp.MustCompile(`go run \./cmd/buildmachines ([a-z ]+)`).FindAllStringSubmatch(text, -1) {
		if cmd, _, err := newRootCmd().Find(strings.Fields(m[1])); err != nil || cmd.Name() == "buildmachines" && !strings.HasPrefix(m[1], "completion") {
			t.Errorf("there is no command %s: %v", m[1], err)
		}
	}
}

// copyTree copies the sources of the program to another folder.
func copyTree(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "-deps", "-json=Dir,GoFiles,EmbedFiles,Module", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	copyFile(t, filepath.Join(root, "go.mod"), filepath.Join(to, "go.mod"))
	copyFile(t, filepath.Join(root, "go.sum"), filepath.Join(to, "go.sum"))
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir                 string
			GoFiles, EmbedFiles []string
			Module              *struct{ Main bool }
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return to
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module == nil || !p.Module.Main {
			continue
		}
		for _, f := range append(p.GoFiles, p.EmbedFiles...) {
			from := filepath.Join(p.Dir, f)
			copyFile(t, from, filepath.Join(to, strings.TrimPrefix(from, root)))
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, readFile(t, from), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
