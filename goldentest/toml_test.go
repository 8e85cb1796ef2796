package goldentest_test

import (
	"slices"
	"testing"

	"github.com/BurntSushi/toml"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Debian has no Lix, so its own word is replaced by what its parsers accept
// (2.95.3 and main): a key that is not here, or of another type, is an error for
// one of them, and fails every build on the host. Both parsers want these types;
// main refuses a number of jobs below 1.
var lixKeys = map[string]func(v any) bool{
	"uri":                func(v any) bool { s, ok := v.(string); return ok && s != "" },
	"enable":             func(v any) bool { _, ok := v.(bool); return ok },
	"system-types":       isStrings,
	"jobs":               func(v any) bool { n, ok := v.(int64); return ok && n > 0 },
	"speed-factor":       func(v any) bool { f, ok := v.(float64); return ok && f > 0 },
	"supported-features": isStrings,
	"mandatory-features": isStrings,
}

func isStrings(v any) bool {
	items, ok := v.([]any)
	return ok && len(items) > 0 && !slices.ContainsFunc(items, func(e any) bool { _, ok := e.(string); return !ok })
}

func TestLixReadsMachinesTOML(t *testing.T) {
	for _, c := range withFile(t, "machines.toml") {
		path, _ := c.path("machines.toml")
		var doc map[string]any
		if err := toml.Unmarshal([]byte(read(t, path)), &doc); err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		checkKeys(t, c, doc)
		if diff := gocmp.Diff(documentOf(c.Client), doc); diff != "" {
			t.Errorf("%v: the document is not the plan (-want +got):\n%s", c, diff)
		}
	}
}

func checkKeys(t *testing.T, c goldenClient, doc map[string]any) {
	t.Helper()
	tables, ok := doc["machines"].(map[string]any)
	if !ok {
		t.Errorf("%v: no table of machines, of which Lix 2.95 dies", c)
	}
	for name, machine := range tables {
		for key, value := range machine.(map[string]any) {
			if accepts := lixKeys[key]; accepts == nil || !accepts(value) {
				t.Errorf("%v: Lix does not accept %s = %v of %s", c, key, value, name)
			}
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
		table := tableOf(e)
		table["enable"] = false
		tables[e.Alias] = table
	}
	return map[string]any{"version": int64(1), "machines": tables}
}

func tableOf(e plan.Entry) map[string]any {
	table := map[string]any{"uri": e.URI, "jobs": int64(e.MaxJobs), "speed-factor": e.SpeedFactor}
	offered := slices.Clone(e.SupportedFeatures)
	for _, f := range e.MandatoryFeatures {
		if !slices.Contains(offered, f) {
			offered = append(offered, f)
		}
	}
	for key, items := range map[string][]string{
		"system-types": e.Systems, "supported-features": offered, "mandatory-features": e.MandatoryFeatures,
	} {
		var list []any
		for _, s := range items {
			list = append(list, s)
		}
		if list != nil {
			table[key] = list
		}
	}
	return table
}
