package counterpart

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Nix is one installed version of Nix.
type Nix struct {
	Version string // "2.26.3"
	Minor   int    // 26
	Bin     string // the folder with nix-build, nix-store, ...
}

// String is the dialect's name: "nix 2.26".
func (n Nix) String() string { return fmt.Sprintf("nix 2.%d", n.Minor) }

// Nixes returns the host's Nix and those that ./test unpacked into the folders
// nix-* below $BUILDMACHINES_NIXES. A host's Lix is left out: it prints other
// messages, and has rules of its own.
func Nixes(t testing.TB) []Nix {
	t.Helper()
	var found []Nix
	for _, bin := range nixFolders() {
		if n, ok := probeNix(bin).(Nix); ok {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		missing(t, "no nix-build: apt-get install nix-bin")
	}
	// The suites' versions stand for dialects that the host's does not speak.
	if os.Getenv("BUILDMACHINES_INTEROP") == "require" && len(found) < 3 {
		t.Fatalf("%v, but three versions are required: run ./test, which unpacks the others", found)
	}
	return found
}

func nixFolders() []string {
	var dirs []string
	if path, err := exec.LookPath("nix-build"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	if root := os.Getenv("BUILDMACHINES_NIXES"); root != "" {
		unpacked, _ := filepath.Glob(filepath.Join(root, "nix-*", "bin")) // fails for a bad pattern only
		dirs = append(dirs, unpacked...)
	}
	return dirs
}

var nixVersion = regexp.MustCompile(`^nix-build \(Nix\) (2\.(\d+)\S*)\n$`)

// probed holds a Nix, or nil, for each folder asked so far.
var probed sync.Map

func probeNix(bin string) any {
	if n, ok := probed.Load(bin); ok {
		return n
	}
	var n any
	out, _ := exec.Command(filepath.Join(bin, "nix-build"), "--version").Output() // no output: no match
	if m := nixVersion.FindStringSubmatch(string(out)); m != nil {
		minor, _ := strconv.Atoi(m[2]) // digits
		n = Nix{Version: m[1], Minor: minor, Bin: bin}
	}
	probed.Store(bin, n)
	return n
}

// nixConf makes any user's builds work anywhere and offline.
const nixConf = `sandbox = false
build-users-group =
substituters =
experimental-features = nix-command
`

// home is a folder in which a Nix finds everything that it otherwise looks for
// in /nix, /etc and the user's home.
type home string

func newHome(t testing.TB) home {
	t.Helper()
	h := home(tempDir(t))
	writeFile(t, h.file("conf/nix.conf"), nixConf, 0o644)
	return h
}

func (h home) file(name string) string { return filepath.Join(string(h), name) }

// env is the whole environment of a Nix program: nothing of the caller's gets in.
func (h home) env(store string, path []string, more map[string]string) []string {
	all := map[string]string{
		"PATH":                strings.Join(append(path, "/usr/bin", "/bin"), ":"),
		"HOME":                string(h),
		"TMPDIR":              string(h),
		"NIX_STORE_DIR":       store,
		"NIX_CONF_DIR":        h.file("conf"),
		"NIX_LOG_DIR":         h.file("log"),
		"NIX_USER_CONF_FILES": "",
	}
	maps.Copy(all, more)
	var env []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		env = append(env, name+"="+all[name])
	}
	return env
}

// ReadConf returns the settings that Nix reads from a nix.conf, in the words in
// which it prints them, and the lines that it complained about.
func (n Nix) ReadConf(t testing.TB, file string) (settings map[string]string, complaints []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h := newHome(t)
	writeFile(t, h.file("conf/nix.conf"), string(text), 0o644)
	show := []string{"config", "show"}
	if n.Minor < 20 { // renamed in 2.20
		show = []string{"show-config"}
	}
	argv := append([]string{filepath.Join(n.Bin, "nix"), "--extra-experimental-features", "nix-command"}, show...)
	out := run(t, h.env(h.file("store"), nil, nil), argv...)
	settings = map[string]string{}
	for line := range strings.Lines(out.stdout) {
		if key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ="); ok {
			settings[key] = strings.TrimPrefix(value, " ")
		}
	}
	for line := range strings.Lines(plain(out.stderr)) {
		complaints = append(complaints, strings.TrimSpace(line))
	}
	return settings, complaints
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// plain drops the colours, which Nix writes even to a pipe.
func plain(s string) string { return colour.ReplaceAllString(s, "") }
