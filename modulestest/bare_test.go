package modulestest_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/machines"
	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// Where nobody manages the Nix of a Mac, the module writes the files that the
// plain targets have.
func TestBareDarwinHasThePlainFiles(t *testing.T) {
	type want struct{ name, machines, conf string }
	var wants []want
	var hosts []machine
	add := func(name, role, plan, file, conf string) {
		_, conf, _ = strings.Cut(conf, "\n") // the header
		if rest, ok := strings.CutPrefix(conf, "builders = "); ok {
			_, conf, _ = strings.Cut(rest, "\n")
		}
		wants = append(wants, want{name, file, conf})
		hosts = append(hosts, on(t, "nix-darwin", plan, fmt.Sprintf("{ nix.enable = false; buildmachines = { %s }; }", role)))
	}
	for _, golden := range goldenNames(t) {
		p := goldenPlan(t, golden)
		for _, c := range p.Clients {
			if (nixos.Darwin{}).Check(c).HasErrors() {
				continue
			}
			file := emitted(t, func(w io.Writer) error { return machines.Legacy{}.Emit(w, c) })
			conf := emitted(t, func(w io.Writer) error { return machines.NixConf{}.Emit(w, c) })
			add(golden+": "+c.Name, "builder = false; client = "+quote(c.Name)+";", planFile(t, p), file, conf)
		}
		for _, s := range p.Setups() {
			s.Remote.Platform, s.Remote.UID = "nix-darwin", 550
			if !s.Enable || (nixos.BuilderDarwin{}).Check(s).HasErrors() {
				s.Remote.Platform = "linux"
				continue
			}
			conf := emitted(t, func(w io.Writer) error { return machines.BuilderNixConf{}.Emit(w, s) })
			add(golden+": "+s.Name, "client = false; builder = "+quote(s.Name)+";", planFile(t, p), "", conf)
		}
	}
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		for i, r := range evaluate(t, nix, l, hosts) {
			if len(r.Failed) > 0 {
				t.Errorf("%s: %q", wants[i].name, r.Failed)
			}
			if d := cmp.Diff(wants[i].machines, etc(r, "nix/machines")); d != "" {
				t.Errorf("%s (-plain +module):\n%s", wants[i].name, d)
			}
			if d := cmp.Diff(inAnyOrder(wants[i].conf), inAnyOrder(etc(r, "nix/nix.custom.conf"))); d != "" {
				t.Errorf("%s (-plain +module):\n%s", wants[i].name, d)
			}
		}
	})
}

// Determinate's module gets the settings of a builder by their names in nix.conf:
// it has no text of one's own, and does not merge root into trusted-users.
func TestBuildersOnDeterminate(t *testing.T) {
	p := textPlan(t, fleet)
	_, conf, _ := strings.Cut(emitted(t, func(w io.Writer) error { return machines.BuilderNixConf{}.Emit(w, p.Setup("mini")) }), "\n")
	var want []string
	for line := range strings.Lines(conf) {
		want = append(want, strings.TrimSuffix(line, "\n"))
	}
	m := on(t, "determinate", planFile(t, p), `{ networking.hostName = "mini"; }`)
	for _, l := range libs(t) {
		r := evaluate(t, counterpart.Nixes(t)[0], l, []machine{m})[0]
		settings, _ := r.Options["determinateNix.customSettings"].(map[string]any)
		var got []string
		for _, name := range slices.Sorted(maps.Keys(settings)) {
			if strings.HasPrefix(name, "extra-") && name != "extra-sandbox-paths" { // the others are defaults
				got = append(got, optionset.Conf(name, settings[name]))
			}
		}
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("with the %s lib (-plain +module):\n%s", l.name, d)
		}
	}
}

// inAnyOrder sorts lines: a client's settings replace and add to no others of ours.
func inAnyOrder(text string) []string { return slices.Sorted(strings.Lines(text)) }
