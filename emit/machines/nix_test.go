package machines_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/machines"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// TestRealNixReadsMachines lets the installed Nix print the table that it read
// from every golden, from the file and from the one-line value.
func TestRealNixReadsMachines(t *testing.T) {
	nix := findNix(t)
	for name, c := range plans() {
		if diag.Has(machines.Builders{}.Check(c), diag.Error) || !nix.reads(c) || len(c.Builders) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := nix.write(t, "machines", emit(t, machines.Legacy{}, c))
			inline := strings.TrimSuffix(string(emit(t, machines.Builders{}, c)), "\n")
			for _, value := range []string{"@" + file, inline} {
				if d := cmp.Diff(rowsOf(c), nix.table(t, value)); d != "" {
					t.Errorf("%s (- was meant, + was read):\n%s", value, d)
				}
			}
		})
	}
}

// TestRealNixReadsNixConf lets the installed Nix print its settings.
func TestRealNixReadsNixConf(t *testing.T) {
	nix := findNix(t)
	for name, c := range plans() {
		t.Run(name, func(t *testing.T) {
			conf := emit(t, machines.NixConf{}, c)
			want, err := readNixConf(string(conf))
			if err != nil {
				t.Fatal(err)
			}
			got := nix.settings(t, conf)
			for key, value := range want {
				list, extra := strings.CutPrefix(key, "extra-") // appends to the default
				read := normalAll(got[list])
				if read != value && !(extra && strings.HasSuffix(read, normalAll(value))) {
					t.Errorf("%s: Nix reads %q, want %q", key, read, value)
				}
			}
		})
	}
}

type realNix struct {
	dir     string // an empty store, state and configuration
	integer bool   // speed factors are whole numbers
}

// findNix skips the test without Nix, unless it must not be skipped.
func findNix(t *testing.T) *realNix {
	t.Helper()
	if _, err := exec.LookPath("nix-build"); err != nil {
		const cure = "nix-build is not installed; `apt-get install nix-bin` brings it"
		if os.Getenv("BUILDMACHINES_INTEROP") == "require" {
			t.Fatal(cure)
		}
		t.Skip(cure)
	}
	n := &realNix{dir: t.TempDir()}
	version := regexp.MustCompile(`2\.(\d+)`).FindStringSubmatch(n.run(t, "nix-build", "--version"))
	if version == nil {
		t.Fatal("nix-build does not say its version")
	}
	n.integer = len(version[1]) == 1 || version[1] < "20"
	n.write(t, "nix.conf", []byte("sandbox = false\nbuild-users-group =\nsubstituters =\nexperimental-features = nix-command\n"))
	return n
}

func (n *realNix) reads(c *plan.Client) bool {
	return !n.integer || !slices.ContainsFunc(c.Entries(), func(e plan.Entry) bool { return e.SpeedFactor != float64(int(e.SpeedFactor)) })
}

func (n *realNix) write(t *testing.T, name string, b []byte) string {
	t.Helper()
	file := filepath.Join(n.dir, name)
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// run returns what the program printed on both streams, whatever its status.
func (n *realNix) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), counterpart.HangLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "NIX_CONF_DIR="+n.dir, "NIX_USER_CONF_FILES=", "NIX_STORE_DIR="+n.dir+"/store",
		"NIX_STATE_DIR="+n.dir+"/var", "NIX_LOG_DIR="+n.dir+"/log", "NIX_REMOTE=", "NIX_CONFIG=")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &out, time.Second
	if err := cmd.Run(); ctx.Err() != nil {
		t.Fatalf("%s: %v, %v:\n%s", name, ctx.Err(), err, out.Bytes())
	}
	return out.String()
}

const impossible = `derivation { name = "x"; system = "none"; builder = "/bin/sh"; requiredSystemFeatures = [ "none" ]; }`

var (
	considered = regexp.MustCompile(`considering building on remote machine '(.*)'`)
	tableRow   = regexp.MustCompile(`(?m)^ *\((.*, \d+, .*)\)$`)
	colour     = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// table returns a row per machine that Nix read from the value of `builders`.
// A build that no machine can take, with no local jobs, makes the build hook
// name each machine that it looks at, then print them all.
func (n *realNix) table(t *testing.T, builders string) []string {
	t.Helper()
	out := colour.ReplaceAllString(n.run(t, "nix-build", "--expr", impossible, "--store", n.dir+"/client",
		"--max-jobs", "0", "--builders", builders, "--no-out-link", "-vvvvv"), "")
	uris, rows := considered.FindAllStringSubmatch(out, -1), tableRow.FindAllStringSubmatch(out, -1)
	if len(uris) == 0 || len(uris) != len(rows) {
		t.Fatalf("%d machines and %d rows in:\n%s", len(uris), len(rows), out)
	}
	var table []string
	for i := range uris {
		table = append(table, row(uris[i][1], strings.Split(strings.NewReplacer("[", "", "]", "").Replace(rows[i][1]), ", ")))
	}
	return table
}

// row sorts the values: Nix prints sets, and Nix 2.8 without brackets.
func row(uri string, values []string) string {
	values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
	slices.Sort(values)
	return fmt.Sprint(normal(uri), values)
}

// normal undoes how Nix rewrites a store URI: since 2.23 with sorted and
// decoded parameters, and until 2.30 with a scheme for `daemon` and `local`.
func normal(uri string) string {
	uri = strings.ReplaceAll(uri, "%2F", "/")
	if uri == "unix://" {
		return "daemon"
	}
	base, query, found := strings.Cut(strings.Replace(uri, "local://?", "local?", 1), "?")
	if !found {
		return base
	}
	params := strings.Split(query, "&")
	slices.Sort(params)
	return base + "?" + strings.Join(params, "&")
}

func normalAll(value string) string {
	uris := strings.Split(value, " ")
	for i, uri := range uris {
		uris[i] = normal(uri)
	}
	return strings.Join(uris, " ")
}

func rowsOf(c *plan.Client) []string {
	var out []string
	for _, m := range machinesOf(c) {
		values := slices.Concat(m.Systems, []string{fmt.Sprint(m.Jobs)}, m.Offered, m.Mandatory)
		out = append(out, row(m.URI, values))
	}
	return out
}

func (n *realNix) settings(t *testing.T, conf []byte) map[string]string {
	t.Helper()
	n.write(t, "nix.conf", append(conf, "experimental-features = nix-command\n"...))
	out := map[string]string{}
	for _, line := range strings.Split(n.run(t, "nix", "show-config"), "\n") {
		if key, value, found := strings.Cut(line, " = "); found {
			out[key] = value
		}
	}
	return out
}
