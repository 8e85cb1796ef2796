package goldentest_test

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// options are the paths of the options by the files of modules.
type options struct{ machines, settings, distributed []string }

var moduleOptions = map[string]options{
	"nixos.nix":       {[]string{"nix", "buildMachines"}, []string{"nix", "settings"}, []string{"nix", "distributedBuilds"}},
	"darwin.nix":      {[]string{"nix", "buildMachines"}, []string{"nix", "settings"}, []string{"nix", "distributedBuilds"}},
	"determinate.nix": {[]string{"determinateNix", "buildMachines"}, []string{"determinateNix", "customSettings"}, []string{"determinateNix", "distributedBuilds"}},
	"home.nix":        {[]string{"nix", "buildMachines"}, []string{"nix", "settings"}, []string{"nix", "distributedBuilds"}},
}

// moduleGoldens runs a test on every module of every golden, evaluated.
func moduleGoldens(t *testing.T, n counterpart.Nix, test func(t *testing.T, c goldenClient, file string, module map[string]any)) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range goldenClients(t) {
		for _, file := range slices.Sorted(maps.Keys(moduleOptions)) {
			if path, ok := c.path(file); ok {
				seen[file] = true
				test(t, c, file, optionset.Eval(t, n, path))
			}
		}
	}
	for file := range moduleOptions {
		if !seen[file] {
			t.Errorf("no case has a %s", file)
		}
	}
}

// The plain files of a client are what its module makes the module system write.
func TestModulesSayThePlainFiles(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		moduleGoldens(t, n, func(t *testing.T, c goldenClient, file string, module map[string]any) {
			o := moduleOptions[file]
			same(t, c, "machines", plainMachines(t, c), moduleMachines(t, module, o.machines))
			same(t, c, "nix.conf", plainConf(t, c), moduleConf(optionset.Get(module, o.settings...)))
			stanzas, pins, place := moduleSSH(file, module)
			same(t, c, "known_hosts", plainPins(t, c), pins)
			same(t, c, "ssh_config", plainStanzas(t, c, place), stanzas)
			if on := optionset.Get(module, o.distributed...); on != true {
				t.Errorf("%v: distributedBuilds is %v", c, on)
			}
		})
	})
}

// Every golden sets only options that its releases have, to values that these
// take.
func TestReleasesTakeTheModules(t *testing.T) {
	records := filepath.Join("..", "options")
	moduleGoldens(t, counterpart.Nixes(t)[0], func(t *testing.T, c goldenClient, file string, module map[string]any) {
		for _, r := range optionset.Claimed(t, records, optionset.Platforms[file], c.Release) {
			for _, fault := range r.Check(module) {
				t.Errorf("%v: %s on %v: %s", c, file, r, fault)
			}
		}
	})
}

func same(t *testing.T, c goldenClient, file string, want, got any) {
	t.Helper()
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%v: the module says another %s than the plain file (-plain +module):\n%s", c, file, diff)
	}
}

// plainMachines returns the machines as moduleMachines does.
func plainMachines(t *testing.T, c goldenClient) any {
	t.Helper()
	if path, ok := c.path("machines.toml"); ok {
		var doc struct{ Machines map[string]any }
		if err := toml.Unmarshal([]byte(read(t, path)), &doc); err != nil {
			t.Fatal(err)
		}
		return tables(t, doc.Machines)
	}
	path, _ := c.path("machines")
	lines := []string{}
	for line := range strings.Lines(read(t, path)) {
		lines = append(lines, withFeatureSet(strings.TrimSuffix(line, "\n")))
	}
	return lines
}

// moduleMachines returns the lines of /etc/nix/machines, or the tables of
// Lix's machines.toml.
func moduleMachines(t *testing.T, module map[string]any, path []string) any {
	t.Helper()
	if lix := optionset.Get(module, "lix", "buildMachines", "machines"); lix != nil {
		if beside := optionset.Get(module, path...); beside != nil {
			t.Errorf("beside lix.buildMachines, which excludes it, is %v", beside)
		}
		return tables(t, lix)
	}
	lines := []string{}
	machines, _ := optionset.Get(module, path...).([]any)
	for _, m := range machines {
		lines = append(lines, withFeatureSet(optionset.Line(m)))
	}
	return lines
}

