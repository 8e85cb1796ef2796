package machines_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	pelletier "github.com/pelletier/go-toml/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/machines"
)

// lixKeys are the keys of a machine that both Lix 2.95 and Lix main accept, and
// the type that both want. An unknown key is an error in both, and so is
// `enabled` in 2.95. `speed-factor` may be an integer too; ours never is.
var lixKeys = map[string]func(any) bool{
	"uri":                func(v any) bool { s, ok := v.(string); return ok && s != "" },
	"enable":             func(v any) bool { _, ok := v.(bool); return ok },
	"system-types":       isStrings,
	"jobs":               func(v any) bool { n, ok := v.(int64); return ok && n >= 1 && n <= 1<<31-1 },
	"speed-factor":       func(v any) bool { f, ok := v.(float64); return ok && f > 0 },
	"supported-features": isStrings,
	"mandatory-features": isStrings,
}

func isStrings(v any) bool {
	list, ok := v.([]any)
	return ok && len(list) > 0 && !slices.ContainsFunc(list, func(e any) bool { _, ok := e.(string); return !ok })
}

func TestTOMLIsWhatLixReads(t *testing.T) {
	for name, c := range plans() {
		if !diag.Has(machines.TOML{}.Check(c), diag.Error) {
			t.Run(name, func(t *testing.T) { checkTOML(t, c, emit(t, machines.TOML{}, c)) })
		}
	}
}

// checkTOML compares doc, read by two parsers, with the plan.
func checkTOML(t *testing.T, c *plan.Client, doc []byte) {
	t.Helper()
	var got, second map[string]any
	if err := toml.Unmarshal(doc, &got); err != nil {
		t.Fatalf("%v in:\n%s", err, doc)
	}
	if err := pelletier.Unmarshal(doc, &second); err != nil {
		t.Fatalf("%v in:\n%s", err, doc)
	}
	if d := cmp.Diff(got, second); d != "" {
		t.Fatalf("two parsers differ:\n%s", d)
	}
	tables, ok := got["machines"].(map[string]any)
	if !ok {
		t.Fatalf("no table of machines in:\n%s", doc) // Lix 2.95 dies of that
	}
	for name, m := range tables {
		checkKeys(t, name, m.(map[string]any))
	}
	if d := cmp.Diff(documentOf(c), got); d != "" {
		t.Fatalf("(- was meant, + was read):\n%s", d)
	}
}

func checkKeys(t *testing.T, name string, m map[string]any) {
	t.Helper()
	for key, v := range m {
		if ok := lixKeys[key]; ok == nil || !ok(v) {
			t.Errorf("%q: Lix does not accept %s = %#v", name, key, v)
		}
	}
}

// documentOf is what a TOML parser should read for c.
func documentOf(c *plan.Client) map[string]any {
	tables := map[string]any{}
	for _, e := range c.Entries() {
		tables[e.Alias] = tableOf(e)
	}
	for _, e := range c.DisabledEntries() {
		m := tableOf(e)
		m["enable"] = false
		tables[e.Alias] = m
	}
	return map[string]any{"version": int64(1), "machines": tables}
}

func tableOf(e plan.Entry) map[string]any {
	one := machinesOf(&plan.Client{Builders: []*plan.Builder{e.Builder}})[0]
	m := map[string]any{"uri": e.URI, "jobs": int64(e.MaxJobs), "speed-factor": e.SpeedFactor}
	for key, items := range map[string][]string{"system-types": e.Systems, "supported-features": one.Offered, "mandatory-features": one.Mandatory} {
		var list []any
		for _, s := range items {
			list = append(list, s)
		}
		if list != nil {
			m[key] = list
		}
	}
	return m
}

// TestTOMLAssignmentsHaveBlanks: Lix main reads a file with an error as a
// legacy one, unless it then meets a system `=`.
func TestTOMLAssignmentsHaveBlanks(t *testing.T) {
	line := regexp.MustCompile(`^([a-z]+(-[a-z]+)* = \S.*|\[machines(\.("[^"]+"|[A-Za-z0-9_-]+))?\]|# [^;]*|)$`)
	for name, c := range plans() {
		for _, l := range strings.Split(string(emit(t, machines.TOML{}, c)), "\n") {
			if !line.MatchString(l) {
				t.Errorf("%s: %q", name, l)
			}
		}
	}
}
