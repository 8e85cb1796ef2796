package goldentest_test

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/machines"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// onEachNix runs a test with every Nix, in parallel.
func onEachNix(t *testing.T, test func(t *testing.T, n counterpart.Nix)) {
	t.Helper()
	for _, n := range counterpart.Nixes(t) {
		t.Run(n.String(), func(t *testing.T) {
			t.Parallel()
			test(t, n)
		})
	}
}

// whole reports whether all speed factors are whole numbers, which is what
// Nix before 2.20 reads.
func whole(c *plan.Client) bool {
	return !slices.ContainsFunc(c.Entries(), func(e plan.Entry) bool { return e.SpeedFactor != math.Trunc(e.SpeedFactor) })
}

// machinesClients returns the clients with a legacy machines file, Hydra's
// included, that n reads.
func machinesClients(t *testing.T, n counterpart.Nix) (clients []goldenClient, files []string) {
	t.Helper()
	for _, c := range goldenClients(t) {
		for _, file := range []string{"machines", "hydra-machines"} {
			path, ok := c.path(file)
			if !ok {
				continue
			}
			if n.Minor < 20 && !whole(c.Client) {
				t.Logf("%v: not read by %v, which knows whole speed factors only (%s)", c, n, c.Nix)
				continue
			}
			clients, files = append(clients, c), append(files, path)
		}
	}
	return clients, files
}

// Every Nix reads every machines golden, and the one-line value of the same
// builders, and what it then has in its table is the plan.
func TestNixReadsMachines(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		seen := map[string]bool{}
		clients, files := machinesClients(t, n)
		for i, c := range clients {
			text := read(t, files[i])
			if seen[text] {
				continue // another client has the same file
			}
			seen[text] = true
			got, err := n.ReadMachines(t, files[i])
			sameMachines(t, c, got, err)
			got, err = n.ReadBuilders(t, builders(t, c.Client))
			sameMachines(t, c, got, err)
		}
	})
}

// planned returns the machines of c as Nix should print them.
func planned(c *plan.Client) []counterpart.Machine {
	var out []counterpart.Machine
	for _, e := range c.Entries() {
		out = append(out, counterpart.Machine{
			URI:       e.URI,
			Systems:   sortedSet(e.Systems),
			MaxJobs:   e.MaxJobs,
			Supported: sortedSet(e.SupportedFeatures, e.MandatoryFeatures),
			Mandatory: sortedSet(e.MandatoryFeatures),
		})
	}
	return out
}

func sortedSet(lists ...[]string) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(lists...))))
}

func sameMachines(t *testing.T, c goldenClient, got []counterpart.Machine, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%v: %v", c, err)
		return
	}
	want := planned(c.Client)
	for _, list := range [][]counterpart.Machine{want, got} {
		for i := range list {
			list[i].URI = decodedURI(t, list[i].URI)
		}
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%v: what Nix reads is not the plan (-want +got):\n%s", c, diff)
	}
}

// decodedURI returns what a store URI means: Nix from 2.23 on prints parameters
// sorted, and encodes other characters than we do.
func decodedURI(t *testing.T, uri string) string {
	t.Helper()
	base, query, found := strings.Cut(uri, "?")
	if !found {
		return base
	}
	params := strings.Split(query, "&")
	for i, p := range params {
		key, value, _ := strings.Cut(p, "=")
		value, err := url.PathUnescape(value) // "+" is a plus
		if err != nil {
			t.Fatalf("%s: %v", uri, err)
		}
		params[i] = key + "=" + value
	}
	slices.Sort(params)
	return base + "?" + strings.Join(params, "&")
}

// builders returns the value of `builders` that --format builders writes.
func builders(t *testing.T, c *plan.Client) string {
	t.Helper()
	var text strings.Builder
	if err := (machines.Builders{}).Emit(&text, c); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// Nix tries the faster machine first, then the earlier one: the order of the
// plan breaks ties. This is the one place where Nix shows speed factors.
func TestNixTriesTheFasterThenTheEarlier(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		clients, files := machinesClients(t, n)
		for i, c := range clients {
			system, ok := triedFor[c.String()]
			if !ok {
				continue
			}
			var got []string
			for _, a := range n.Attempts(t, files[i], system) {
				got = append(got, a.URI)
			}
			if diff := gocmp.Diff(preferred(c.Client, system), got); diff != "" {
				t.Errorf("%v: machines for %s (-want +got):\n%s", c, system, diff)
			}
		}
	})
}

var triedFor = map[string]string{
	"a-farm-by-for-each-of-a-map/runner":    "x86_64-linux",
	"a-fleet-of-twelve-builders/southerner": "aarch64-linux",
	"emulated-builds-share-the-slots/old":   "aarch64-linux",
	"emulated-builds-share-the-slots/new":   "aarch64-linux",
	"lix-reads-the-legacy-file/opal":        "x86_64-linux",
}

func preferred(c *plan.Client, system string) []string {
	entries := slices.DeleteFunc(c.Entries(), func(e plan.Entry) bool { return !slices.Contains(e.Systems, system) })
	slices.SortStableFunc(entries, func(a, b plan.Entry) int { return cmp.Compare(b.SpeedFactor, a.SpeedFactor) })
	var uris []string
	for _, e := range entries {
		uris = append(uris, e.URI)
	}
	return uris
}

func TestNixReadsNixConf(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		seen := map[string]bool{}
		for _, c := range withFile(t, "nix.conf") {
			path, _ := c.path("nix.conf")
			text := read(t, path)
			if seen[text] {
				continue // as of many other clients
			}
			seen[text] = true
			got, complaints := n.ReadConf(t, path)
			for _, line := range complaints {
				t.Errorf("%v: %v says %s", c, n, line)
			}
			checkSettings(t, c, text, got)
		}
	})
}

// checkSettings compares the lines of a nix.conf with what Nix shows. A name
// with "extra-" adds to a list that has other elements as well.
func checkSettings(t *testing.T, c goldenClient, conf string, got map[string]string) {
	t.Helper()
	for line := range strings.Lines(conf) {
		key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " =")
		if !ok {
			continue
		}
		value = strings.TrimPrefix(value, " ")
		name, extra := strings.CutPrefix(key, "extra-")
		switch shown, known := got[name]; {
		case !known:
			t.Errorf("%v: Nix has no setting %s", c, key)
		case extra && !containsAll(decodedWords(t, shown), decodedWords(t, value)):
			t.Errorf("%v: %s is %q, without %q", c, name, shown, value)
		case !extra && shown != value:
			t.Errorf("%v: %s is %q, want %q", c, key, shown, value)
		}
	}
}

// decodedWords returns the elements of a list, URIs decoded.
func decodedWords(t *testing.T, list string) []string {
	t.Helper()
	out := strings.Fields(list)
	for i := range out {
		out[i] = decodedURI(t, out[i])
	}
	return out
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}