// withFeatureSet sorts the features of a line: modules put the mandatory ones
// last, and to Nix the column is a set.
func withFeatureSet(line string) string {
	columns := strings.Split(line, " ")
	columns[5] = strings.Join(sortedSet(strings.Split(columns[5], ",")), ",")
	return strings.Join(columns, " ")
}

// tables returns machines of Lix with one type of number, without empty lists,
// which are their default, and with sets of features.
func tables(t *testing.T, machines any) map[string]map[string]any {
	t.Helper()
	text, err := json.Marshal(machines)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	for _, m := range out {
		maps.DeleteFunc(m, func(_ string, v any) bool { items, ok := v.([]any); return ok && len(items) == 0 })
		if f, ok := m["speed-factor"].(map[string]any); ok {
			m["speed-factor"] = f["value"]
		}
		if features, ok := m["supported-features"].([]any); ok {
			slices.SortFunc(features, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		}
	}
	return out
}

// plainConf returns the lines of nix.conf but for the name of the machines
// file, which modules choose themselves.
func plainConf(t *testing.T, c goldenClient) []string {
	t.Helper()
	path, _ := c.path("nix.conf")
	var lines []string
	for line := range strings.Lines(read(t, path)) {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "builders =") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(lines)
	return lines
}

func moduleConf(settings any) []string {
	var lines []string
	attrs, _ := settings.(map[string]any)
	for name, value := range attrs {
		lines = append(lines, optionset.Conf(name, value))
	}
	slices.Sort(lines)
	return lines
}

// moduleSSH returns the text of the stanzas and of the pins, and where ssh
// finds the pins.
func moduleSSH(file string, module map[string]any) (stanzas, pins any, place string) {
	if file == "home.nix" {
		pins = optionset.Get(module, "home", "file", ".ssh/buildmachines_known_hosts", "text")
		return includedFile(module), pins, "~/.ssh/buildmachines_known_hosts"
	}
	pins = optionset.Get(module, "environment", "etc", "ssh/buildmachines_known_hosts", "text")
	return optionset.Get(module, "programs", "ssh", "extraConfig"), pins, "/etc/ssh/buildmachines_known_hosts"
}

// includedFile returns the text of the one file below ~ that home-manager's
// ssh_config includes.
func includedFile(module map[string]any) any {
	includes, _ := optionset.Get(module, "programs", "ssh", "includes").([]any)
	if len(includes) != 1 || optionset.Get(module, "programs", "ssh", "enable") != true {
		return nil
	}
	path, _ := includes[0].(string)
	return optionset.Get(module, "home", "file", strings.TrimPrefix(path, "~/"), "text")
}

// plainPins returns the text of known_hosts, or nil if it has no pin.
func plainPins(t *testing.T, c goldenClient) any {
	t.Helper()
	path, _ := c.path("known_hosts")
	if text := read(t, path); strings.Count(text, "\n") > 1 {
		return text
	}
	return nil
}

// plainStanzas returns the text of ssh_config with the pins at another place,
// or nil if it has no stanza.
func plainStanzas(t *testing.T, c goldenClient, knownHosts string) any {
	t.Helper()
	path, _ := c.path("ssh_config")
	text := read(t, path)
	if !strings.Contains(text, "\nMatch originalhost ") {
		return nil
	}
	return strings.ReplaceAll(text, "UserKnownHostsFile "+c.Dir+"/known_hosts\n", "UserKnownHostsFile "+knownHosts+"\n")
}

// The cases cover what modules do differently.
func TestModuleGoldensCover(t *testing.T) {
	var all strings.Builder
	for _, c := range withFile(t, "nixos.nix") {
		path, _ := c.path("nixos.nix")
		all.WriteString(read(t, path))
	}
	for _, part := range []string{"lix.buildMachines.machines = {", "nix.buildMachines = [", "speedFactor = 1.5;", "enable = false;", "mandatoryFeatures = [ \""} {
		if !strings.Contains(all.String(), part) {
			t.Errorf("no case has %q", part)
		}
	}
}
