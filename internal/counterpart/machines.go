package counterpart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Machine is one machine as Nix understood it. The speed factor is not among
// what Nix prints: [Nix.Attempts] shows its effect.
type Machine struct {
	URI       string
	Systems   []string // sorted, since newer versions keep a set
	MaxJobs   int
	Supported []string // column 6, sorted; in our files, with column 7's
	Mandatory []string // column 7, sorted
}

// ReadMachines returns the machines that Nix reads from a legacy machines file,
// in Nix's order. An error quotes Nix's message.
//
// No command prints them. But where no machine can take a build, the build hook
// prints its whole table (libstore, build-remote.cc), so we ask for a system
// that nobody has.
func (n Nix) ReadMachines(t testing.TB, file string) ([]Machine, error) {
	t.Helper()
	h := newHome(t)
	return n.readBuilders(t, h, "@"+h.copyMachines(t, file))
}

// ReadBuilders is ReadMachines for a one-line value of the setting `builders`.
func (n Nix) ReadBuilders(t testing.TB, value string) ([]Machine, error) {
	t.Helper()
	return n.readBuilders(t, newHome(t), value)
}

// copyMachines gives a machines file a path without the bytes that end one in
// the setting.
func (h home) copyMachines(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, h.file("machines"), string(text), 0o644)
}

func (n Nix) readBuilders(t testing.TB, h home, builders string) ([]Machine, error) {
	t.Helper()
	said := n.askHook(t, h, builders, "no-system", []string{"no-feature"})
	if !strings.Contains(said, " remote builders\n") {
		return nil, hookError(said)
	}
	var uris []string
	for _, m := range considered.FindAllStringSubmatch(said, -1) {
		uris = append(uris, m[1])
	}
	_, table, _ := strings.Cut(said, tableHead) // absent when no machine is known
	machines := make([]Machine, len(uris))
	for i, uri := range uris {
		row, rest, _ := strings.Cut(table, "\n")
		table = rest
		m, err := parseRow(strings.TrimSpace(row))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", uri, err)
		}
		m.URI = uri
		machines[i] = m
	}
	return machines, nil
}

var considered = regexp.MustCompile(`(?m)^considering building on remote machine '(.*)'$`)

const tableHead = "(systems, maxjobs, supportedFeatures, mandatoryFeatures)\n"

// hookNix is a derivation that every machine with its system and features could
// take, and none can build.
const hookNix = `{ system, features }: derivation {
  name = "probe"; inherit system; builder = "/nonexistent";
  requiredSystemFeatures = builtins.fromJSON features;
}
`

// askHook makes Nix look for a machine, and returns what its build hook said.
// The store is a chroot store: it never builds, and needs no /nix.
func (n Nix) askHook(t testing.TB, h home, builders, system string, features []string) string {
	t.Helper()
	quoted := []string{}
	for _, f := range features {
		quoted = append(quoted, strconv.Quote(f))
	}
	out := run(t, h.env(h.file("store"), []string{h.file("bin"), n.Bin}, map[string]string{"BM_LOG": h.file("ssh.log")}),
		filepath.Join(n.Bin, "nix-build"), writeFile(t, h.file("probe.nix"), hookNix, 0o644),
		"--argstr", "system", system, "--argstr", "features", "["+strings.Join(quoted, ",")+"]",
		"--store", h.file("client"), "--max-jobs", "0", "--builders", builders, "--no-out-link", "-vvvvv")
	_, said, ok := strings.Cut(plain(out.stderr), "\nstarting build hook ")
	if !ok {
		t.Fatalf("%v did not start its build hook:\n%s", n, out.stderr)
	}
	return said
}

// hookError is the first error after the hook's start; the later ones only say
// that the hook has ended.
func hookError(said string) error {
	for line := range strings.Lines(said) {
		if msg, ok := strings.CutPrefix(line, "error: "); ok {
			return errors.New(strings.TrimSpace(msg))
		}
	}
	return fmt.Errorf("the build hook said neither a table nor an error: %s", said)
}

// Commas are safe to look for: they separate items, so no item holds one.
var (
	newRow = regexp.MustCompile(`^\(\[(.*)\], (\d+), \[(.*)\], \[(.*)\]\)$`)
	oldRow = regexp.MustCompile(`^\((.*?), (\d+), (.*)\)$`) // versions such as 2.8
)

// parseRow reads "([a, b], 4, [c], [d])" or "(a, b, 4, c, d)".
func parseRow(row string) (m Machine, err error) {
	fields := newRow.FindStringSubmatch(row)
	if fields != nil {
		m.Supported, m.Mandatory = list(fields[3]), list(fields[4])
	} else if fields = oldRow.FindStringSubmatch(row); fields != nil {
		m.Supported, m.Mandatory, err = splitFeatures(fields[3])
	} else {
		return m, fmt.Errorf("not a row of the table: %q", row)
	}
	m.Systems = slices.Sorted(slices.Values(list(fields[1])))
	m.MaxJobs, _ = strconv.Atoi(fields[2]) // digits, of a 32-bit number
	return m, err
}

// list reads "a, b"; the empty text is the empty list.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ", ")
}

// splitFeatures reads two sorted lists that are joined like one. The second
// begins with the first item that is not greater than the one before it, or
// after an empty one. Only where every mandatory feature sorts after every
// supported one is there no telling; a file of ours has no such line, because its
// column 6 repeats column 7.
func splitFeatures(both string) (supported, mandatory []string, err error) {
	items := strings.Split(both, ", ")
	for i := 1; i < len(items); i++ {
		if items[i] <= items[i-1] || items[i-1] == "" {
			return list(strings.Join(items[:i], ", ")), list(strings.Join(items[i:], ", ")), nil
		}
	}
	return nil, nil, fmt.Errorf("this Nix does not show which of %q are mandatory", both)
}
